package io.instgenie.engine;

import io.instgenie.decode.EditDecoder;
import io.instgenie.device.ComputeDevice;
import io.instgenie.encode.EditEncoder;
import io.instgenie.encode.TemplateEncoder;
import io.instgenie.model.Pipeline;
import io.instgenie.model.Prompts;

/** The model on one of an engine's devices, and what encodes and decodes there. Thread-safe until closed; owns device and model. */
public record DeviceModel(
        ComputeDevice device, Pipeline pipeline, EditEncoder edits, TemplateEncoder templates, EditDecoder decoder)
        implements AutoCloseable {
    public static DeviceModel of(ComputeDevice device, Pipeline pipeline, Prompts prompts) {
        return new DeviceModel(
                device,
                pipeline,
                new EditEncoder(pipeline, prompts),
                new TemplateEncoder(pipeline, prompts),
                new EditDecoder(pipeline.autoencoder(), pipeline.spec().patches()));
    }

    @Override
    public void close() {
        pipeline.close();
        device.close();
    }
}
