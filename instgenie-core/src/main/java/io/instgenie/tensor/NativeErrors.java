package io.instgenie.tensor;

import io.instgenie.edit.DeviceLostException;
import io.instgenie.edit.DeviceOutOfMemoryException;
import io.instgenie.edit.InstGenieException;
import io.instgenie.edit.WorkerLostException;
import java.util.Locale;

/** libtorch's errors, which come as {@link RuntimeException}s with a C++ backtrace, as the library's own. Stateless. */
public final class NativeErrors {
    private NativeErrors() {}

    /** The exception to give to a caller whose work failed with {@code failure}; the library's own pass unchanged. */
    public static InstGenieException translate(Throwable failure) {
        if (failure instanceof InstGenieException own) {
            return own;
        }
        String message = message(failure);
        String lower = message.toLowerCase(Locale.ROOT);
        if (failure instanceof OutOfMemoryError
                || lower.contains("not enough memory")
                || lower.contains("out of memory")) {
            return new DeviceOutOfMemoryException("the device has not enough memory: " + message, failure);
        }
        if (lower.contains("cuda error")) {
            return new DeviceLostException("the device has failed: " + message, failure);
        }
        return new WorkerLostException("the edit failed: " + message, failure);
    }

    /** Whether a failure comes from libtorch: JavaCPP throws those as plain {@link RuntimeException}s, which nobody else does. */
    public static boolean isNative(Throwable failure) {
        return failure.getClass() == RuntimeException.class;
    }

    /** A failure's message without the C++ backtrace that libtorch adds. */
    public static String message(Throwable failure) {
        String message = String.valueOf(failure.getMessage() == null ? failure : failure.getMessage());
        return message.lines().findFirst().orElse(message);
    }
}
