package io.instgenie.benchmarks;

import io.instgenie.cuda.CudaWorkerDevice;
import io.instgenie.denoise.ComputeDevice;
import io.instgenie.denoise.CpuDevice;

/** Devices by the names that benchmarks take as arguments: {@code cpu}, {@code cuda:0}. */
final class Devices {
    private static final String CUDA = "cuda:";

    private Devices() {}

    static ComputeDevice of(String name) {
        if (name.equals("cpu")) {
            return new CpuDevice();
        }
        if (name.startsWith(CUDA)) {
            return CudaWorkerDevice.of(Integer.parseInt(name.substring(CUDA.length())));
        }
        throw new IllegalArgumentException("the device is " + name + "; it must be cpu or cuda:N");
    }
}
