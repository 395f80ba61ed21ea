package io.instgenie.behaviour;

import static io.instgenie.behaviour.SmallEdits.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.instgenie.EditEngine;
import io.instgenie.EditEngineBuilder;
import io.instgenie.edit.EditImage;
import io.instgenie.parity.ParityCase;
import io.instgenie.tensor.TorchRuntime;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Loader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Processes of hosts that lack what others have edit too, and leave nothing where nobody asked for it. */
@Timeout(180)
class HostsTest {
    private static final String LETTERS = "mod\u00e8le \u6a21\u578b";

    @TempDir
    private Path root;

    private Path natives;
    private Path working;

    @BeforeEach
    void prepare() throws IOException {
        TorchRuntime.load();
        natives = Loader.getCacheDir().toPath();
        working = Files.createDirectory(root.resolve("working"));
    }

    @Test
    void aUserWithoutAPasswdEntryHasTheCacheHome() throws Exception {
        Path cache = Files.createDirectories(root.resolve("xdg/instgenie"));
        Files.createSymbolicLink(cache.resolve("javacpp"), natives); // already unpacked
        assertThat(edit(Map.of("XDG_CACHE_HOME", root.resolve("xdg").toString()), "-Duser.home=?", "-Duser.name=?"))
                .containsExactly("models in " + cache, "4 steps");
        assertThat(working).isEmptyDirectory();
    }

    @Test
    void aUserWithoutAnyHomeHasATemporaryFolder() throws Exception {
        Path temporary = Files.createDirectory(root.resolve("tmp"));
        Path cache = temporary.resolve("instgenie-" + Files.getOwner(temporary).getName());
        Files.createDirectory(
                cache, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.createSymbolicLink(cache.resolve("javacpp"), natives);
        assertThat(edit(Map.of(), "-Duser.home=/proc/none", "-Djava.io.tmpdir=" + temporary))
                .containsExactly("models in " + cache, "4 steps");
        assertThat(working).isEmptyDirectory();
    }

    @Test
    void theCacheFolderMayBeChosen() throws Exception {
        Path cache = Files.createDirectory(root.resolve("chosen"));
        Files.createSymbolicLink(cache.resolve("javacpp"), natives);
        assertThat(edit(Map.of(), "-Duser.home=?", "-Djava.io.tmpdir=/proc", "-Dchosen=" + cache))
                .containsExactly("4 steps");
        assertThat(working).isEmptyDirectory();
    }

    @Test
    void pathsMayHaveLettersThatTheDefaultCharsetLacks() throws Exception {
        assertThat(edit(Map.of(), "-Dfile.encoding=US-ASCII", "-Dcopy=" + root)).containsExactly("4 steps");
        assertThat(root.resolve(LETTERS).resolve("out.png")).isRegularFile();
    }

    private List<String> edit(Map<String, String> environment, String... options) throws Exception {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", absolute(classPath()), Host.class.getName()));
        command.add(ParityCase.FLUX_FILL.path("model").toAbsolutePath().toString());
        ProcessBuilder program = new ProcessBuilder(command)
                .directory(working.toFile())
                .redirectError(root.resolve("errors").toFile());
        program.environment().keySet().removeIf(name -> name.startsWith("LC_") || name.startsWith("XDG_"));
        program.environment().put("LC_ALL", "C.UTF-8");
        program.environment().putAll(environment);
        Process process = program.start();
        List<String> lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
        assertThat(process.waitFor())
                .as(Files.readString(root.resolve("errors")))
                .isZero();
        return lines;
    }

    private static String classPath() {
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }

    /** The process runs elsewhere. */
    private static String absolute(String classPath) {
        return String.join(
                File.pathSeparator,
                Stream.of(classPath.split(File.pathSeparator))
                        .map(entry -> new File(entry).getAbsolutePath())
                        .toList());
    }

    /** What the process runs: an edit, with the model where the properties want it. */
    static final class Host {
        private Host() {}

        public static void main(String[] arguments) throws IOException {
            Path model = Path.of(arguments[0]);
            String chosen = System.getProperty("chosen");
            String copy = System.getProperty("copy");
            if (chosen == null && copy == null) {
                System.out.println("models in " + EditEngineBuilder.defaultCacheFolder());
            }
            Path folder = copy == null ? model : copyOf(model, Path.of(copy, LETTERS));
            EditEngineBuilder builder = EditEngine.builder(folder);
            if (chosen != null) {
                builder.cacheFolder(Path.of(chosen));
            }
            try (EditEngine engine = builder.build()) {
                var result = engine.edit(request().build());
                if (copy != null) {
                    Path out = folder.resolve("out.png");
                    result.image().write(out);
                    EditImage.read(out);
                }
                System.out.println(result.provenance().steps() + " steps");
            }
        }

        private static Path copyOf(Path folder, Path target) throws IOException {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.toList()) {
                    Files.copy(file, target.resolve(folder.relativize(file).toString()));
                }
            }
            return target;
        }
    }
}
