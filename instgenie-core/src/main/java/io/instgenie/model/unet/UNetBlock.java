package io.instgenie.model.unet;

/** One stretch of the network. Thread-safe. */
interface UNetBlock extends AutoCloseable {
    /** Its name among Diffusers' modules, e.g. {@code down_blocks.0.resnets.1}. */
    String place();

    /** The maps that leave it; the input's rows stay as they are. Tensors belong to the scope at hand. */
    Maps run(Maps x, UNetPass pass);

    @Override
    void close();
}
