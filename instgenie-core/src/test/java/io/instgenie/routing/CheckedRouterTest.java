package io.instgenie.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.instgenie.cost.JobSize;
import io.instgenie.cost.Tier;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CheckedRouterTest {
    private static final WorkerView FIRST = WorkerView.idle(0);
    private static final WorkerView SECOND = WorkerView.idle(1);
    private static final RoutedJob JOB = new RoutedJob(new JobSize(1, 0, 1), 1, new TemplatePlaces() {
        @Override
        public Tier tier(int worker) {
            return Tier.HOST;
        }

        @Override
        public int stepsLeft(int worker) {
            return 0;
        }
    });

    private final List<String> complaints = new ArrayList<>();

    @Test
    void aGoodChoiceStands() {
        assertThat(route((job, workers) -> SECOND)).isSameAs(SECOND);
        assertThat(complaints).isEmpty();
    }

    @Test
    void aRouterThatThrowsIsNamed() {
        Router broken = (job, workers) -> {
            throw new IllegalStateException("lost");
        };
        assertThat(route(broken)).isSameAs(FIRST);
        assertThat(complaints)
                .singleElement()
                .asString()
                .contains(broken.getClass().getName())
                .contains("lost");
    }

    @Test
    void aWorkerThatIsNotThereIsNamed() {
        assertThat(route((job, workers) -> WorkerView.idle(9))).isSameAs(FIRST);
        assertThat(complaints).singleElement().asString().contains("worker=9").contains("no worker in service");
    }

    private WorkerView route(Router router) {
        return new CheckedRouter(router, new LeastRequests(), complaints::add).route(JOB, List.of(FIRST, SECOND));
    }
}
