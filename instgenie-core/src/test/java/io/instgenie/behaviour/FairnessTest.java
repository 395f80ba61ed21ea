package io.instgenie.behaviour;

import static io.instgenie.behaviour.SmallEdits.engine;
import static io.instgenie.behaviour.SmallEdits.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.instgenie.EditEngine;
import io.instgenie.edit.EditHandle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tenants share, and priorities pass. */
@Timeout(180)
class FairnessTest {
    @Test
    void tenantsTakeTurnsAndPrioritiesPass() {
        List<String> order = new CopyOnWriteArrayList<>();
        try (EditEngine engine = engine().maxBatchSize(1).build()) {
            for (int i = 0; i < 3; i++) {
                engine.edit(request(i)); // from which it learns what edits cost
            }
            List<EditHandle> handles = new ArrayList<>();
            try (HeldEngine held = HeldEngine.hold(engine)) {
                for (int i = 0; i < 10; i++) {
                    handles.add(submit(engine, "flood", 0, order));
                }
                handles.add(submit(engine, "seldom", 0, order));
                handles.add(submit(engine, "urgent", 1, order));
                awaitEncoding(engine);
            }
            handles.forEach(EditHandle::join);
        }
        assertThat(order).startsWith("urgent").endsWith("flood");
        assertThat(order.indexOf("seldom")).isLessThanOrEqualTo(5);
    }

    private static EditHandle submit(EditEngine engine, String tenant, int priority, List<String> order) {
        return engine.submit(request().tenant(tenant).priority(priority).build())
                .onProgress(progress -> {
                    if (progress.step() == 1) {
                        order.add(tenant);
                    }
                });
    }

    /** Edits are encoded one by one; one that is late by then ends there. */
    private static void awaitEncoding(EditEngine engine) {
        EditHandle last = engine.submit(request().deadline(Duration.ofNanos(1)).build());
        await().until(() -> last.future().isDone());
    }
}
