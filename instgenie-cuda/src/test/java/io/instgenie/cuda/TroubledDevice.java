package io.instgenie.cuda;

import io.instgenie.edit.DeviceLostException;
import io.instgenie.edit.DeviceOutOfMemoryException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Devices whose calls fail as a GPU's do. */
final class TroubledDevice {
    /** What becomes of the next call. */
    private interface Trouble {
        /** What it fails with, or null. */
        @Nullable
        RuntimeException of(String call);
    }

    private TroubledDevice() {}

    /** Fails for ever once it has been waited for so often, as one does after an illegal address. */
    static DeviceApi dying(DeviceApi device, int lives) {
        AtomicInteger left = new AtomicInteger(lives);
        return of(device, call -> {
            int alive = call.equals("synchronize") ? left.getAndDecrement() : left.get();
            return alive > 0 ? null : new DeviceLostException("cudaErrorIllegalAddress, as a test");
        });
    }

    /** Finds no memory for the next copy, in the midst of a step, whenever {@code full} is set; that is cleared then. */
    static DeviceApi outOfMemory(DeviceApi device, AtomicBoolean full) {
        return of(
                device,
                call -> call.equals("copyToDevice") && full.getAndSet(false)
                        ? new DeviceOutOfMemoryException("cudaErrorMemoryAllocation, as a test")
                        : null);
    }

    private static DeviceApi of(DeviceApi device, Trouble trouble) {
        return (DeviceApi) Proxy.newProxyInstance(
                DeviceApi.class.getClassLoader(), new Class<?>[] {DeviceApi.class}, (proxy, method, arguments) -> {
                    RuntimeException failure = trouble.of(method.getName());
                    if (failure != null) {
                        throw failure;
                    }
                    try {
                        return method.invoke(device, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
