package io.instgenie.edit;

import java.io.IOException;
import java.io.InputStream;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Properties;

/** PNG files of odd kinds under {@code /pictures}, and what PIL makes of them. */
final class PilPictures {
    private PilPictures() {}

    static InputStream stream(String name) {
        return resource(name + ".png");
    }

    static byte[] expected(String key) throws IOException {
        Properties expected = new Properties();
        try (InputStream in = resource("expected.properties")) {
            expected.load(in);
        }
        return HexFormat.of().parseHex(expected.getProperty(key));
    }

    private static InputStream resource(String name) {
        return Objects.requireNonNull(PilPictures.class.getResourceAsStream("/pictures/" + name), name);
    }
}
