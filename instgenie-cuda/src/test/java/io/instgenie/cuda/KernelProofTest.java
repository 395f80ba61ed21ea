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
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

    @BeforeAll
    static void build() throws Exception {
        ProcessBuilder build =
                new ProcessBuilder(SOURCES.resolve("build.sh").toString(), JNI.toString(), TARGET.toString());
        build.environment().put("JAVA_HOME", System.getProperty("java.home"));
        output(build.redirectErrorStream(true).start());
    }

    @Test
    void kernelsEqualLibtorch() throws Exception {
        int cases = Integer.parseInt(System.getenv().getOrDefault("INSTGENIE_PROOF_CASES", "500"));
        long seed = Long.parseLong(System.getenv().getOrDefault("INSTGENIE_PROOF_SEED", "1"));
        int share = (cases + PROCESSES - 1) / PROCESSES;
        List<Process> processes = new ArrayList<>();
        for (int i = 0; i < PROCESSES; i++) {
            long first = seed + (long) i * share;
            processes.add(run(KernelProof.class, Integer.toString(share), Long.toString(first)));
        }
        for (Process process : processes) {
            assertThat(output(process))
                    .contains("OK " + share + " cases")
                    .contains("on emulated device")
                    .doesNotContain("runtime error");
        }
    }

    /** The whole way of an edit over a device: weights, kernels, transfers, tiers. */
    @Test
    void editsOnADeviceEqualTheCpus() throws Exception {
        assertThat(output(run(DeviceProof.class))).contains("OK device").doesNotContain("runtime error");
    }

    /** Engines on devices: precisions, files, several devices, one that dies. */
    @Test
    void enginesOnDevicesMakeTheCpusPictures(@TempDir Path folder) throws Exception {
        assertThat(output(run(EngineProof.class, folder.toString())))
                .contains("OK engine")
                .doesNotContain("runtime error");
    }

    /** What a GPU is timed with, on a small batch: that it runs and what it reports. */
    @Test
    void attentionIsTimedAndReported(@TempDir Path folder) throws Exception {
        Path report = folder.resolve("attention.json");
        output(run(AttentionTimes.class, report.toString(), "2", "1", "64", "5", "7", "40"));
        assertThat(Files.readString(report))
                .contains(
                        "\"device\" : \"emulated device\"",
                        "2 jobs, 1 heads of 64, 5 text, 7 masked of 40 image tokens")
                .contains("\"cached\" : \"INT8\"", "\"libtorchMicros\" : null", "\"shareOfRoofline\" : null");
    }

    private static Process run(Class<?> program, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xmx1g");
        command.add("-cp");
        command.add(TARGET.resolve("resources") + File.pathSeparator + System.getProperty("java.class.path"));
        command.add(program.getName());
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        Map<String, String> environment = builder.environment();
        environment.put("LD_PRELOAD", Files.readString(TARGET.resolve("preload")));
        environment.put("ASAN_OPTIONS", SANITIZER);
        return builder.redirectErrorStream(true).start();
    }

    /** What the process printed; fails with it if the process failed. */
    private static String output(Process process) throws IOException, InterruptedException {
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as("it printed:%n%s", output).isZero();
        return output;
    }
}
