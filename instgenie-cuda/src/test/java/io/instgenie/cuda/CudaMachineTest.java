package io.instgenie.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.instgenie.edit.UnsupportedDeviceException;
import java.util.List;
import org.junit.jupiter.api.Test;

class CudaMachineTest {
    private static final CudaGpu H100 = new CudaGpu("NVIDIA H100", 90, 132, 80L << 30, 78L << 30);
    private static final CudaGpu T4 = new CudaGpu("Tesla T4", 75, 40, 16L << 30, 15L << 30);

    private static CudaMachine machine(int driver, List<CudaGpu> gpus, String... missing) {
        return new CudaMachine(true, driver, 13010, "80 86 89 90a 100 120", gpus, List.of(missing));
    }

    private static void assertRefused(CudaMachine machine, int ordinal, long bytes, String... words) {
        assertThatExceptionOfType(UnsupportedDeviceException.class)
                .isThrownBy(() -> machine.requireUsable(ordinal, bytes))
                .satisfies(e -> assertThat(e.getMessage()).contains(words));
    }

    @Test
    void takesAMachineThatHasAll() {
        assertThatCode(() -> machine(13010, List.of(H100)).requireUsable(0, 40L << 30))
                .doesNotThrowAnyException();
    }

    @Test
    void namesMissingKernels() {
        CudaMachine machine = new CudaMachine(false, 0, 0, "", List.of(), List.of());
        assertRefused(machine, 0, 0, "without its kernels", "nvcc", "setup-nvcc.sh");
    }

    @Test
    void namesAMissingDriver() {
        assertRefused(machine(0, List.of()), 0, 0, "no NVIDIA driver", "install driver 580 or newer");
    }

    @Test
    void namesAnOldDriver() {
        assertRefused(machine(12040, List.of()), 0, 0, "CUDA 12.4 at most", "CUDA 13.1 is needed", "580");
    }

    @Test
    void takesADriverOfTheSameMajorVersion() {
        assertThat(machine(13000, List.of(H100)).problem(0, 0)).isEmpty();
    }

    @Test
    void namesAMissingGpu() {
        assertRefused(machine(13010, List.of()), 0, 0, "finds no GPU");
        assertRefused(machine(13010, List.of(H100)), 1, 0, "there is no GPU 1");
        assertRefused(machine(13010, List.of(H100)), -1, 0, "there is no GPU -1");
    }

    @Test
    void namesAnUnlistedArchitecture() {
        assertRefused(machine(13010, List.of(T4)), 0, 0, "Tesla T4", "7.5", "older than compute capability 8.0");
    }

    @Test
    void namesMissingLibraries() {
        CudaMachine machine = machine(13010, List.of(H100), "libcudnn.so.9", "libcublas.so.13");
        assertRefused(machine, 0, 0, "libcudnn.so.9, libcublas.so.13", "install cuDNN 9 and CUDA 13");
        assertThat(machine.kernelProblem(0)).isEmpty();
    }

    @Test
    void namesMemoryThatIsNotFree() {
        assertRefused(machine(13010, List.of(H100)), 0, 79L << 30, "NVIDIA H100", "80896 MiB", "79872 of 81920");
    }

    @Test
    void reportsEachGpu() {
        assertThat(machine(13010, List.of(H100, T4)).report())
                .containsExactly(
                        "0: NVIDIA H100 (compute capability 9.0, 79872 of 81920 MiB free)",
                        "1: Tesla T4 (compute capability 7.5, 15360 of 16384 MiB free) is older than compute capability 8.0;"
                                + " use a GPU of the Ampere generation or newer");
        assertThat(machine(0, List.of()).report()).containsExactly("no NVIDIA driver; install driver 580 or newer");
    }

    @Test
    void reportsWhatIsMissing() {
        assertThat(machine(12040, List.of()).report())
                .singleElement()
                .asString()
                .contains("CUDA 12.4 at most", "install driver 580");
        assertThat(machine(13010, List.of(H100), "libcudnn.so.9").report())
                .containsExactly("0: libcudnn.so.9 cannot be loaded; install cuDNN 9 and CUDA 13");
        assertThat(machine(13010, List.of(H100), "libcublas.so.13", "libcublasLt.so.13")
                        .report())
                .containsExactly("0: libcublas.so.13, libcublasLt.so.13 cannot be loaded; install cuDNN 9 and CUDA 13");
        assertThat(new CudaMachine(false, 0, 0, "", List.of(), List.of()).report())
                .singleElement()
                .asString()
                .contains("without its kernels");
    }

    /** Tests have libtorch for CPUs: whatever machine this is, no worker can have a GPU. */
    @Test
    void namesTheClassifierThatAGpuNeeds() {
        assertThat(CudaWorkerDevice.libtorchProblem().orElseThrow())
                .contains("linux-x86_64 by linux-x86_64-gpu", "org.bytedeco:cuda");
        assertThatExceptionOfType(UnsupportedDeviceException.class).isThrownBy(() -> CudaWorkerDevice.of(0));
        assertThatExceptionOfType(UnsupportedDeviceException.class).isThrownBy(() -> CudaWorkerDevice.several(0, 1));
    }

    @Test
    void reportsGpusWhoseKernelsTheDriverCompiles() {
        assertThat(reportOf(87)).doesNotContain("compiled by the driver"); // runs what was made for 8.6
        assertThat(reportOf(103)).doesNotContain("compiled by the driver");
        assertThat(reportOf(110)).contains("compiled by the driver at their first use");
        assertThat(reportOf(91)).contains("compiled by the driver"); // 90a runs on 9.0 only
    }

    private static String reportOf(int capability) {
        CudaGpu gpu = new CudaGpu("GPU", capability, 1, 2 << 20, 1 << 20);
        return machine(13010, List.of(gpu)).report().get(0);
    }

    /** Whatever machine this is: a GPU, or a reason why there is none. */
    @Test
    void readsThisMachine() {
        CudaMachine machine = CudaMachine.read();
        assertThat(machine.report()).hasSize(Math.max(1, machine.gpus().size()));
        assertThat(machine.gpus().isEmpty())
                .isEqualTo(machine.problem(0, 0).orElse("").matches(".*(kernels|driver).*"));
    }
}
