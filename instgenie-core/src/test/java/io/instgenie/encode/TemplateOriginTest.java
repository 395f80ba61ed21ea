package io.instgenie.encode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.instgenie.model.PromptEmbedding;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TemplateOriginTest {
    static Stream<TemplateOrigin> origins() {
        return Stream.of(
                new TemplateOrigin(
                        new float[] {1, -0.0f, Float.MIN_VALUE},
                        new PromptEmbedding(new float[] {1, 2, 3, 4}, 2, new float[] {5}, List.of("cut off"))),
                new TemplateOrigin(
                        new float[] {7}, new PromptEmbedding(new float[] {1, 2, 3}, 1, new float[0], List.of())));
    }

    @ParameterizedTest
    @MethodSource("origins")
    void comesBackFromItsBytes(TemplateOrigin origin) {
        TemplateOrigin read = TemplateOrigin.of(origin.toBytes());
        assertThat(read.latents()).containsExactly(origin.latents());
        assertThat(read.prompt().states()).containsExactly(origin.prompt().states());
        assertThat(read.prompt().pooled()).containsExactly(origin.prompt().pooled());
        assertThat(read.textTokens()).isEqualTo(origin.textTokens());
    }

    @ParameterizedTest
    @MethodSource("origins")
    void equalOriginsHaveEqualBytes(TemplateOrigin origin) {
        assertThat(TemplateOrigin.of(origin.toBytes()).toBytes()).isEqualTo(origin.toBytes());
    }

    @Test
    void cutBytesAreRefused() {
        ByteBuffer bytes = origins().findFirst().orElseThrow().toBytes();
        bytes.limit(16);
        assertThatThrownBy(() -> TemplateOrigin.of(bytes)).isInstanceOf(BufferUnderflowException.class);
    }
}
