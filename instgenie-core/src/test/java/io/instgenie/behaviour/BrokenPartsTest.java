package io.instgenie.behaviour;

import static io.instgenie.behaviour.SmallEdits.engine;
import static io.instgenie.behaviour.SmallEdits.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.instgenie.EditEngine;
import io.instgenie.edit.EditHandle;
import io.instgenie.metrics.EngineListener;
import io.instgenie.routing.WorkerView;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a user plugs in may be wrong. */
@Timeout(180)
class BrokenPartsTest {
    /** A router that throws, a scheduler that invents, a listener that fails: each is replaced or ignored. */
    @Test
    void brokenPartsHurtNobody() {
        EngineListener broken = new EngineListener() {
            @Override
            public void stepped(int worker, int jobs, long rows, long waitNanos, long nanos) {
                throw new IllegalStateException("a listener fails, as a test");
            }
        };
        try (EditEngine engine = engine().workers(2)
                .router((job, workers) -> WorkerView.idle(99))
                .stepScheduler(state -> List.of())
                .listener(broken)
                .build()) {
            List<EditHandle> handles = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                handles.add(engine.submit(request().seed(i).build()));
            }
            assertThat(handles)
                    .allSatisfy(handle ->
                            assertThat(handle.join().provenance().steps()).isEqualTo(4));
        }
    }
}
