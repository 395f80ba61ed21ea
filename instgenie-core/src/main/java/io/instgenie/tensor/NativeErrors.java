package io.instgenie.tensor;

import io.instgenie.edit.DeviceLostException;
import io.instgenie.edit.DeviceOutOfMemoryException;
import io.instgenie.edit.InstGenieException;
import io.instgenie.edit.WorkerLostException;
import java.util.List;
import java.util.Locale;

/** libtorch's errors, which come as {@link RuntimeException}s with a C++ backtrace, as the library's own. Stateless. */
public final class NativeErrors {
    /** In this order: CUDA; libtorch's CPU allocator on Windows, and on Linux; the C library, where a file cannot be mapped; C++. */
    private static final List<String> OUT_OF_MEMORY = List.of(
            "out of memory", "not enough memory", "can't allocate memory", "cannot allocate memory", "bad_alloc");

    private NativeErrors() {}

    /** The exception to give to a caller whose work failed with {@code failure}; the library's own pass unchanged. */
    public static InstGenieException translate(Throwable failure) {
        if (failure instanceof InstGenieException own) {
            return own;
        }
        String message = message(failure);
        if (isOutOfMemory(failure)) {
            return new DeviceOutOfMemoryException("the device has not enough memory: " + message, failure);
        }
        if (message.toLowerCase(Locale.ROOT).contains("cuda error")) {
            return new DeviceLostException("the device has failed: " + message, failure);
        }
        return new WorkerLostException("the edit failed: " + message, failure);
    }

    /** Whether a failure comes from libtorch: JavaCPP throws those as plain {@link RuntimeException}s, which nobody else does. */
    public static boolean isNative(Throwable failure) {
        return failure.getClass() == RuntimeException.class;
    }

    /** Whether {@code failure} says that memory could not be had: of a device, of the C heap, of mapped files or of the Java heap. */
    public static boolean isOutOfMemory(Throwable failure) {
        String message = message(failure).toLowerCase(Locale.ROOT);
        return failure instanceof OutOfMemoryError || OUT_OF_MEMORY.stream().anyMatch(message::contains);
    }

    /** A failure without the C++ backtrace that libtorch adds. */
    public static String message(Throwable failure) {
        String message = String.valueOf(failure.getMessage() == null ? failure : failure.getMessage());
        return message.lines().findFirst().orElse(message);
    }
}
