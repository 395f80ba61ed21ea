package io.instgenie.behaviour;

import io.instgenie.EditEngine;
import io.instgenie.edit.EditHandle;
import io.instgenie.edit.EditMask;
import io.instgenie.edit.EditRequest;
import java.util.concurrent.CountDownLatch;

/** Holds an engine between two steps of an edit that would be long, so that what is submitted meanwhile waits. */
final class HeldEngine implements AutoCloseable {
    private final CountDownLatch held = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);
    private final EditHandle holder;

    private HeldEngine(EditEngine engine) {
        holder = engine.submit(EditRequest.builder()
                .image(Samples.image(16, 16, 0))
                .mask(EditMask.full(16, 16))
                .numInferenceSteps(1000)
                .maxSequenceLength(8)
                .build());
        holder.onProgress(progress -> {
            held.countDown();
            await(released);
        });
    }

    /** Returns when the engine is held; one of its places is taken. */
    static HeldEngine hold(EditEngine engine) {
        HeldEngine held = new HeldEngine(engine);
        await(held.held);
        return held;
    }

    /** The edit that holds the engine. */
    EditHandle holder() {
        return holder;
    }

    /** Lets the engine go on, without the edit that held it. */
    void release() {
        holder.cancel();
        released.countDown();
    }

    @Override
    public void close() {
        release();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the engine closes
        }
    }
}
