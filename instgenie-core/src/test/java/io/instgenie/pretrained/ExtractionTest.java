package io.instgenie.pretrained;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.hash.Hashing;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExtractionTest {
    private static final Map<String, String> FILES = Map.of("a.txt", "first", "sub/b.txt", "second");

    @TempDir
    private Path temporary;

    private Path cache;
    private URLClassLoader loader;
    private ResourceFolder resources;

    @BeforeEach
    void packResources() throws IOException {
        cache = temporary.resolve("some/cache");
        loader = load(jar("whole.jar", FILES, index(FILES)));
        resources = ResourceFolder.open(loader, "models/tiny");
    }

    @AfterEach
    void closeLoader() throws IOException {
        loader.close();
    }

    @Test
    void copiesAllFilesOnce() throws IOException {
        assertThat(resources.inPlace()).isEmpty();
        Path folder = new Extraction(cache).of(resources);
        assertThat(folder.getParent()).isEqualTo(cache);
        assertWhole(folder);
        FileTime old = FileTime.fromMillis(1000);
        Files.setLastModifiedTime(folder.resolve("a.txt"), old);
        assertThat(new Extraction(cache).of(resources)).isEqualTo(folder);
        assertThat(Files.getLastModifiedTime(folder.resolve("a.txt"))).isEqualTo(old);
    }

    @Test
    void replacesDamagedCopiesAndLeftovers() throws IOException {
        Path folder = new Extraction(cache).of(resources);
        Files.writeString(folder.resolve("sub/b.txt"), "seco");
        Path partial = Files.createDirectories(cache.resolve(folder.getFileName() + ".partial"));
        Files.writeString(partial.resolve("a.txt"), "fir");
        assertThat(new Extraction(cache).of(resources)).isEqualTo(folder);
        assertWhole(folder);
        assertThat(partial).doesNotExist();
    }

    @Test
    void neverLeavesACopyThatIsNotWhatTheIndexLists() throws IOException {
        Path jar = jar("broken.jar", FILES, index(Map.of("a.txt", "first", "sub/b.txt", "another")));
        try (URLClassLoader broken = load(jar)) {
            ResourceFolder folder = ResourceFolder.open(broken, "models/tiny");
            assertThatThrownBy(() -> new Extraction(cache).of(folder))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("models/tiny");
        }
        try (Stream<Path> left = Files.list(cache)) {
            assertThat(left.filter(path -> !path.toString().matches(".*\\.(lock|partial)")))
                    .isEmpty();
        }
    }

    @Test
    void namesAMissingIndex() {
        assertThatThrownBy(() -> ResourceFolder.open(loader, "models/gone"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("models/gone.sha256");
    }

    @Test
    void processesThatExtractAtOnceWaitForEachOther() throws Exception {
        List<Process> processes = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            processes.add(new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                            ExtractEmbeddedModel.class.getName(),
                            cache.toString())
                    .redirectErrorStream(true)
                    .start());
        }
        List<String> folders = new ArrayList<>();
        for (Process process : processes) {
            folders.add(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip());
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        }
        Path expected = EmbeddedModel.extractTo(cache);
        assertThat(folders).containsOnly(expected.toString());
        assertThat(PretrainedPipeline.read(expected).modelHash())
                .isEqualTo(PretrainedPipeline.read(EmbeddedModel.folder(cache)).modelHash());
    }

    /** What each process runs: prints the folder once it is whole. */
    static final class ExtractEmbeddedModel {
        private ExtractEmbeddedModel() {}

        public static void main(String[] arguments) {
            System.out.println(EmbeddedModel.extractTo(Path.of(arguments[0])));
        }
    }

    private static void assertWhole(Path folder) throws IOException {
        for (Map.Entry<String, String> file : FILES.entrySet()) {
            assertThat(folder.resolve(file.getKey())).hasContent(file.getValue());
        }
    }

    private static String index(Map<String, String> files) {
        StringBuilder lines = new StringBuilder();
        files.forEach((path, content) -> lines.append(Hashing.sha256().hashString(content, StandardCharsets.UTF_8))
                .append("  ")
                .append(path)
                .append('\n'));
        return lines.toString();
    }

    private Path jar(String name, Map<String, String> files, String index) throws IOException {
        Path jar = temporary.resolve(name);
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file)) {
            put(out, "models/tiny.sha256", index);
            for (Map.Entry<String, String> entry : files.entrySet()) {
                put(out, "models/tiny/" + entry.getKey(), entry.getValue());
            }
        }
        return jar;
    }

    private static void put(JarOutputStream out, String name, String content) throws IOException {
        out.putNextEntry(new JarEntry(name));
        out.write(content.getBytes(StandardCharsets.UTF_8));
        out.closeEntry();
    }

    private static URLClassLoader load(Path jar) throws IOException {
        return new URLClassLoader(new URL[] {jar.toUri().toURL()}, null);
    }
}
