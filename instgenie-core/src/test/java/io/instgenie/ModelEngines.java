package io.instgenie;

import io.instgenie.pretrained.PretrainedModel;

/** Engines on models that lie in no folder. */
public final class ModelEngines {
    private ModelEngines() {}

    /** An engine with a builder's options. */
    public static EditEngine start(EditEngineBuilder options, PretrainedModel model) {
        return options.build(() -> model);
    }
}
