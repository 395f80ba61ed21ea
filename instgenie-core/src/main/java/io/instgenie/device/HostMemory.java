package io.instgenie.device;

import java.nio.ByteBuffer;
import org.bytedeco.pytorch.Tensor;

/** The host memory that activations are kept in and loaded to, as the device likes it. Thread-safe. */
public interface HostMemory {
    /**
     * A copy of flat bytes, wherever they are, on the host. Waits for the device where they are there.
     *
     * @return to be given back by {@link #free}
     */
    Tensor copy(Tensor bytes);

    /** Gives a copy back, which nothing uses any more. */
    void free(Tensor copy);

    /** A place for loads from files, of the bytes asked for or more. */
    ByteBuffer slot(int bytes);
}
