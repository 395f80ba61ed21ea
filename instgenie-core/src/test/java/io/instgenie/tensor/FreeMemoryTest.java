package io.instgenie.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;

class FreeMemoryTest {
    private static final int BLOCKS = 24;
    private static final long BLOCK_BYTES = 2L << 20;
    private static final int THREADS = 4;

    /** Of several threads, most have a heap that is not the main one. */
    @Test
    void whatAThreadFreedLastIsGivenBack() {
        TorchRuntime.load();
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);

        List<Long> left = IntStream.range(0, THREADS)
                .mapToObj(thread -> CompletableFuture.supplyAsync(FreeMemoryTest::useAndGiveBack, threads)
                        .join())
                .toList();

        threads.shutdown();
        assertThat(left).allMatch(bytes -> bytes < BLOCKS * BLOCK_BYTES / 4);
    }

    @Test
    void whatIsInUseIsKept() {
        TorchRuntime.load();
        Pointer used = Pointer.malloc(BLOCK_BYTES);
        Pointer.memset(used, 7, BLOCK_BYTES);

        FreeMemory.giveBack();

        Pointer expected = Pointer.malloc(BLOCK_BYTES);
        Pointer.memset(expected, 7, BLOCK_BYTES);
        assertThat(Pointer.memcmp(used, expected, BLOCK_BYTES)).isZero();
        Pointer.free(used);
        Pointer.free(expected);
    }

    /** Bytes by which the process grew. */
    private static long useAndGiveBack() {
        FreeMemory.giveBack();
        long before = residentBytes();
        List<Pointer> blocks =
                Stream.generate(() -> Pointer.malloc(BLOCK_BYTES)).limit(BLOCKS).toList();
        blocks.forEach(block -> Pointer.memset(block, 1, BLOCK_BYTES));
        blocks.forEach(Pointer::free);
        FreeMemory.giveBack();
        return residentBytes() - before;
    }

    private static long residentBytes() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
            return lines.filter(line -> line.startsWith("RssAnon:"))
                            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                            .findFirst()
                            .orElseThrow()
                    << 10;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
