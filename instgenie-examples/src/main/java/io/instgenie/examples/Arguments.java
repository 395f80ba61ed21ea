package io.instgenie.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What every example takes: {@code [folder [steps]]}.
 *
 * @param folder where pictures are written; a fresh temporary one if not given
 * @param steps denoising steps; 20 if not given
 */
record Arguments(Path folder, int steps) {
    static Arguments of(String... args) throws IOException {
        Path folder = args.length > 0
                ? Files.createDirectories(Path.of(args[0]))
                : Files.createTempDirectory("instgenie-example");
        return new Arguments(folder, args.length > 1 ? Integer.parseInt(args[1]) : 20);
    }
}
