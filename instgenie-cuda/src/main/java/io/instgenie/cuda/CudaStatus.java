package io.instgenie.cuda;

import io.instgenie.cuda.jni.Native;
import io.instgenie.edit.DeviceLostException;
import io.instgenie.edit.DeviceOutOfMemoryException;
import io.instgenie.edit.InstGenieException;
import io.instgenie.edit.UnsupportedDeviceException;
import java.util.Set;

/** What a native call returned, as an exception if it is not success. Stateless. */
final class CudaStatus {
    private static final int MEMORY_ALLOCATION = 2;
    private static final Set<Integer> UNSUPPORTED = Set.of(
            35, // cudaErrorInsufficientDriver
            100, // cudaErrorNoDevice
            101, // cudaErrorInvalidDevice
            209, // cudaErrorNoKernelImageForDevice
            222); // cudaErrorUnsupportedPtxVersion

    private CudaStatus() {}

    /** Errors below zero are the caller's: the kernels' own checks, where Java's let something pass. */
    static void check(int status, String what) {
        if (status < 0) {
            throw new IllegalArgumentException(what + ": " + name(status));
        }
        if (status > 0) {
            throw failure(status, what + ": " + name(status));
        }
    }

    private static InstGenieException failure(int status, String message) {
        if (status == MEMORY_ALLOCATION) {
            return new DeviceOutOfMemoryException(message);
        }
        return UNSUPPORTED.contains(status)
                ? new UnsupportedDeviceException(message)
                : new DeviceLostException(message + "; the device answers nothing more in this process");
    }

    private static String name(int status) {
        return Native.instgenie_error_name(status).getString();
    }
}
