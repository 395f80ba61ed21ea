package io.instgenie.behaviour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.instgenie.EditEngine;
import io.instgenie.edit.EditImage;
import io.instgenie.edit.EditMask;
import io.instgenie.edit.EditRequest;
import io.instgenie.edit.InvalidRequestException;
import io.instgenie.parity.UNetParityCase;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A host judges or replaces every finished picture. */
class ResultFilterTest {
    private static final EditImage OTHER = Samples.image(16, 24, 9);

    private final AtomicReference<UnaryOperator<EditImage>> filter = new AtomicReference<>(UnaryOperator.identity());
    private EditEngine engine;

    @BeforeEach
    void open() {
        engine = EditEngine.builder(UNetParityCase.SD21_BLEND.path("model"))
                .threads(1)
                .resultFilter(image -> filter.get().apply(image))
                .build();
    }

    @AfterEach
    void close() {
        engine.close();
    }

    @Test
    void replacesThePicture() {
        EditImage painted = edit();
        AtomicReference<EditImage> seen = new AtomicReference<>();
        filter.set(image -> {
            seen.set(image);
            return OTHER;
        });
        assertThat(edit()).isEqualTo(OTHER);
        assertThat(seen.get()).isEqualTo(painted);
    }

    @Test
    void refusesThePicture() {
        filter.set(image -> {
            throw new InvalidRequestException("not for children");
        });
        assertThatThrownBy(this::edit)
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("not for children");
        filter.set(UnaryOperator.identity());
        assertThat(edit().width()).isEqualTo(16);
    }

    @Test
    @SuppressWarnings("NullAway") // as callers without null analysis may
    void mustGiveAPictureOfTheSameSize() {
        filter.set(image -> Samples.image(8, 8, 1));
        assertThatThrownBy(this::edit)
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("resultFilter gave");
        filter.set(image -> null);
        assertThatThrownBy(this::edit)
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("resultFilter gave null");
    }

    private EditImage edit() {
        return engine.edit(EditRequest.builder()
                        .image(Samples.image(16, 24, 3))
                        .mask(EditMask.full(16, 24))
                        .numInferenceSteps(1)
                        .build())
                .image();
    }
}
