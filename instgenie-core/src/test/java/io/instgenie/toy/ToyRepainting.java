package io.instgenie.toy;

import io.instgenie.edit.EditMask;
import io.instgenie.model.NoiseSource;
import io.instgenie.model.Repainting;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/** Latents outside the mask are put back after every step. */
record ToyRepainting() implements Repainting {
    @Override
    public Draws draw(NoiseSource noise, long[] shape, boolean startsFromNoise) {
        return new Draws(noise.draw(shape), noise.draw(shape), noise.draw(shape));
    }

    @Override
    public @Nullable Tensor channels(Supplier<Tensor> maskedLatents, EditMask mask) {
        return null;
    }
}
