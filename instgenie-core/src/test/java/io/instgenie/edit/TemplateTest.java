package io.instgenie.edit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TemplateTest {
    private static final EditImage IMAGE = EditImage.ofRgb(1, 1, new byte[3]);

    @Test
    void defaults() {
        Template template = Template.of("meadow", IMAGE);

        assertThat(template.id()).isEqualTo("meadow");
        assertThat(template.image()).isSameAs(IMAGE);
        assertThat(template.prompt()).isEmpty();
        assertThat(template.seed()).isZero();
        assertThat(template.numInferenceSteps()).isEqualTo(20);
        assertThat(template.strength()).isEqualTo(1);
        assertThat(template.guidanceScale()).isEmpty();
        assertThat(template.maxSequenceLength()).isEqualTo(512);
    }

    @Test
    void holdsWhatWasSet() {
        Template template = Template.builder("meadow", IMAGE)
                .prompt("a meadow")
                .seed(-1)
                .numInferenceSteps(4)
                .strength(0.5)
                .guidanceScale(30)
                .maxSequenceLength(24)
                .build();

        assertThat(template.prompt()).isEqualTo("a meadow");
        assertThat(template.seed()).isEqualTo(-1);
        assertThat(template.numInferenceSteps()).isEqualTo(4);
        assertThat(template.strength()).isEqualTo(0.5);
        assertThat(template.guidanceScale()).hasValue(30);
        assertThat(template.maxSequenceLength()).isEqualTo(24);
    }

    @Test
    @SuppressWarnings("NullAway") // as callers without null analysis may
    void needsIdAndImage() {
        assertThatThrownBy(() -> Template.of("", IMAGE))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("id");
        assertThatThrownBy(() -> Template.of(null, IMAGE))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("id is missing");
        assertThatThrownBy(() -> Template.of("meadow", null))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("image is missing");
    }

    @ParameterizedTest
    @MethodSource("invalid")
    void namesTheOptionAtFault(UnaryOperator<Template.Builder> change, String option) {
        assertThatThrownBy(change.apply(Template.builder("meadow", IMAGE))::build)
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageStartingWith(option);
    }

    @SuppressWarnings("NullAway") // as callers without null analysis may
    static Stream<Arguments> invalid() {
        return Stream.of(
                bad(b -> b.prompt(null), "prompt"),
                bad(b -> b.numInferenceSteps(0), "numInferenceSteps"),
                bad(b -> b.strength(-0.1), "strength"),
                bad(b -> b.guidanceScale(Double.NaN), "guidanceScale"),
                bad(b -> b.maxSequenceLength(1000), "maxSequenceLength"));
    }

    private static Arguments bad(UnaryOperator<Template.Builder> change, String option) {
        return Arguments.of(change, option);
    }
}
