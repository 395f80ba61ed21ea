package io.instgenie.mask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.instgenie.edit.EditMask;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenMaskTest {
    @ParameterizedTest
    @ValueSource(strings = {"flux-fill", "flux-inpaint", "flux-schnell"})
    void maskedTokensAreTheReferences(String name) {
        ParityCase parity = new ParityCase(name);

        TokenMask tokens = TokenMask.of(parity.mask(), 16);

        assertThat(tokens.masked()).isEqualTo(parity.longs("cached.safetensors", "masked_tokens"));
        assertThat(LongStream.concat(LongStream.of(tokens.masked()), LongStream.of(tokens.unmasked()))
                        .sorted()
                        .toArray())
                .isEqualTo(LongStream.range(0, tokens.tokens()).toArray());
    }

    @Test
    void onePixelIsEnough() {
        byte[] values = new byte[48 * 32];
        values[31 * 48 + 15] = (byte) 128; // last row, last column of the first token below
        values[16] = 127; // too little for token 1
        TokenMask tokens = TokenMask.of(EditMask.of(48, 32, values), 16);

        assertThat(tokens.gridWidth()).isEqualTo(3);
        assertThat(tokens.gridHeight()).isEqualTo(2);
        assertThat(tokens.masked()).containsExactly(3);
        assertThat(tokens.unmasked()).containsExactly(0, 1, 2, 4, 5);
        assertThat(tokens.count()).isEqualTo(1);
        assertThat(tokens.ratio()).isEqualTo(1 / 6.0);
        assertThat(tokens.isMasked(3)).isTrue();
        assertThat(tokens.isMasked(2)).isFalse();
    }

    @Test
    void boundingBoxHoldsAllMaskedTokens() {
        EditMask mask = EditMask.rectangle(80, 64, 20, 15, 30, 2);

        assertThat(TokenMask.of(mask, 16).boundingBox()).contains(new TokenMask.Box(1, 0, 3, 2));
        assertThat(TokenMask.of(EditMask.empty(80, 64), 16).boundingBox()).isEmpty();
        assertThat(TokenMask.of(EditMask.full(80, 64), 16).boundingBox()).contains(new TokenMask.Box(0, 0, 5, 4));
    }

    @Test
    void needsWholeTokens() {
        assertThatThrownBy(() -> TokenMask.of(EditMask.full(16, 17), 16))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("16 x 17");
    }
}
