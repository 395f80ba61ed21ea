package io.instgenie;

import io.instgenie.decode.EditDecoder;
import io.instgenie.denoise.ComputeDevice;
import io.instgenie.encode.EditEncoder;
import io.instgenie.encode.PromptEncoder;
import io.instgenie.encode.TemplateEncoder;
import io.instgenie.pretrained.FluxPipeline;

/** The model on one of an engine's devices, and what encodes and decodes there. Thread-safe until closed; owns device and model. */
record DeviceModel(
        ComputeDevice device, FluxPipeline pipeline, EditEncoder edits, TemplateEncoder templates, EditDecoder decoder)
        implements AutoCloseable {
    static DeviceModel of(ComputeDevice device, FluxPipeline pipeline, PromptEncoder prompts) {
        return new DeviceModel(
                device,
                pipeline,
                new EditEncoder(pipeline, prompts),
                new TemplateEncoder(pipeline, prompts),
                new EditDecoder(pipeline.vae()));
    }

    @Override
    public void close() {
        pipeline.close();
        device.close();
    }
}
