package io.instgenie.model;

import org.bytedeco.pytorch.Tensor;

/**
 * The rows of some lanes on their way through a {@link Denoiser}'s blocks. Rows <em>are at</em> a block while they are its input. Used by
 * one thread; owns its rows, which outlive the scope they were made in. Within a block, tensors are of the caller's scope.
 */
public interface Pass extends AutoCloseable {
    /** Brings the lanes' inputs to the first block. */
    void begin();

    /**
     * Brings rows to a block that were kept there.
     *
     * @param share {@link io.instgenie.cost.Section#HIDDEN_STATES} of a pass of one lane; of one like it, as far as rows go. It must be good until
     *     the block is done
     */
    void resume(int block, Share share);

    /** Whether the rows are at a block. */
    boolean isAt(int block);

    /**
     * Runs the rows through the block that they are at.
     *
     * @param lender lends lanes what a template keeps; asked as late as can be, and not at all where the block reads nothing
     * @param keeper is given what others may want to keep or borrow
     */
    void run(int block, Lender lender, Keeper keeper);

    /** Computes only what a keeper is given of the block that the rows are at. The rows go no further. */
    void end(int block, Keeper keeper);

    /** The denoiser's output after the last block, of the lanes' image rows one after the other: {@code [tokens, outChannels]}, float32. */
    Tensor output();

    @Override
    void close();
}
