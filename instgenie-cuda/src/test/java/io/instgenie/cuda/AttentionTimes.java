package io.instgenie.cuda;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.instgenie.tensor.TensorScope;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Times attention of a batch of masked edits on the GPU, by this library and by libtorch, and writes it as JSON:
 * {@code AttentionTimes FILE [JOBS HEADS HEAD_DIM TEXT MASKED IMAGE]}, by default eight edits of a FLUX.1 template at mask ratio 0.11.
 * libtorch gets one call for each job with its keys and values already in one piece, which is its best path for ragged work.
 */
public final class AttentionTimes implements AutoCloseable {
    private static final int ROUNDS = 7;
    private static final int LAUNCHES = 10;
    private static final int DEFAULT_STREAM = 0;

    private record Workload(int jobs, int heads, int headDim, int text, int masked, int image) {
        int queries() {
            return text + masked;
        }

        int cached() {
            return image - masked;
        }

        double flops() {
            return 4.0 * jobs * queries() * (text + image) * heads * headDim;
        }

        /** Everything once: queries, output, fresh and cached keys and values. */
        double bytes(ElementType type, ElementType cachedType) {
            double rows = 2.0 * queries() * type.bytes() + 2.0 * queries() * type.bytes();
            return (rows + 2.0 * cached() * cachedType.bytes()) * jobs * heads * headDim;
        }
    }

    private final Workload work;
    private final CudaDevice device;
    private final long stream;

    private AttentionTimes(Workload work) {
        this.work = work;
        device = CudaDevice.open(0);
        stream = device.createStream();
    }

    public static void main(String[] arguments) throws IOException {
        int[] sizes =
                Arrays.stream(arguments).skip(1).mapToInt(Integer::parseInt).toArray();
        Workload work = sizes.length == 0
                ? new Workload(8, 24, 128, 512, 450, 4096)
                : new Workload(sizes[0], sizes[1], sizes[2], sizes[3], sizes[4], sizes[5]);
        try (AttentionTimes times = new AttentionTimes(work);
                JsonGenerator json = new JsonFactory()
                        .createGenerator(new File(arguments[0]), JsonEncoding.UTF8)
                        .useDefaultPrettyPrinter()) {
            times.write(json);
        }
    }

    private void write(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("device", device.name());
        json.writeStringField(
                "workload",
                "%d jobs, %d heads of %d, %d text, %d masked of %d image tokens"
                        .formatted(work.jobs, work.heads, work.headDim, work.text, work.masked, work.image));
        json.writeArrayFieldStart("attention");
        for (ElementType type : List.of(ElementType.BFLOAT16, ElementType.FLOAT16)) {
            double libtorch = torch.cuda_is_available() ? libtorchMicros(Torch.scalarType(type)) : Double.NaN;
            for (ElementType cached : List.of(type, ElementType.INT8, ElementType.FLOAT8_E4M3)) {
                write(json, type, cached, micros(type, cached), libtorch);
            }
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private void write(JsonGenerator json, ElementType type, ElementType cached, double micros, double libtorch)
            throws IOException {
        json.writeStartObject();
        json.writeStringField("type", type.toString());
        json.writeStringField("cached", cached.toString());
        json.writeNumberField("micros", micros);
        json.writeNumberField("teraflops", work.flops() / micros / 1e6);
        GpuPeak peak = GpuPeak.of(device.name());
        if (peak == null) {
            json.writeNullField("shareOfRoofline");
        } else {
            double roofline = peak.micros(work.flops(), work.bytes(type, cached));
            json.writeNumberField("rooflineMicros", roofline);
            json.writeNumberField("shareOfRoofline", roofline / micros);
        }
        if (Double.isNaN(libtorch)) {
            json.writeNullField("libtorchMicros");
        } else {
            json.writeNumberField("libtorchMicros", libtorch);
            json.writeNumberField("speedUpOverLibtorch", libtorch / micros);
        }
        json.writeEndObject();
    }

    private double micros(ElementType type, ElementType cachedType) {
        try (TensorScope scope = TensorScope.open();
                DeviceMemory memory = new DeviceMemory(device, stream);
                MaskedAttention attention = new MaskedAttention(device, stream)) {
            List<AttentionJob> jobs = new ArrayList<>();
            for (int j = 0; j < work.jobs; j++) {
                KeyValueSegment text = segment(memory, type, work.text);
                KeyValueSegment masked = segment(memory, type, work.masked);
                KeyValueSegment cached = segment(memory, cachedType, work.cached());
                jobs.add(new AttentionJob(work.queries(), List.of(text, masked, cached)));
            }
            HeadRows queries = place(memory, type, work.jobs * work.queries());
            HeadRows output = place(memory, type, work.jobs * work.queries());
            float scale = (float) (1 / Math.sqrt(work.headDim));
            return bestMicros(() -> attention.enqueue(queries, output, jobs, scale), stream);
        }
    }

    private KeyValueSegment segment(DeviceMemory memory, ElementType type, int rows) {
        HeadRows keys = place(memory, type, rows);
        HeadRows values = place(memory, type, rows);
        if (!type.isScaled()) {
            return KeyValueSegment.of(keys, values);
        }
        long keyScales = memory.upload(torch.rand(rows, work.heads));
        long valueScales = memory.upload(torch.rand(rows, work.heads));
        return new KeyValueSegment(keys, values, null, new KeyValueScales(keyScales, valueScales, work.heads));
    }

    private HeadRows place(DeviceMemory memory, ElementType type, int rows) {
        Tensor numbers = torch.randn(rows, work.heads, work.headDim).to(Torch.scalarType(type));
        return HeadRows.dense(memory.upload(numbers), type, rows, work.heads, work.headDim);
    }

    private double libtorchMicros(ScalarType type) {
        try (TensorScope scope = TensorScope.open()) {
            Device gpu = new Device("cuda");
            List<Tensor[]> jobs = new ArrayList<>();
            for (int j = 0; j < work.jobs; j++) {
                Tensor queries = torch.randn(1, work.heads, work.queries(), work.headDim);
                Tensor keys = torch.randn(1, work.heads, work.text + work.image, work.headDim);
                jobs.add(new Tensor[] {
                    queries.to(gpu, type),
                    keys.to(gpu, type),
                    keys.to(gpu, type).clone()
                });
            }
            Runnable all = () -> {
                try (TensorScope step = TensorScope.open()) {
                    jobs.forEach(job -> torch.scaled_dot_product_attention(job[0], job[1], job[2]));
                }
            };
            return bestMicros(all, DEFAULT_STREAM);
        }
    }

    /** Of one launch: the best of some rounds of launches in a row, after one to warm up. */
    private double bestMicros(Runnable launch, long on) {
        double best = Double.MAX_VALUE;
        for (int round = -1; round < ROUNDS; round++) {
            device.synchronize(on);
            long start = System.nanoTime();
            for (int i = 0; i < LAUNCHES; i++) {
                launch.run();
            }
            device.synchronize(on);
            double micros = (System.nanoTime() - start) / 1e3 / LAUNCHES;
            best = round < 0 ? best : Math.min(best, micros);
        }
        return best;
    }

    @Override
    public void close() {
        device.destroyStream(stream);
    }
}
