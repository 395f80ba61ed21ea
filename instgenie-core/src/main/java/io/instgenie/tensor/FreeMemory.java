package io.instgenie.tensor;

import java.util.ArrayDeque;
import java.util.Deque;
import org.bytedeco.javacpp.Pointer;

/**
 * The C heap's free blocks, given back to the operating system. glibc has a heap for every few threads. What is free between blocks, {@code
 * malloc_trim} gives back in all of them; what is free behind the last block, only in the main one. Elsewhere every page behind it that was
 * ever used stays. So the calling thread's heap gets blocks behind that end while it is trimmed. Harmless with other C libraries.
 * Stateless.
 */
final class FreeMemory {
    /** glibc serves blocks up to this size from its heap once one of that size was freed; larger ones it maps and unmaps each time. */
    static final long LARGEST_HEAP_BLOCK = (32L << 20) - (64 << 10);

    /**
     * A heap grows by pieces of 64 MB: two blocks at most fit behind the end of the last one, some may find room between others, and the rest
     * lie in new pieces. Nothing is written to them, so that they take no memory.
     */
    private static final int BLOCKS = 8;

    private FreeMemory() {}

    /** Gives back what is free between blocks in all heaps, and behind the last block of the calling thread's. */
    static void giveBack() {
        Deque<Pointer> blocks = new ArrayDeque<>();
        for (int i = 0; i < BLOCKS; i++) {
            Pointer block = Pointer.malloc(LARGEST_HEAP_BLOCK);
            if (block != null) {
                blocks.push(block);
            }
        }
        Pointer behind = blocks.poll();
        blocks.forEach(Pointer::free);
        Pointer.trimMemory();
        if (behind != null) {
            Pointer.free(behind);
        }
    }
}
