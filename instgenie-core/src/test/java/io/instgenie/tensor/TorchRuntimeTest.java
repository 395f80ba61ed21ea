package io.instgenie.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;

class TorchRuntimeTest {
    private static final long BLOCK = 100 << 10;
    private static final int BLOCKS = 500;

    /** Of a thread whose heap is not the first, and at its end: where the C library keeps it. */
    @Test
    void whatAThreadHasFreedGoesBack() throws InterruptedException {
        long[] resident = new long[3];
        Thread thread = new Thread(() -> {
            TorchRuntime.returnFreeMemory();
            resident[0] = Pointer.physicalBytes();
            List<Pointer> blocks = IntStream.range(0, BLOCKS)
                    .mapToObj(block -> Pointer.malloc(BLOCK))
                    .toList();
            blocks.forEach(block -> Pointer.memset(block, 1, BLOCK));
            resident[1] = Pointer.physicalBytes();
            blocks.forEach(Pointer::free);
            TorchRuntime.returnFreeMemory();
            resident[2] = Pointer.physicalBytes();
        });
        thread.start();
        thread.join();
        assertThat(resident[1] - resident[0]).isGreaterThan(BLOCKS * BLOCK / 2);
        assertThat(resident[2] - resident[0]).isLessThan(BLOCKS * BLOCK / 2);
    }
}
