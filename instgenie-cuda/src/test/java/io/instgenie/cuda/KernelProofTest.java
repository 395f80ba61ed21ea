package io.instgenie.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Runs the CUDA kernels as host code, under the address and undefined-behaviour sanitizers, on random ragged cases against double
 * precision. {@code INSTGENIE_PROOF_CASES} and {@code INSTGENIE_PROOF_SEED} ask for more of them, or others; the seed of a case that
 * fails is in the message.
 */
@Tag("kernel-proof")
class KernelProofTest {
    private static final Path SOURCES = Path.of("src", "test", "native").toAbsolutePath();
    private static final Path TARGET = Path.of("target", "kernel-proof").toAbsolutePath();

    @Test
    void kernelsEqualTheirDefinitions() throws Exception {
        run(List.of(SOURCES.resolve("build.sh").toString(), TARGET.toString()));
        Map<String, String> environment = System.getenv();
        String output = run(List.of(
                TARGET.resolve("proof").toString(),
                "--cases",
                environment.getOrDefault("INSTGENIE_PROOF_CASES", "250"),
                "--seed",
                environment.getOrDefault("INSTGENIE_PROOF_SEED", "1")));
        assertThat(output).startsWith("OK ");
    }

    /** What the command printed; fails with it if the command failed. */
    private static String run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as("%s printed:%n%s", command, output).isZero();
        return output;
    }
}
