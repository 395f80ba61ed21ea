package io.instgenie.tensor;

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

/** What is left in memory of the C heap that threads used: a program, since a JVM that ran engines before has heaps of many shapes. */
final class HeapUse {
    static final long BYTES = 48L << 20;
    private static final long BLOCK_BYTES = 2L << 20;

    private static final int THREADS = 4;

    private HeapUse() {}

    /** Prints for each of several threads by how many bytes the process grew while the thread used its heap and gave it back. */
    public static void main(String[] arguments) {
        TorchRuntime.load();
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        IntStream.range(0, THREADS)
                .mapToObj(thread -> CompletableFuture.supplyAsync(HeapUse::leftAfterUse, threads)
                        .join())
                .forEach(System.out::println);
        threads.shutdown();
    }

    private static long leftAfterUse() {
        FreeMemory.giveBack();
        long before = residentBytes();
        useAndFree();
        FreeMemory.giveBack();
        return residentBytes() - before;
    }

    /** Fills so many bytes of the calling thread's heap, and frees them. */
    private static void useAndFree() {
        List<Pointer> blocks = Stream.generate(() -> Pointer.malloc(BLOCK_BYTES))
                .limit(BYTES / BLOCK_BYTES)
                .toList();
        blocks.forEach(block -> Pointer.memset(block, 1, BLOCK_BYTES));
        blocks.forEach(Pointer::free);
    }

    /** Of the process, without files. */
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
