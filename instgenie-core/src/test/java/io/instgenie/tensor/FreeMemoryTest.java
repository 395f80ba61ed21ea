package io.instgenie.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;

class FreeMemoryTest {
    /** Of several threads, most have a heap that is not the main one. */
    @Test
    void whatAThreadFreedLastIsGivenBack() throws IOException {
        Process program = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        HeapUse.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();

        List<String> left = new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();

        assertThat(left).isNotEmpty().allMatch(bytes -> Long.parseLong(bytes) < HeapUse.BYTES / 4);
    }

    @Test
    void whatIsInUseIsKept() {
        TorchRuntime.load();
        int bytes = 1 << 20;
        Pointer used = Pointer.malloc(bytes);
        Pointer same = Pointer.malloc(bytes);
        Pointer.memset(used, 7, bytes);

        FreeMemory.giveBack();

        Pointer.memset(same, 7, bytes);
        assertThat(Pointer.memcmp(used, same, bytes)).isZero();
        Pointer.free(used);
        Pointer.free(same);
    }
}
