package io.instgenie.cache.prefetch;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A load on its way through a {@link Prefetcher}, which guards it. */
final class PendingLoad {
    /** Where it is; from left to right, each step possible once. */
    enum State {
        QUEUED,
        /** It has a slot, and the loader was asked. */
        ISSUED,
        LOADING,
        STAGED,
        FAILED,
        /** Given to whoever waited, or given up. */
        GONE
    }

    final BlockLoad load;
    State state = State.QUEUED;

    @Nullable
    StagingSlot slot;

    @Nullable
    ByteBuffer staged;

    @Nullable
    Throwable failure;

    PendingLoad(BlockLoad load) {
        this.load = load;
    }

    boolean isUnderWay() {
        return state == State.QUEUED || state == State.ISSUED || state == State.LOADING;
    }
}
