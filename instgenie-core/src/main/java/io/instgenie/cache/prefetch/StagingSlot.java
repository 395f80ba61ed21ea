package io.instgenie.cache.prefetch;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** A place for one load, which grows to the largest it had to take. Used by one at a time. */
final class StagingSlot {
    private final IntFunction<ByteBuffer> allocator;
    private @Nullable ByteBuffer buffer;

    StagingSlot(IntFunction<ByteBuffer> allocator) {
        this.allocator = allocator;
    }

    /** Room for {@code bytes}, all of them remaining. */
    ByteBuffer take(int bytes) {
        ByteBuffer room = buffer;
        if (room == null || room.capacity() < bytes) {
            buffer = null; // the old one may go before the new one comes
            room = allocator.apply(bytes).order(ByteOrder.nativeOrder());
            buffer = room;
        }
        return room.clear().limit(bytes);
    }
}
