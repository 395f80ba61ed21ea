package io.instgenie.tensor;

import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.InferenceMode;

/**
 * A stretch of tensor work on one thread: inference mode is on, and everything native made inside is freed at its end, but what was
 * {@linkplain #keep kept}. Scopes nest. Not thread-safe: open and close it on the same platform thread.
 */
public final class TensorScope implements AutoCloseable {
    private final InferenceMode inferenceMode;
    private final PointerScope pointers;

    private TensorScope() {
        inferenceMode = new InferenceMode(true);
        pointers = new PointerScope();
    }

    /** Opens a scope on this thread; loads libtorch if need be. */
    public static TensorScope open() {
        TorchRuntime.load();
        return new TensorScope();
    }

    /** Lets {@code value} outlive this scope; whoever holds it must {@code close()} it. */
    public <P extends Pointer> P keep(P value) {
        value.retainReference();
        return value;
    }

    @Override
    public void close() {
        pointers.close();
        inferenceMode.close();
    }
}
