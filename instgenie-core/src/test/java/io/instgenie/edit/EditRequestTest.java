package io.instgenie.edit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.time.Duration;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class EditRequestTest {
    private static final EditImage IMAGE = EditImage.ofRgb(4, 2, new byte[24]);
    private static final EditMask MASK = EditMask.full(4, 2);

    @Test
    void defaults() {
        EditRequest request =
                EditRequest.builder().template("meadow").mask(MASK).build();

        assertThat(request.template()).contains("meadow");
        assertThat(request.image()).isEmpty();
        assertThat(request.mask()).isSameAs(MASK);
        assertThat(request.prompt()).isEmpty();
        assertThat(request.negativePrompt()).isEmpty();
        assertThat(request.numInferenceSteps()).isEmpty();
        assertThat(request.strength()).isEmpty();
        assertThat(request.guidanceScale()).isEmpty();
        assertThat(request.guidanceRescale()).isZero();
        assertThat(request.sampler()).isEmpty();
        assertThat(request.maxSequenceLength()).isEqualTo(512);
        assertThat(request.seed()).isZero();
        assertThat(request.mode()).isEqualTo(EditMode.AUTO);
        assertThat(request.feather()).isZero();
        assertThat(request.previews()).isFalse();
        assertThat(request.deadline()).isEmpty();
        assertThat(request.priority()).isZero();
    }

    @Test
    void holdsWhatWasSet() {
        EditRequest request = EditRequest.builder()
                .image(IMAGE)
                .mask(MASK)
                .prompt("a red car")
                .negativePrompt("rust")
                .numInferenceSteps(1000)
                .strength(0.7)
                .guidanceScale(-3.5)
                .guidanceRescale(0.7)
                .sampler("LCMScheduler")
                .maxSequenceLength(1)
                .seed(Long.MIN_VALUE)
                .mode(EditMode.DENSE)
                .feather(9)
                .previews(true)
                .deadline(Duration.ofSeconds(3))
                .priority(-2)
                .build();

        assertThat(request.image()).containsSame(IMAGE);
        assertThat(request.prompt()).isEqualTo("a red car");
        assertThat(request.negativePrompt()).contains("rust");
        assertThat(request.numInferenceSteps()).hasValue(1000);
        assertThat(request.strength()).hasValue(0.7);
        assertThat(request.guidanceScale()).hasValue(-3.5);
        assertThat(request.guidanceRescale()).isEqualTo(0.7);
        assertThat(request.sampler()).contains("LCMScheduler");
        assertThat(request.maxSequenceLength()).isEqualTo(1);
        assertThat(request.seed()).isEqualTo(Long.MIN_VALUE);
        assertThat(request.mode()).isEqualTo(EditMode.DENSE);
        assertThat(request.feather()).isEqualTo(9);
        assertThat(request.previews()).isTrue();
        assertThat(request.deadline()).contains(Duration.ofSeconds(3));
        assertThat(request.priority()).isEqualTo(-2);
    }

    @ParameterizedTest
    @MethodSource("invalid")
    void namesTheOptionAtFault(UnaryOperator<EditRequest.Builder> change, String message) {
        EditRequest.Builder builder = change.apply(EditRequest.builder().mask(MASK));

        assertThatThrownBy(builder::build)
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining(message);
    }

    @SuppressWarnings("NullAway") // as callers without null analysis may
    static Stream<Arguments> invalid() {
        return Stream.of(
                bad(b -> b, "neither template nor image"),
                bad(b -> b.template("a").image(IMAGE), "both template and image"),
                bad(b -> b.template(" "), "template is \" \""),
                badImage(b -> b.mask(null), "mask is missing"),
                badImage(b -> b.mask(EditMask.full(2, 4)), "mask is 2 x 4 pixels, but the picture is 4 x 2"),
                badImage(b -> b.prompt(null), "prompt is missing"),
                badImage(b -> b.numInferenceSteps(0), "numInferenceSteps is 0; it must be from 1 to 1000"),
                badImage(b -> b.numInferenceSteps(1001), "numInferenceSteps is 1001"),
                badImage(b -> b.strength(0), "strength is 0.0; it must be above 0 and at most 1"),
                badImage(b -> b.strength(1.01), "strength is 1.01"),
                badImage(b -> b.strength(Double.NaN), "strength is NaN"),
                badImage(b -> b.guidanceScale(Double.POSITIVE_INFINITY), "guidanceScale is Infinity"),
                badImage(b -> b.guidanceScale(Double.NaN), "guidanceScale is NaN"),
                badImage(b -> b.guidanceRescale(1.1), "guidanceRescale is 1.1; it must be from 0 to 1"),
                badImage(b -> b.guidanceRescale(Double.NaN), "guidanceRescale is NaN"),
                badImage(b -> b.sampler(" "), "sampler is \" \""),
                badImage(b -> b.maxSequenceLength(0), "maxSequenceLength is 0; it must be from 1 to 512"),
                badImage(b -> b.maxSequenceLength(513), "maxSequenceLength is 513"),
                badImage(b -> b.mode(null), "mode is missing"),
                badImage(b -> b.mode(EditMode.CACHED), "mode is CACHED; it needs a template"),
                badImage(b -> b.feather(-1), "feather is -1; it must be from 0 to 1024"),
                badImage(b -> b.deadline(Duration.ZERO), "deadline is PT0S"),
                badImage(b -> b.deadline(Duration.ofSeconds(-1)), "deadline is PT-1S"));
    }

    private static Arguments bad(UnaryOperator<EditRequest.Builder> change, String message) {
        return Arguments.of(change, message);
    }

    private static Arguments badImage(UnaryOperator<EditRequest.Builder> change, String message) {
        return Arguments.of((UnaryOperator<EditRequest.Builder>) b -> change.apply(b.image(IMAGE)), message);
    }

    @Test
    void seedsAreThoseOfTorch() {
        assertThat(seeded(BigInteger.TWO.pow(64).subtract(BigInteger.ONE))).isEqualTo(-1);
        assertThat(seeded(BigInteger.TWO.pow(63))).isEqualTo(Long.MIN_VALUE);
        assertThat(seeded(BigInteger.TWO.pow(63).negate())).isEqualTo(Long.MIN_VALUE);
        assertThat(seeded(BigInteger.valueOf(7))).isEqualTo(7);
        assertThatThrownBy(() -> seeded(BigInteger.TWO.pow(64)))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContainingAll("seed is 18446744073709551616", "2^64 - 1");
        assertThatThrownBy(() -> Template.builder("t", EditImage.ofRgb(1, 1, new byte[3]))
                        .seed(BigInteger.TWO.pow(63).negate().subtract(BigInteger.ONE)))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("seed");
    }

    private static long seeded(BigInteger seed) {
        return EditRequest.builder()
                .template("t")
                .mask(EditMask.full(1, 1))
                .seed(seed)
                .build()
                .seed();
    }
}
