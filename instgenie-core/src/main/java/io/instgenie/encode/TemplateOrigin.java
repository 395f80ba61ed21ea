package io.instgenie.encode;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * What the encoders make of a template, in Java memory: a trajectory begins with it, and it is worth keeping in a file, since neither the
 * autoencoder nor the text encoders are needed again then.
 *
 * @param latents z, packed, {@code [tokens, channels]}, row by row
 * @param prompt of the template
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record TemplateOrigin(float[] latents, PromptEmbedding prompt) {
    /** Tokens of the prompt. */
    public int textTokens() {
        return prompt.tokens();
    }

    /** As little-endian floats: latents, pooled state, states. */
    public ByteBuffer toBytes() {
        int floats = latents.length + prompt.pooled().length + prompt.states().length;
        ByteBuffer bytes =
                ByteBuffer.allocate(Math.multiplyExact(floats, Float.BYTES)).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(latents).put(prompt.pooled()).put(prompt.states());
        return bytes;
    }

    /**
     * What {@link #toBytes} made.
     *
     * @param latents how many numbers
     * @param pooled how many numbers
     * @param width of T5's states
     */
    static TemplateOrigin of(ByteBuffer bytes, int latents, int pooled, int width) {
        FloatBuffer floats = bytes.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
        float[] ofLatents = take(floats, latents);
        float[] ofPooled = take(floats, pooled);
        float[] states = take(floats, floats.remaining());
        return new TemplateOrigin(ofLatents, new PromptEmbedding(states, states.length / width, ofPooled, List.of()));
    }

    private static float[] take(FloatBuffer floats, int count) {
        float[] taken = new float[count];
        floats.get(taken);
        return taken;
    }
}
