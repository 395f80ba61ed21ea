package io.instgenie.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import io.instgenie.edit.DeviceOutOfMemoryException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScarceMemoryTest {
    @TempDir
    Path folder;

    /** The words are the machine's own: libtorch's allocator, C++ and the C library. */
    @Test
    void whateverSaysThatMemoryIsMissingIsToldSo() throws IOException {
        Path file = folder.resolve("sparse");
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(40_000_000_000L);
        }
        Process program = new ProcessBuilder(
                        "prlimit",
                        "--as=12000000000",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        ScarceMemory.class.getName(),
                        file.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();

        List<String> told = new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();

        String missing = DeviceOutOfMemoryException.class.getName() + ": the device has not enough memory: ";
        assertThat(told).hasSize(4);
        assertThat(told.subList(0, 3)).allMatch(line -> line.startsWith(missing));
        assertThat(told.get(0)).contains("DefaultCPUAllocator: can't allocate memory");
        assertThat(told.get(1)).contains("bad_alloc");
        assertThat(told.get(2)).contains("unable to mmap").contains("Cannot allocate memory");
        assertThat(told.get(3)).isEqualTo("fine");
    }
}
