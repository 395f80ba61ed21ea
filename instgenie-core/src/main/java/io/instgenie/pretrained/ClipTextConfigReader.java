package io.instgenie.pretrained;

import io.instgenie.model.textencoders.ClipTextConfig;

/** Reads the {@code config.json} of a {@code CLIPTextModel}, with or without projection, with that class's defaults. */
final class ClipTextConfigReader {
    private ClipTextConfigReader() {}

    static ClipTextConfig read(Config config) {
        config.requireAbsent("transformers_weights"); // would name the file to read
        config.requireOneOf("hidden_act", "quick_gelu", "gelu");
        config.requireOneOf("is_decoder", false);
        ClipTextConfig clip = new ClipTextConfig(
                config.intAt("vocab_size", 49408),
                config.intAt("hidden_size", 512),
                config.intAt("intermediate_size", 2048),
                config.intAt("num_hidden_layers", 12),
                config.intAt("num_attention_heads", 8),
                config.intAt("max_position_embeddings", 77),
                config.stringAt("hidden_act", "quick_gelu"),
                config.positiveAt("layer_norm_eps", 1e-5),
                config.intAt("eos_token_id", 49407),
                config.intAt("projection_dim", 512),
                config.boolAt("use_attention_mask", false));
        if (clip.hiddenSize() % clip.numAttentionHeads() != 0) {
            throw config.invalid(
                    "hidden_size",
                    "is " + clip.hiddenSize() + ", it must be a multiple of num_attention_heads = "
                            + clip.numAttentionHeads());
        }
        return clip;
    }
}
