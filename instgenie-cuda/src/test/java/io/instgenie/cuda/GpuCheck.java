package io.instgenie.cuda;

import io.instgenie.edit.UnsupportedDeviceException;
import java.util.List;

/**
 * Prints the first GPU, or why its kernels cannot run and exits with 3; with the argument {@code libtorch}, why no worker can run on it, which
 * asks for more.
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
        } catch (UnsupportedDeviceException e) {
            refuse(String.valueOf(e.getMessage()));
        }
    }

    private static void refuse(String problem) {
        System.out.println(problem);
        System.exit(UNUSABLE);
    }
}
