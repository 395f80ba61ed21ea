package io.instgenie.encode;

import io.instgenie.model.PromptEmbedding;
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
    private static final int LENGTHS = 3;

    /** Tokens of the prompt. */
    public int textTokens() {
        return prompt.tokens();
    }

    /** Little-endian: how many latents, pooled numbers and prompt tokens there are; then latents, pooled state and states as floats. */
    public ByteBuffer toBytes() {
        int floats = latents.length + prompt.pooled().length + prompt.states().length;
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(Math.addExact(LENGTHS, floats), Float.BYTES))
                .order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(latents.length).putInt(prompt.pooled().length).putInt(prompt.tokens());
        bytes.asFloatBuffer().put(latents).put(prompt.pooled()).put(prompt.states());
        return bytes.rewind();
    }

    /** What {@link #toBytes} made. */
    public static TemplateOrigin of(ByteBuffer bytes) {
        ByteBuffer in = bytes.order(ByteOrder.LITTLE_ENDIAN);
        int latents = in.getInt();
        int pooled = in.getInt();
        int tokens = in.getInt();
        FloatBuffer floats = in.asFloatBuffer();
        float[] ofLatents = take(floats, latents);
        float[] ofPooled = take(floats, pooled);
        float[] states = take(floats, floats.remaining());
        return new TemplateOrigin(ofLatents, new PromptEmbedding(states, tokens, ofPooled, List.of()));
    }

    private static float[] take(FloatBuffer floats, int count) {
        float[] taken = new float[count];
        floats.get(taken);
        return taken;
    }
}
