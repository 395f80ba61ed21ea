package io.instgenie.benchmarks;

import io.instgenie.cuda.CudaWorkerDevice;
import io.instgenie.device.ComputeDevice;
import io.instgenie.device.CpuDevice;
import java.util.List;

/** Devices by the names that benchmarks take as arguments: {@code cpu}, {@code cuda:0}. */
final class Devices {
    static final String CPU = "cpu";

    private static final String CUDA = "cuda:";

    private Devices() {}

    static ComputeDevice of(String name) {
        return together(List.of(name)).get(0);
    }

    /** For one engine. */
    static List<? extends ComputeDevice> together(List<String> names) {
        if (names.equals(List.of(CPU))) {
            return List.of(new CpuDevice());
        }
        if (!names.stream().allMatch(name -> name.matches(CUDA + "\\d+"))) {
            throw new IllegalArgumentException(
                    "the device is " + String.join(",", names) + "; it must be cpu or cuda:N");
        }
        return CudaWorkerDevice.several(names.stream()
                .mapToInt(name -> Integer.parseInt(name.substring(CUDA.length())))
                .toArray());
    }
}
