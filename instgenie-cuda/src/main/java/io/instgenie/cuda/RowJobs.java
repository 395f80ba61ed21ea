package io.instgenie.cuda;

import io.instgenie.model.rows.RowLayout;
import io.instgenie.tensor.Placement;
import io.instgenie.tensor.Tensors;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Small tables of integers on the device that depend on lengths only: the job of each row, and counts from zero. Those of the latest layouts
 * are kept, since all blocks of a step share them. Used by one thread.
 */
final class RowJobs implements AutoCloseable {
    /** A step has three lists of spans, and its templates' passes have as many each. */
    private static final int KEPT = 64;

    private record Table(List<RowLayout.Span> spans, Tensor jobs) {}

    private final Placement placement;
    private final Deque<Table> tables = new ArrayDeque<>();
    private Tensor zeros;
    private Tensor counts;

    RowJobs(Placement placement) {
        this.placement = placement;
        zeros = table(new int[1]); // [1]
        counts = table(new int[1]); // [1]
    }

    /** The job of each row. */
    DeviceInts of(List<RowLayout.Span> spans) {
        if (spans.size() == 1 && spans.get(0).job() == 0) {
            return firstJob(spans.get(0).length());
        }
        for (Table table : tables) {
            if (table.spans() == spans) {
                return DeviceTensors.ints(table.jobs());
            }
        }
        Table made = new Table(spans, table(jobs(spans)));
        tables.addFirst(made);
        if (tables.size() > KEPT) {
            tables.removeLast().jobs().close();
        }
        return DeviceTensors.ints(made.jobs());
    }

    private static int[] jobs(List<RowLayout.Span> spans) {
        int first = spans.get(0).start();
        RowLayout.Span last = spans.get(spans.size() - 1);
        int[] jobs = new int[last.start() + last.length() - first];
        for (RowLayout.Span span : spans) {
            Arrays.fill(jobs, span.start() - first, span.start() - first + span.length(), span.job());
        }
        return jobs;
    }

    private DeviceInts firstJob(int rows) {
        if (zeros.size(0) < rows) {
            zeros.close();
            zeros = table(new int[2 * rows]); // [2 * rows]
        }
        return new DeviceInts(DeviceTensors.address(zeros), rows);
    }

    /** 0, 1, 2 and so on. */
    DeviceInts counting(int rows) {
        if (counts.size(0) < rows) {
            counts.close();
            int[] values = new int[2 * rows];
            Arrays.setAll(values, i -> i);
            counts = table(values); // [2 * rows]
        }
        return new DeviceInts(DeviceTensors.address(counts), rows);
    }

    private Tensor table(int[] values) {
        Tensor host = torch.empty(new long[] {values.length}, new TensorOptions(ScalarType.Int), null); // [values]
        host.data_ptr_int().put(values);
        return Tensors.hold(placement.move(host)); // [values]
    }

    @Override
    public void close() {
        tables.forEach(table -> table.jobs().close());
        tables.clear();
        zeros.close();
        counts.close();
    }
}
