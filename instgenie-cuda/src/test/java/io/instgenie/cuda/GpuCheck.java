package io.instgenie.cuda;

/** Prints the first GPU, or why its kernels cannot run and exits with 3. */
public final class GpuCheck {
    private static final int UNUSABLE = 3;

    private GpuCheck() {}

    public static void main(String[] arguments) {
        CudaMachine machine = CudaMachine.read();
        machine.kernelProblem(0)
                .ifPresentOrElse(
                        GpuCheck::refuse,
                        () -> System.out.println(machine.gpus().get(0)));
    }

    private static void refuse(String problem) {
        System.out.println(problem);
        System.exit(UNUSABLE);
    }
}
