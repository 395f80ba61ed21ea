package io.instgenie.cuda;

import io.instgenie.cuda.jni.Native;
import io.instgenie.edit.DeviceOutOfMemoryException;
import io.instgenie.edit.InstGenieException;
import io.instgenie.edit.UnsupportedDeviceException;
import io.instgenie.edit.WorkerLostException;

/** What a native call returned, as an exception if it is not success. Stateless. */
final class CudaStatus {
    private static final int OUT_OF_MEMORY = 2;
    private static final int NO_KERNEL_IMAGE = 209;

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
        switch (status) {
            case OUT_OF_MEMORY:
                return new DeviceOutOfMemoryException(message);
            case 35: // cudaErrorInsufficientDriver
            case 100: // cudaErrorNoDevice
            case 101: // cudaErrorInvalidDevice
            case NO_KERNEL_IMAGE:
            case 222: // cudaErrorUnsupportedPtxVersion
                return new UnsupportedDeviceException(message);
            default:
                return new WorkerLostException(message + "; the device answers nothing more in this process");
        }
    }

    private static String name(int status) {
        return Native.instgenie_error_name(status).getString();
    }
}
