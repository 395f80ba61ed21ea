package io.instgenie.pretrained;

import io.instgenie.model.textencoders.T5Config;

/** Reads the {@code config.json} of a {@code T5EncoderModel}, with that class's defaults. */
final class T5ConfigReader {
    private T5ConfigReader() {}

    static T5Config read(Config config) {
        config.requireAbsent("transformers_weights"); // would name the file to read
        config.requireOneOf("is_decoder", false);
        String feedForward = config.stringAt("feed_forward_proj", "relu");
        if (!feedForward.equals("gated-gelu")) {
            throw config.invalid(
                    "feed_forward_proj", "is " + feedForward + ", which is not supported; it must be gated-gelu");
        }
        T5Config t5 = new T5Config(
                config.intAt("vocab_size", 32128),
                config.intAt("d_model", 512),
                config.intAt("d_kv", 64),
                config.intAt("d_ff", 2048),
                config.intAt("num_layers", 6),
                config.intAt("num_heads", 8),
                config.intAt("relative_attention_num_buckets", 32),
                config.intAt("relative_attention_max_distance", 128),
                config.positiveAt("layer_norm_epsilon", 1e-6),
                feedForward);
        requireBuckets(t5, config);
        return t5;
    }

    /** A quarter of the buckets holds a distance each, the next quarter the logarithms from there to the largest distance. */
    private static void requireBuckets(T5Config t5, Config config) {
        int buckets = t5.relativeAttentionNumBuckets();
        if (buckets % 4 != 0 || t5.relativeAttentionMaxDistance() <= buckets / 4) {
            throw config.invalid(
                    "relative_attention_num_buckets",
                    "is " + buckets + ", it must be a multiple of 4, and relative_attention_max_distance = "
                            + t5.relativeAttentionMaxDistance() + " above a quarter of it");
        }
    }
}
