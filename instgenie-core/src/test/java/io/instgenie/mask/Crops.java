package io.instgenie.mask;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What Diffusers crops, as {@code src/test/python/padding_mask_crop.py} wrote it: numbers, a line a case. */
final class Crops {
    private Crops() {}

    static List<long[]> read(String file) throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("src/test/resources/crops", file))) {
            return lines.map(line -> Stream.of(line.split(" "))
                            .mapToLong(Long::parseLong)
                            .toArray())
                    .toList();
        }
    }
}
