package io.instgenie.behaviour;

import io.instgenie.edit.EditImage;
import io.instgenie.edit.EditMask;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Objects;

/** A scene of the embedded model with a mask, and what Diffusers paints there, dense and cached. */
enum EmbeddedSample {
    ROCKET("rocket"),
    APPLE("apple"),
    EMPTY_BACKGROUND("empty background"),
    STAR("a star"),
    CAR("put a car here"),
    BANANA("put a banana here"),
    FROG("put a frog here"),
    SOCCER_BALL("a soccer ball sticker");

    private static final long FIRST_SEED = 7;

    final String prompt;
    final long seed;

    EmbeddedSample(String prompt) {
        this.prompt = prompt;
        this.seed = FIRST_SEED + ordinal();
    }

    EditImage scene() {
        return EditImage.read(path("scene"));
    }

    EditMask mask() {
        return EditMask.read(path("mask"));
    }

    EditImage dense() {
        return EditImage.read(path("dense"));
    }

    EditImage cached() {
        return EditImage.read(path("cached"));
    }

    private Path path(String kind) {
        String name = "/samples/" + kind + "-" + ordinal() + ".png";
        try {
            return Path.of(Objects.requireNonNull(EmbeddedSample.class.getResource(name), name)
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
