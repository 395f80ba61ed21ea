package io.instgenie.picture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OrientationTest {
    /** Two rows of three: abc, def. */
    private static final Samples STORED = new Samples(3, 2, 1, 1, "abcdef".getBytes(StandardCharsets.US_ASCII));

    @ParameterizedTest
    @CsvSource({
        "1, abcdef",
        "2, cbafed",
        "3, fedcba",
        "4, defabc",
        "5, adbecf",
        "6, daebfc",
        "7, fcebda",
        "8, cfbead",
        "9, abcdef"
    })
    void turnsAsPilDoes(int tag, String shown) {
        Samples turned = Orientation.of(tag).apply(STORED);

        assertThat(new String(turned.data(), StandardCharsets.US_ASCII)).isEqualTo(shown);
        assertThat(turned.width()).isEqualTo(tag >= 5 && tag <= 8 ? 2 : 3);
    }

    @Test
    void xmpSaysItWhereExifDoesNot() {
        byte[] attribute = "<rdf tiff:Orientation=\"8\"/>".getBytes(StandardCharsets.UTF_8);
        byte[] element = "<tiff:Orientation>3</tiff:Orientation>".getBytes(StandardCharsets.UTF_8);

        assertThat(FileBlocks.of(null, List.of(), null, attribute, null).orientation())
                .isEqualTo(Orientation.TURNED_270);
        assertThat(FileBlocks.of(null, List.of(), null, element, null).orientation())
                .isEqualTo(Orientation.TURNED_180);
    }
}
