package io.instgenie.examples.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The arguments of an edit whose picture Diffusers computed, to be changed by a test. */
final class ParityEdit {
    static final Path FOLDER = Path.of("../instgenie-core/src/test/resources/parity/flux-fill");

    private final List<String> args = new ArrayList<>(List.of("edit"));

    ParityEdit(Path output) {
        set("--model", file("model"));
        set("--image", file("image.png"));
        set("--mask", file("mask.png"));
        set("--prompt", "put a sunflower here");
        set("--steps", "4");
        set("--seed", "100");
        set("--guidance-scale", "30");
        set("--max-sequence-length", "24");
        set("--output", output.toString());
    }

    static String file(String name) {
        return FOLDER.resolve(name).toString();
    }

    /** Adds the option, or replaces its value. */
    ParityEdit set(String option, String value) {
        int at = args.indexOf(option);
        if (at < 0) {
            args.add(option);
            args.add(value);
        } else {
            args.set(at + 1, value);
        }
        return this;
    }

    /** Gives an option that takes no value. */
    ParityEdit flag(String option) {
        args.add(option);
        return this;
    }

    Invocation run() {
        return Invocation.of(args.toArray(String[]::new));
    }
}
