package io.instgenie.cache.disk;

import static io.instgenie.cache.disk.SlabFiles.assertWhole;
import static io.instgenie.cache.disk.SlabFiles.header;
import static org.assertj.core.api.Assertions.assertThat;

import io.instgenie.cache.CacheContents;
import io.instgenie.cache.Lease;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two processes on one folder, one of which is killed at any moment. */
@Timeout(300)
class SharedFolderTest {
    static final int KEPT = 4;
    static final SlabLayout LAYOUT = SlabLayout.of(4, 6, BlockSections.of(20_000, 10_000));

    @TempDir
    private Path parent;

    static DiskTier tier(Path folder) throws IOException {
        return new DiskTier(
                folder,
                CacheContents.leastRecentlyUsed(
                        KEPT * header("template-0", LAYOUT).fileBytes()),
                bytes -> 0,
                InstantSource.system());
    }

    static TemplateFileHeader random(Random random) {
        return header("template-" + random.nextInt(2 * KEPT), LAYOUT);
    }

    /** Writes and reads files until it is killed. */
    static final class Child {
        public static void main(String[] args) throws IOException {
            Random random = new Random(Long.parseLong(args[1]));
            DiskTier tier = tier(Path.of(args[0]));
            System.out.println("begun");
            while (true) {
                use(tier, random(random));
            }
        }
    }

    /** Reads the file, or writes it if there is none. */
    private static void use(DiskTier tier, TemplateFileHeader header) throws IOException {
        Lease<TemplateFile> lease = tier.open(header.manifestHash()).orElse(null);
        if (lease == null) {
            SlabFiles.write(tier, header);
        } else {
            try (lease) {
                assertWhole(lease.value());
            }
        }
    }

    private Process child(Path folder, long seed) throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Child.class.getName(),
                        folder.toString(),
                        Long.toString(seed))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
        assertThat(output.readLine()).isEqualTo("begun");
        return process;
    }

    @Test
    void killedWritersLeaveNothingBroken() throws Exception {
        Path folder = parent.resolve("cache");
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int kill = 0; kill < 10; kill++) {
            Process process = child(folder, random.nextLong());
            DiskTier tier = tier(folder); // sweeps nothing that the child is writing
            for (int i = 0; i < random.nextInt(10); i++) {
                use(tier, random(random));
            }
            TimeUnit.MICROSECONDS.sleep(random.nextInt(100_000)); // any moment
            process.destroyForcibly().waitFor();
            assertThat(process.exitValue()).as("seed %d", seed).isEqualTo(128 + 9);
            DiskTier after = tier(folder);
            assertFolderIsWhole(after, folder, seed);
            assertThat(after.statistics().damaged()).as("seed %d", seed).isZero();
        }
    }

    private static void assertFolderIsWhole(DiskTier tier, Path folder, long seed) throws IOException {
        try (Stream<Path> paths = Files.list(folder)) {
            List<Path> files = paths.toList();
            assertThat(files).as("seed %d", seed).hasSizeLessThanOrEqualTo(KEPT);
            for (Path file : files) {
                assertThat(file.toString()).as("seed %d", seed).endsWith(".slabs");
                String hash = file.getFileName().toString().replace(".slabs", "");
                try (Lease<TemplateFile> lease = tier.open(hash).orElseThrow()) {
                    assertWhole(lease.value());
                }
            }
        }
    }
}
