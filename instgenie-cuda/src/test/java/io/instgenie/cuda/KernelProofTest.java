package io.instgenie.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Runs {@link KernelProof} on the kernels compiled as host code, under the address and undefined-behaviour sanitizers: in JVMs of their own,
 * since a sanitizer must be there before anything else. {@code INSTGENIE_PROOF_CASES} and {@code INSTGENIE_PROOF_SEED} ask for more cases, or
 * others; the seed of a case that fails is in the message.
 */
@Tag("kernel-proof")
class KernelProofTest {
    private static final Path SOURCES = Path.of("src", "test", "native").toAbsolutePath();
    private static final Path JNI = Path.of("target", "jni").toAbsolutePath();
    private static final Path TARGET = Path.of("target", "kernel-proof").toAbsolutePath();
    private static final int PROCESSES = 2;
    /** The JVM handles its own faults, and frees little at its end. */
    private static final String SANITIZER =
            "handle_segv=0:handle_sigbus=0:handle_sigfpe=0:use_sigaltstack=0:detect_leaks=0:alloc_dealloc_mismatch=0";

    @Test
    void kernelsEqualLibtorch() throws Exception {
        ProcessBuilder build =
                new ProcessBuilder(SOURCES.resolve("build.sh").toString(), JNI.toString(), TARGET.toString());
        build.environment().put("JAVA_HOME", System.getProperty("java.home"));
        output(build.redirectErrorStream(true).start());

        int cases = Integer.parseInt(System.getenv().getOrDefault("INSTGENIE_PROOF_CASES", "300"));
        long seed = Long.parseLong(System.getenv().getOrDefault("INSTGENIE_PROOF_SEED", "1"));
        int share = (cases + PROCESSES - 1) / PROCESSES;
        List<Process> processes = new ArrayList<>();
        for (int i = 0; i < PROCESSES; i++) {
            processes.add(prove(share, seed + (long) i * share));
        }
        for (Process process : processes) {
            assertThat(output(process)).contains("OK " + share + " cases");
        }
    }

    private static Process prove(int cases, long seed) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String classPath = TARGET.resolve("resources") + File.pathSeparator + System.getProperty("java.class.path");
        ProcessBuilder proof = new ProcessBuilder(
                java,
                "-Xmx1g",
                "-cp",
                classPath,
                KernelProof.class.getName(),
                Integer.toString(cases),
                Long.toString(seed));
        Map<String, String> environment = proof.environment();
        environment.put("LD_PRELOAD", Files.readString(TARGET.resolve("preload")));
        environment.put("ASAN_OPTIONS", SANITIZER);
        return proof.redirectErrorStream(true).start();
    }

    /** What the process printed; fails with it if the process failed. */
    private static String output(Process process) throws IOException, InterruptedException {
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor())
                .as("%s printed:%n%s", process.info().command().orElse("a process"), output)
                .isZero();
        return output;
    }
}
