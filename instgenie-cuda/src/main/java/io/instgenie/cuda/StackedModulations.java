package io.instgenie.cuda;

import io.instgenie.tensor.Tensors;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/** A block's adaLN vectors of all jobs as one tensor; the last one is kept, since a block asks for it several times. Used by one thread. */
final class StackedModulations implements AutoCloseable {
    private @Nullable List<Tensor> jobs;
    private @Nullable Tensor stacked;

    /** {@code [chunks, width]} per job to {@code [jobs, chunks, width]}; good until the next list. */
    Tensor of(List<Tensor> modulations) {
        if (modulations.size() == 1) {
            return modulations.get(0).unsqueeze(0); // [1, chunks, width]
        }
        Tensor current = stacked;
        if (current == null || jobs != modulations) {
            close();
            current = Tensors.hold(torch.stack(new TensorVector(modulations.toArray(new Tensor[0]))));
            jobs = modulations;
            stacked = current;
        }
        return current; // [jobs, chunks, width]
    }

    @Override
    public void close() {
        if (stacked != null) {
            stacked.close();
            stacked = null;
            jobs = null;
        }
    }
}
