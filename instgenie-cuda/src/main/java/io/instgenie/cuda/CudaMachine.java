package io.instgenie.cuda;

import io.instgenie.cuda.jni.Native;
import io.instgenie.cuda.jni.NativeDeviceInfo;
import io.instgenie.edit.UnsupportedDeviceException;
import io.instgenie.tensor.TorchRuntime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bytedeco.javacpp.Loader;

/**
 * What of a machine decides whether its GPUs can be used.
 *
 * @param nativesPresent whether this module was built with its kernels for this platform; without, nothing else is known
 * @param driverVersion the newest CUDA the driver can run, as 13010 for 13.1; 0: no driver
 * @param runtimeVersion the CUDA that the kernels were built with
 * @param architectures compute capabilities with machine code, as {@code 80 86 90a}; newer ones are compiled by the driver
 * @param missingLibraries of those that libtorch needs on a GPU
 */
public record CudaMachine(
        boolean nativesPresent,
        int driverVersion,
        int runtimeVersion,
        String architectures,
        List<CudaGpu> gpus,
        List<String> missingLibraries) {
    private static final List<String> LIBRARIES = List.of("libcudnn.so.9", "libcublas.so.13", "libcublasLt.so.13");
    private static final int OLDEST_DRIVER = 580; // the first for CUDA 13

    public CudaMachine {
        gpus = List.copyOf(gpus);
        missingLibraries = List.copyOf(missingLibraries);
    }

    /** Looks at this machine. Opens its GPUs, which takes a moment and some of their memory. */
    public static CudaMachine read() {
        TorchRuntime.prepareJavaCpp();
        try {
            Loader.load(Native.class);
        } catch (LinkageError e) { // of another kind once loading has failed
            return new CudaMachine(false, 0, 0, "", List.of(), List.of());
        }
        int[] driver = new int[1];
        int[] runtime = new int[1];
        CudaStatus.check(Native.instgenie_driver_version(driver), "asking for the driver");
        CudaStatus.check(Native.instgenie_runtime_version(runtime), "asking for the runtime");
        String architectures = Native.instgenie_architectures().getString();
        boolean runs = driver[0] / 1000 >= runtime[0] / 1000;
        List<CudaGpu> gpus = runs ? readGpus() : List.of();
        List<String> missing = LIBRARIES.stream().filter(l -> !isPresent(l)).toList();
        return new CudaMachine(true, driver[0], runtime[0], architectures, gpus, missing);
    }

    private static List<CudaGpu> readGpus() {
        int[] count = new int[1];
        if (Native.instgenie_device_count(count) != 0) { // a driver without devices
            return List.of();
        }
        List<CudaGpu> gpus = new ArrayList<>();
        try (NativeDeviceInfo info = new NativeDeviceInfo()) {
            for (int i = 0; i < count[0]; i++) {
                CudaStatus.check(Native.instgenie_describe_device(i, info), "asking for device " + i);
                gpus.add(new CudaGpu(
                        info.name().getString(),
                        info.compute_capability(),
                        info.multiprocessors(),
                        info.total_bytes(),
                        info.free_bytes()));
            }
        }
        return gpus;
    }

    /** On the linker's path, or in a jar of Bytedeco's. */
    private static boolean isPresent(String library) {
        return Native.instgenie_can_load(library) != 0
                || CudaMachine.class.getResource("/org/bytedeco/cuda/" + Loader.getPlatform() + "/" + library) != null;
    }

    /**
     * Why device {@code ordinal} cannot be used, and what to install; empty if it can.
     *
     * @param bytes of device memory that must be free
     */
    public Optional<String> problem(int ordinal, long bytes) {
        return kernelProblem(ordinal).or(() -> libraryProblem()).or(() -> memoryProblem(ordinal, bytes));
    }

    /** Why this library's own kernels cannot run on device {@code ordinal}; they need less than libtorch does. */
    Optional<String> kernelProblem(int ordinal) {
        return machineProblem().or(() -> gpuProblem(ordinal));
    }

    /** @throws UnsupportedDeviceException if there is a {@link #problem} */
    public void requireUsable(int ordinal, long bytes) {
        problem(ordinal, bytes).ifPresent(problem -> {
            throw new UnsupportedDeviceException(problem);
        });
    }

    private Optional<String> machineProblem() {
        if (!nativesPresent) {
            return Optional.of("instgenie-cuda was built without its kernels for this platform;"
                    + " build it where nvcc and g++ are (instgenie-cuda/src/main/native/setup-nvcc.sh gets nvcc)");
        }
        if (driverVersion == 0) {
            return Optional.of("no NVIDIA driver; install driver " + OLDEST_DRIVER + " or newer");
        }
        if (driverVersion / 1000 < runtimeVersion / 1000) {
            return Optional.of(
                    "the NVIDIA driver runs CUDA %s at most and CUDA %s is needed; install driver %d or newer"
                            .formatted(version(driverVersion), version(runtimeVersion), OLDEST_DRIVER));
        }
        if (gpus.isEmpty()) {
            return Optional.of("the NVIDIA driver finds no GPU");
        }
        return Optional.empty();
    }

    private Optional<String> gpuProblem(int ordinal) {
        if (ordinal < 0 || ordinal >= gpus.size()) {
            return Optional.of("there is no GPU %d; the last one is %d".formatted(ordinal, gpus.size() - 1));
        }
        CudaGpu gpu = gpus.get(ordinal);
        if (gpu.computeCapability() < oldestCapability()) {
            return Optional.of("%s is older than compute capability %d.%d; use a GPU of the Ampere generation or newer"
                    .formatted(gpu, oldestCapability() / 10, oldestCapability() % 10));
        }
        return Optional.empty();
    }

    private Optional<String> libraryProblem() {
        if (missingLibraries.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(String.join(", ", missingLibraries) + " cannot be loaded; install cuDNN 9 and CUDA 13");
    }

    private Optional<String> memoryProblem(int ordinal, long bytes) {
        CudaGpu gpu = gpus.get(ordinal);
        if (gpu.freeBytes() >= bytes) {
            return Optional.empty();
        }
        return Optional.of(
                "%s has not the %d MiB free that are needed; end other programs on it, or lower the memory budget"
                        .formatted(gpu, bytes >> 20));
    }

    /** Lines for a person, one for each GPU, or one that says why there is none. */
    public List<String> report() {
        Optional<String> problem = machineProblem();
        if (problem.isPresent()) {
            return List.of(problem.get());
        }
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < gpus.size(); i++) {
            CudaGpu gpu = gpus.get(i);
            String usable = hasMachineCode(gpu) ? "" : ", kernels are compiled by the driver at their first use";
            lines.add(i + ": " + problem(i, 1).orElse(gpu + usable));
        }
        return lines;
    }

    /** Machine code runs on later minor versions of its capability, but for {@code a}, which runs on its own only. */
    private boolean hasMachineCode(CudaGpu gpu) {
        return Arrays.stream(architectures.split(" ")).anyMatch(architecture -> {
            int capability = capability(architecture);
            return architecture.endsWith("a")
                    ? gpu.computeCapability() == capability
                    : gpu.computeCapability() / 10 == capability / 10 && gpu.computeCapability() >= capability;
        });
    }

    private int oldestCapability() {
        return Arrays.stream(architectures.split(" "))
                .mapToInt(CudaMachine::capability)
                .min()
                .orElseThrow();
    }

    private static int capability(String architecture) {
        return Integer.parseInt(architecture.replaceAll("\\D", ""));
    }

    private static String version(int version) {
        return version / 1000 + "." + version % 1000 / 10;
    }
}
