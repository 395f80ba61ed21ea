package io.instgenie.device;

import org.bytedeco.pytorch.Tensor;

/**
 * The way of activations from host memory to where blocks compute. Used by the thread that steps: it {@linkplain #bring brings} a block's
 * bytes before it enqueues what reads them, and {@linkplain #release releases} them after.
 */
public interface Transfers {
    /** Says that these host bytes will be brought soon, in this order; what was foreseen before and not brought no longer is. */
    void foresee(Iterable<Tensor> hostBytes);

    /**
     * Flat host bytes where the device computes, for what is enqueued until {@link #release}.
     *
     * @return the same bytes; on a CPU {@code hostBytes} itself
     */
    Tensor bring(Tensor hostBytes);

    /** Everything that reads what was brought has been enqueued. */
    void release();

    /** Runs {@code free} as soon as the host memory that everything was brought from may change: later, on this thread, or now. */
    void whenRead(Runnable free);
}
