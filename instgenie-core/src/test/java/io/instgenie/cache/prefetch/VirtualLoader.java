package io.instgenie.cache.prefetch;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;

/** A loader whose tasks run when the test says so, and a clock that goes on by what each load is said to take. */
final class VirtualLoader implements Executor, LongSupplier {
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final List<Integer> begun = new ArrayList<>();
    private long now = Long.MAX_VALUE - 10; // a nanosecond clock may wrap

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }

    @Override
    public long getAsLong() {
        return now;
    }

    void advance(long nanos) {
        now += nanos;
    }

    /** Runs the next task, if there is one. */
    boolean run() {
        Runnable task = tasks.poll();
        if (task != null) {
            task.run();
        }
        return task != null;
    }

    void runAll() {
        while (run()) {
            // until there is none
        }
    }

    int tasks() {
        return tasks.size();
    }

    /** The numbers of the loads that ran, in order. */
    List<Integer> begun() {
        return begun;
    }

    /** Loads so many bytes, all of them {@code number}. */
    BlockLoad load(int number, int bytes, long nanos) {
        return new BlockLoad() {
            @Override
            public int bytes() {
                return bytes;
            }

            @Override
            public void load(ByteBuffer slot) throws IOException {
                begun.add(number);
                now += nanos;
                while (slot.hasRemaining()) {
                    slot.put((byte) number);
                }
            }
        };
    }

    /** Fails. */
    BlockLoad failing(int number, IOException failure) {
        return new BlockLoad() {
            @Override
            public int bytes() {
                return 1;
            }

            @Override
            public void load(ByteBuffer slot) throws IOException {
                begun.add(number);
                throw failure;
            }
        };
    }
}
