package io.instgenie.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.instgenie.edit.InvalidRequestException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostFoldersTest {
    /** A folder in which nobody, not even root, can make another. */
    private static final String SEALED = "/proc";

    @TempDir
    private Path root;

    private final Map<String, String> properties = new HashMap<>();
    private final Map<String, String> environment = new HashMap<>();
    private final HostFolders folders = new HostFolders(properties::get, environment::get);

    @BeforeEach
    void aHostWithEverything() throws IOException {
        properties.put("user.home", root.resolve("home").toString());
        properties.put(
                "java.io.tmpdir", Files.createDirectory(root.resolve("tmp")).toString());
        environment.put("XDG_CACHE_HOME", root.resolve("xdg").toString());
    }

    @Test
    void isInTheHome() {
        assertThat(folders.cache()).isEqualTo(root.resolve("home/.cache/instgenie"));
        assertThat(root.resolve("home")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"?", "", "relative", SEALED + "/home", "\0"})
    void orElseInTheCacheHome(String home) {
        properties.put("user.home", home);
        assertThat(folders.cache()).isEqualTo(root.resolve("xdg/instgenie"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "relative", SEALED + "/cache", "\0"})
    void orElseAmongTemporaryFilesForTheUserAlone(String cacheHome) throws IOException {
        properties.put("user.home", "?");
        environment.put("XDG_CACHE_HOME", cacheHome);
        Path folder = folders.cache();
        assertThat(folder).hasParent(root.resolve("tmp")).isDirectory();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
                .isEqualTo("rwx------");
        assertThat(folders.cache()).isEqualTo(folder);
        assertThat(root.resolve("tmp")).isDirectoryNotContaining("glob:**.tmp");
    }

    @Test
    void aTemporaryFolderThatOthersCanWriteToIsLeftToThem() throws IOException {
        properties.remove("user.home");
        environment.remove("XDG_CACHE_HOME");
        Path folder = folders.cache();
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        Path another = folders.cache();
        assertThat(another).isNotEqualTo(folder).hasParent(root.resolve("tmp"));
        Files.delete(folder);
        Files.createSymbolicLink(folder, another);
        assertThat(folders.cache()).isNotEqualTo(folder).hasParent(root.resolve("tmp"));
    }

    @Test
    void tellsWhatToDoWhereThereIsNone() {
        properties.put("user.home", "?");
        environment.remove("XDG_CACHE_HOME");
        properties.put("java.io.tmpdir", SEALED);
        assertThatThrownBy(folders::cache)
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContainingAll("cacheFolder is not given", "home ?", SEALED);
    }
}
