package io.instgenie.pretrained;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileHashesTest {
    private static final String HASH_OF_ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    @Test
    void matchWholeFilesOnly(@TempDir Path folder) throws Exception {
        FileHashes hashes = parse(HASH_OF_ABC + "  sub/abc.txt\n");
        assertThat(hashes.paths()).containsExactly("sub/abc.txt");
        assertThat(hashes.match(folder)).isFalse();
        Path file = Files.createDirectory(folder.resolve("sub")).resolve("abc.txt");
        Files.writeString(file, "abc");
        assertThat(hashes.match(folder)).isTrue();
        Files.writeString(file, "ab");
        assertThat(hashes.match(folder)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "abc", HASH_OF_ABC, HASH_OF_ABC + "  ", HASH_OF_ABC + "  a//b", HASH_OF_ABC + "  /a"})
    void refuseWhatIsNoList(String list) {
        assertThatThrownBy(() -> parse(list)).isInstanceOf(IOException.class);
    }

    private static FileHashes parse(String list) throws IOException {
        return FileHashes.parse(list.getBytes(StandardCharsets.UTF_8));
    }
}
