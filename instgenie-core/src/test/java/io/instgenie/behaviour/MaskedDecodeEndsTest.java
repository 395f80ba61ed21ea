package io.instgenie.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import io.instgenie.EditEngine;
import io.instgenie.edit.EditHandle;
import io.instgenie.edit.EditMask;
import io.instgenie.edit.EditMode;
import io.instgenie.edit.EditRequest;
import io.instgenie.edit.Template;
import java.util.concurrent.CountDownLatch;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Edits that end while their decode around the mask is queued leave no native object behind. */
@Timeout(180)
class MaskedDecodeEndsTest {
    private static final int STEPS = 3;

    @Test
    void cancelledWhileQueued() throws InterruptedException {
        cancel();
        long before = Pointer.totalCount(); // what the first engine loaded stays
        cancel();
        cancel();
        assertThat(Pointer.totalCount()).isLessThanOrEqualTo(before);
    }

    @Test
    void closedWhileQueued() throws InterruptedException {
        close();
        long before = Pointer.totalCount();
        close();
        close();
        assertThat(Pointer.totalCount()).isLessThanOrEqualTo(before);
    }

    private static void cancel() throws InterruptedException {
        try (EditEngine engine = engine();
                HeldDecoder held = new HeldDecoder(engine)) {
            EditHandle queued = held.queue();
            assertThat(queued.cancel()).isTrue();
            held.release();
            assertThat(held.holder.join().image()).isNotNull();
            assertThat(queued.future()).isDone();
        }
    }

    private static void close() throws InterruptedException {
        EditEngine engine = engine();
        HeldDecoder held = new HeldDecoder(engine);
        EditHandle queued = held.queue();
        Thread closer = new Thread(engine::close);
        closer.start();
        held.release();
        closer.join();
        assertThat(held.holder.future()).isDone();
        assertThat(queued.future()).isDone();
    }

    private static EditEngine engine() {
        EditEngine engine = EditEngine.builder().maskedDecode(true).build();
        engine.register(Template.builder("scene", EmbeddedSample.FROG.scene())
                .maxSequenceLength(24)
                .build());
        return engine;
    }

    private static EditRequest.Builder request() {
        return EditRequest.builder()
                .template("scene")
                .mask(EditMask.rectangle(256, 256, 40, 40, 100, 100))
                .prompt("apple")
                .numInferenceSteps(STEPS)
                .maxSequenceLength(24)
                .mode(EditMode.CACHED);
    }

    /** Holds the thread that decodes while it reports a preview. */
    private static final class HeldDecoder implements AutoCloseable {
        private final CountDownLatch held = new CountDownLatch(1);
        private final CountDownLatch released = new CountDownLatch(1);
        private final EditEngine engine;
        private final EditHandle holder;

        HeldDecoder(EditEngine engine) throws InterruptedException {
            this.engine = engine;
            holder = engine.submit(request().previews(true).build());
            holder.onProgress(progress -> {
                held.countDown();
                await(released);
            });
            held.await();
        }

        /** An edit that is all denoised; its decode waits. */
        EditHandle queue() throws InterruptedException {
            CountDownLatch denoised = new CountDownLatch(1);
            EditHandle queued = engine.submit(request().build());
            queued.onProgress(progress -> {
                if (progress.step() == progress.steps()) {
                    denoised.countDown();
                }
            });
            denoised.await();
            return queued;
        }

        void release() {
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
}
