package io.instgenie.pretrained;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Set;

/** FLUX.1: dev, schnell and Fill. */
final class FluxFamily implements Family {
    static final Component TRANSFORMER = new Component("transformer", Component.Kind.NETWORK, "FluxTransformer2DModel");
    static final Component TEXT_ENCODER_2 =
            new Component("text_encoder_2", Component.Kind.TEXT_ENCODER, "T5EncoderModel");
    static final Component TOKENIZER_2 =
            new Component("tokenizer_2", Component.Kind.TOKENIZER, "T5Tokenizer", "T5TokenizerFast");
    static final Component SCHEDULER = Component.scheduler(List.of("FlowMatchEulerDiscreteScheduler"));

    static final ImmutableList<Component> COMPONENTS = ImmutableList.of(
            TRANSFORMER,
            Component.VAE,
            Component.TEXT_ENCODER,
            TEXT_ENCODER_2,
            SCHEDULER,
            Component.TOKENIZER,
            TOKENIZER_2);

    @Override
    public Set<String> pipelineClasses() {
        return FluxVariant.pipelineClasses();
    }

    @Override
    public PretrainedModel read(ModelFolder folder, Config index) {
        return PretrainedPipeline.read(folder, index);
    }
}
