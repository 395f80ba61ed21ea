package io.instgenie.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import io.instgenie.edit.DeviceLostException;
import io.instgenie.edit.DeviceOutOfMemoryException;
import io.instgenie.edit.InvalidRequestException;
import io.instgenie.edit.WorkerLostException;
import org.junit.jupiter.api.Test;

class NativeErrorsTest {
    @Test
    void memoryThatRanOutIsToldFromADeviceThatIsGone() {
        assertThat(translated(
                        "CUDA out of memory. Tried to allocate 2.00 GiB. GPU 0 has a total capacity of 79.10 GiB"))
                .isInstanceOf(DeviceOutOfMemoryException.class);
        assertThat(translated("CUDA error: out of memory\nCUDA kernel errors might be asynchronously reported"))
                .isInstanceOf(DeviceOutOfMemoryException.class);
        assertThat(translated("[enforce fail at alloc_cpu.cpp:124] . DefaultCPUAllocator: not enough memory"))
                .isInstanceOf(DeviceOutOfMemoryException.class);
        assertThat(
                        translated(
                                "[enforce fail at alloc_cpu.cpp:127] err == 0. DefaultCPUAllocator: can't allocate memory: you tried to "
                                        + "allocate 4194304 bytes. Error code 12 (Cannot allocate memory)\nframe #0: c10::ThrowEnforceNotMet"))
                .isInstanceOf(DeviceOutOfMemoryException.class)
                .hasMessageEndingWith("Error code 12 (Cannot allocate memory)");
        assertThat(translated("unable to mmap 8589934592 bytes from file <weights>: Cannot allocate memory (12)"))
                .isInstanceOf(DeviceOutOfMemoryException.class);
        assertThat(translated("std::bad_alloc")).isInstanceOf(DeviceOutOfMemoryException.class);
        assertThat(translated("CUDA error: an illegal memory access was encountered"))
                .isInstanceOf(DeviceLostException.class);
        assertThat(NativeErrors.translate(new OutOfMemoryError("heap"))).isInstanceOf(DeviceOutOfMemoryException.class);
    }

    @Test
    void messagesHaveTheFirstLineAndNoBacktrace() {
        assertThat(translated("shapes do not fit\nException raised from here\nframe #0"))
                .isExactlyInstanceOf(WorkerLostException.class)
                .hasMessage("the edit failed: shapes do not fit");
    }

    @Test
    void ownExceptionsPass() {
        InvalidRequestException own = new InvalidRequestException("own");
        assertThat(NativeErrors.translate(own)).isSameAs(own);
    }

    private static Throwable translated(String message) {
        return NativeErrors.translate(new RuntimeException(message));
    }
}
