package io.instgenie.behaviour;

import static io.instgenie.behaviour.SmallEdits.engine;
import static io.instgenie.behaviour.SmallEdits.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.instgenie.EditEngine;
import io.instgenie.batching.StepSchedulerKind;
import io.instgenie.edit.EditHandle;
import io.instgenie.routing.RouterKind;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An edit's picture is the same on any number of workers. */
@Timeout(180)
class WorkersDoNotChangePicturesTest {
    @Test
    void picturesDoNotDependOnTheNumberOfWorkers() {
        try (EditEngine one = engine().maxBatchSize(1).build();
                EditEngine three = engine().workers(3).build()) {
            List<EditHandle> handles = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                handles.add(three.submit(request().seed(i).build()));
            }
            for (int i = 0; i < 12; i++) {
                assertThat(Samples.largestDifference(
                                handles.get(i).join().image(),
                                one.edit(request().seed(i).build()).image()))
                        .isLessThanOrEqualTo(1);
            }
        }
    }

    /** The same steps, each edit alone, wherever it is: the same picture bit for bit. */
    @Test
    void picturesAreEqualWhereBatchesAre() {
        try (EditEngine one = engine().maxBatchSize(1).threads(1).build();
                EditEngine two = engine().maxBatchSize(1)
                        .threads(2)
                        .workers(2)
                        .router(RouterKind.ROUND_ROBIN)
                        .stepScheduler(StepSchedulerKind.STATIC)
                        .build()) {
            List<EditHandle> handles = new ArrayList<>();
            for (int i = 0; i < 24; i++) {
                handles.add(two.submit(request().seed(i).build()));
            }
            for (int i = 0; i < 24; i++) {
                assertThat(handles.get(i).join().image())
                        .isEqualTo(one.edit(request().seed(i).build()).image());
            }
        }
    }
}
