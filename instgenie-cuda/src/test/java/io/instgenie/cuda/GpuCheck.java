package io.instgenie.cuda;

import io.instgenie.edit.UnsupportedDeviceException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Prints the first GPU, or why its kernels cannot run and exits with 3; with the argument {@code libtorch}, all GPUs that workers can run on, or
 * why none can run on the first, which asks for more.
 */
public final class GpuCheck {
    private static final int UNUSABLE = 3;

    private GpuCheck() {}

    public static void main(String[] arguments) {
        if (List.of(arguments).contains("libtorch")) {
            worker();
            return;
        }
        CudaMachine machine = CudaMachine.read();
        machine.kernelProblem(0)
                .ifPresentOrElse(
                        GpuCheck::refuse,
                        () -> System.out.println(machine.gpus().get(0)));
    }

    private static void worker() {
        try (CudaWorkerDevice device = CudaWorkerDevice.of(0)) {
            System.out.println(device.name());
            System.out.println(usable());
        } catch (UnsupportedDeviceException e) {
            refuse(String.valueOf(e.getMessage()));
        }
    }

    /** {@code cuda:0,cuda:1}. */
    private static String usable() {
        CudaMachine machine = CudaMachine.read();
        return IntStream.range(0, machine.gpus().size())
                .filter(gpu -> machine.problem(gpu, 1).isEmpty())
                .mapToObj(gpu -> "cuda:" + gpu)
                .collect(Collectors.joining(","));
    }

    private static void refuse(String problem) {
        System.out.println(problem);
        System.exit(UNUSABLE);
    }
}
