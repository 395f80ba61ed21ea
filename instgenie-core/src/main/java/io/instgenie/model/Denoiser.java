package io.instgenie.model;

import io.instgenie.cost.BlockShape;
import io.instgenie.mask.Canvas;
import io.instgenie.tensor.Placement;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A network that predicts noise, as a list of blocks. It never runs itself: an executor walks {@linkplain Pass passes} through the blocks.
 * Thread-safe until closed.
 */
public interface Denoiser extends AutoCloseable {
    /** Where its tensors are. */
    Placement placement();

    /** Numbers of a token that it takes: of its latents, and of what it sees besides. */
    int inChannels();

    /** How many blocks it has. */
    int blockCount();

    /** Its blocks in order, for pictures of this size and prompts of so many tokens. */
    List<BlockShape> blocks(Canvas canvas, int textTokens);

    /**
     * All that a lane's rows are told besides their latents, for all steps; computed once for an edit or template.
     *
     * @param timesteps one for each step
     * @param guidanceScale for models that take it as an input; others ignore it
     * @param tokens the image tokens to compute, in ascending order; null for all
     * @return to be closed by the caller
     */
    Conditioning condition(
            float[] timesteps, double guidanceScale, PromptEmbedding prompt, Canvas canvas, long @Nullable [] tokens);

    /** A prompt of zeros, of the widths that the denoiser takes: for measuring. */
    PromptEmbedding blankPrompt(int tokens);

    /** A pass of these lanes' rows through the blocks; to be closed by the caller. */
    Pass enter(List<Lane> lanes);

    @Override
    void close();
}
