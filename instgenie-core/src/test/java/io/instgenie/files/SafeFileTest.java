package io.instgenie.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SafeFileTest {
    private static final int LONGEST_NAME = 255;

    @TempDir
    private Path folder;

    @Test
    void namesOfEveryLengthAreWrittenOrRefusedBeforehand() throws IOException {
        for (int length : IntStream.rangeClosed(1, LONGEST_NAME + 2).toArray()) {
            Path file = folder.resolve("n".repeat(length));
            if (length <= LONGEST_NAME) {
                SafeFile.requireWritable(file);
                write(file, "content");
                assertThat(file).hasContent("content");
            } else {
                assertThatThrownBy(() -> SafeFile.requireWritable(file)).isInstanceOf(IOException.class);
                assertThatThrownBy(() -> write(file, "content")).isInstanceOf(IOException.class);
            }
        }
        assertThat(names()).hasSize(LONGEST_NAME).noneMatch(name -> name.contains("part"));
    }

    @Test
    void aNewFileHasTheModeOfTheUmask() throws IOException {
        Path plain = Files.createFile(folder.resolve("plain"));
        write(folder.resolve("file"), "content");
        assertThat(mode(folder.resolve("file"))).isEqualTo(mode(plain));
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-------", "rw-rw-rw-", "rwxr-x---"})
    void anExistingFileKeepsItsMode(String mode) throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
        SafeFile.requireWritable(file);
        write(file, "content");
        assertThat(mode(file)).isEqualTo(mode);
        assertThat(file).hasContent("content");
    }

    @Test
    void linksAreFollowedAndStay() throws IOException {
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        Path there = Files.writeString(elsewhere.resolve("there"), "old");
        Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("elsewhere", "there"));
        Path toLink = Files.createSymbolicLink(folder.resolve("to-link"), link);
        Path dangling = Files.createSymbolicLink(folder.resolve("dangling"), Path.of("elsewhere", "new"));
        for (Path file : new Path[] {toLink, dangling}) {
            SafeFile.requireWritable(file);
            write(file, "content");
            assertThat(Files.isSymbolicLink(file)).isTrue();
        }
        assertThat(Files.isSymbolicLink(link)).isTrue();
        assertThat(there).hasContent("content");
        assertThat(elsewhere.resolve("new")).hasContent("content");
    }

    @Test
    void linksInACircleAndIntoNowhereAreRefused() throws IOException {
        Path circle = Files.createSymbolicLink(folder.resolve("circle"), Path.of("circle"));
        Path nowhere = Files.createSymbolicLink(folder.resolve("nowhere"), Path.of("missing", "file"));
        assertThatThrownBy(() -> SafeFile.requireWritable(circle)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> SafeFile.requireWritable(nowhere)).hasMessageContaining("there is no folder");
    }

    @Test
    @Timeout(10)
    void whatIsNoRegularFileIsWrittenTo() throws IOException {
        Path device = Path.of("/dev/null");
        SafeFile.requireWritable(device);
        write(device, "content");
        assertThat(Files.isRegularFile(device, LinkOption.NOFOLLOW_LINKS)).isFalse();
    }

    @Test
    void tellsWhatIsWrongBeforehand() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        assertThatThrownBy(() -> SafeFile.requireWritable(folder)).hasMessageContaining("it is a folder");
        assertThatThrownBy(() -> SafeFile.requireWritable(folder.resolve("missing/x")))
                .hasMessageContaining("there is no folder " + folder.resolve("missing"));
        assertThatThrownBy(() -> SafeFile.requireWritable(file.resolve("x"))).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> SafeFile.requireWritable(Path.of("/proc/x")))
                .hasMessageContaining("no file can be made in /proc");
    }

    @Test
    void whatStoodThereStaysIfTheContentFails() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "old");
        assertThatThrownBy(() -> SafeFile.write(file, out -> {
                    out.write(1);
                    throw new IOException("torn");
                }))
                .hasMessage("torn");
        assertThat(file).hasContent("old");
        assertThat(names()).containsExactly("file");
    }

    private static void write(Path file, String content) throws IOException {
        SafeFile.write(file, out -> out.write(content.getBytes(StandardCharsets.UTF_8)));
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    private String[] names() throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toArray(String[]::new);
        }
    }
}
