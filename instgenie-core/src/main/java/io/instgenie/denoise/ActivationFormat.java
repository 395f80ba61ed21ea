package io.instgenie.denoise;

import io.instgenie.cache.BlockSections;
import io.instgenie.cache.Section;
import io.instgenie.model.transformers.KeyValue;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * What is kept of one block of a template's pass at one step, and as which bytes. All blocks of a transformer are alike. Immutable.
 *
 * @param textTokens of the template's prompt
 * @param tokens image tokens
 */
public record ActivationFormat(Kept kept, Precision precision, int textTokens, int tokens, int heads, int headDim) {
    /** Whether a section is kept. */
    public boolean keeps(Section section) {
        return switch (section) {
            case KEY_VALUES -> kept.keyValues();
            case HIDDEN_STATES -> kept.hiddenStates();
        };
    }

    /** A section's bytes, 0 if it is not kept. */
    public long bytes(Section section) {
        if (!keeps(section)) {
            return 0;
        }
        long rows = switch (section) {
            case KEY_VALUES -> 2L * tokens;
            case HIDDEN_STATES -> (long) textTokens + tokens;
        };
        return precision.bytes(rows, heads, headDim);
    }

    /** The bytes of all of one step. */
    public long stepBytes(int blocks) {
        return blocks * (bytes(Section.KEY_VALUES) + bytes(Section.HIDDEN_STATES));
    }

    /** The same in another precision. */
    public ActivationFormat in(Precision other) {
        return new ActivationFormat(kept, other, textTokens, tokens, heads, headDim);
    }

    /** The same with other sections. */
    public ActivationFormat keeping(Kept other) {
        return new ActivationFormat(other, precision, textTokens, tokens, heads, headDim);
    }

    BlockSections sections() {
        return new BlockSections(
                Math.toIntExact(bytes(Section.KEY_VALUES)), Math.toIntExact(bytes(Section.HIDDEN_STATES)));
    }

    Tensor encode(KeyValue keyValue) {
        return precision.encode(torch.cat(new TensorVector(keyValue.keys(), keyValue.values())));
    }

    /** Keys and values as they are kept, where the bytes are. */
    KeyValue keyValue(Tensor bytes) {
        Precision.Numbers both = precision.read(bytes, heads, headDim); // [2 * tokens, heads, headDim]
        Tensor scales = both.scales(); // [2 * tokens, heads, 1]
        return new KeyValue(
                both.rows().narrow(0, 0, tokens),
                both.rows().narrow(0, tokens, tokens),
                scales == null
                        ? null
                        : new KeyValue.Scales(scales.narrow(0, 0, tokens), scales.narrow(0, tokens, tokens)));
    }

    /** @param rows {@code [textTokens + tokens, width]}, text first */
    Tensor encodeHiddenStates(Tensor rows) {
        return precision.encode(rows.view(-1, heads, headDim));
    }

    /** Block input rows in {@code type}, where the bytes are. */
    Tensor hiddenStates(Tensor bytes, ScalarType type) {
        return precision
                .read(bytes, heads, headDim)
                .in(type)
                .view(-1, (long) heads * headDim); // [textTokens + tokens, width]
    }

    /** A section's bytes in another format, where they are. */
    Tensor transcode(Tensor bytes, Section section, ActivationFormat to) {
        if (to.precision == precision) {
            return bytes;
        }
        return switch (section) {
            case KEY_VALUES -> to.encode(keyValue(bytes).in(ScalarType.Float));
            case HIDDEN_STATES -> to.encodeHiddenStates(hiddenStates(bytes, ScalarType.Float));
        };
    }
}
