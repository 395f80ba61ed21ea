package io.instgenie.device;

import io.instgenie.edit.DeviceLostException;
import io.instgenie.edit.DeviceOutOfMemoryException;
import io.instgenie.model.rows.Kernels;
import io.instgenie.tensor.Placement;

/**
 * What a worker computes on. Work is enqueued and may be done later; kernels and transfers belong to the one thread that {@linkplain #enter
 * entered}. Closed after the last thread has left it.
 */
public interface ComputeDevice extends AutoCloseable {
    /** For people. */
    String name();

    /** Where its tensors live. */
    Placement placement();

    /** What its blocks run between linear layers. */
    Kernels kernels();

    /** How activations come to it. */
    Transfers transfers();

    /** Where activations are kept for it. */
    HostMemory hostMemory();

    /** Whether calls return when their work is done, so that they can be timed. */
    boolean isSynchronous();

    /** Makes the calling thread work on it: to be called before anything else there. */
    void enter();

    /**
     * Waits until everything enqueued is done.
     *
     * @throws DeviceOutOfMemoryException if memory ran out on the way
     * @throws DeviceLostException if it has failed
     */
    void synchronize();

    @Override
    void close();
}
