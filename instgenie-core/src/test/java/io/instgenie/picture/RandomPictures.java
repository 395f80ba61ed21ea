package io.instgenie.picture;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** Three hundred pictures of all kinds that Pillow writes, and what is right for each: {@code src/test/python/random_pictures.py} made them. */
final class RandomPictures {
    private static final Map<String, byte[]> ENTRIES = read();

    private RandomPictures() {}

    /**
     * One picture.
     *
     * @param shown {@code [height, width, 4]}
     * @param allowed the greatest difference
     */
    record Sample(String name, int width, int height, int allowed, byte[] file, byte[] shown) {
        int index() {
            return Integer.parseInt(name.substring(0, name.indexOf('.')));
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Sample> all() {
        return new String(bytes("index.txt"), StandardCharsets.US_ASCII)
                .lines()
                .map(line -> line.split(" "))
                .map(parts -> new Sample(
                        parts[0],
                        Integer.parseInt(parts[1]),
                        Integer.parseInt(parts[2]),
                        Integer.parseInt(parts[3]),
                        bytes(parts[0]),
                        bytes(parts[0] + ".rgba")));
    }

    static Sample first(String suffix) {
        return all().filter(sample -> sample.name().endsWith("." + suffix))
                .findFirst()
                .orElseThrow();
    }

    private static byte[] bytes(String name) {
        return Objects.requireNonNull(ENTRIES.get(name), name);
    }

    private static Map<String, byte[]> read() {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        try (InputStream in = RandomPictures.class.getResourceAsStream("/pictures/random.zip");
                ZipInputStream zip = new ZipInputStream(Objects.requireNonNull(in))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                zip.transferTo(out);
                entries.put(entry.getName(), out.toByteArray());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return entries;
    }
}
