package io.instgenie.simulator;

import io.instgenie.cost.RecentRows;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/**
 * A host: where templates lie, and what encodes and decodes, one at a time each, on the processors that its workers use too. Not
 * thread-safe.
 */
final class SimulatedHost {
    private final HostCache cache;
    private final SharedProcessors processors;
    private final RecentRows recentRows = new RecentRows();
    private final Stage encoder;
    private final Stage decoder;

    /** The numbers of its encoder and decoder on the agenda, and what an edit takes there. */
    record Stages(int encoder, long encodeNanos, int decoder, long decodeNanos) {}

    /** Tells whether nobody waits for a request any more when its turn comes, so that it is dropped. */
    @FunctionalInterface
    interface GivenUp {
        boolean test(int request, long now);
    }

    /** @param givenUp asked before a request is encoded; one that has done its steps is decoded in any case */
    SimulatedHost(HostCache cache, SharedProcessors processors, Stages stages, GivenUp givenUp) {
        this.cache = cache;
        this.processors = processors;
        encoder = new Stage(stages.encoder(), stages.encodeNanos(), givenUp);
        decoder = new Stage(stages.decoder(), stages.decodeNanos(), (request, now) -> false);
    }

    HostCache cache() {
        return cache;
    }

    SharedProcessors processors() {
        return processors;
    }

    RecentRows recentRows() {
        return recentRows;
    }

    Stage encoder() {
        return encoder;
    }

    Stage decoder() {
        return decoder;
    }

    /** Serves requests one after the other. */
    final class Stage {
        private final SharedProcessors.Activity activity;
        private final long nanos;
        private final GivenUp givenUp;
        private final Deque<Integer> requests = new ArrayDeque<>();

        private Stage(int number, long nanos, GivenUp givenUp) {
            this.activity = new SharedProcessors.Activity(number, 1, 0);
            this.nanos = nanos;
            this.givenUp = givenUp;
        }

        /** A request came; one that takes no time goes on at once. */
        void add(int request, long now, Consumer<Integer> next) {
            if (nanos == 0) {
                next.accept(request);
                return;
            }
            requests.add(request);
            if (requests.size() == 1) {
                beginNext(now);
            }
        }

        /** The request at hand is done. */
        int end(long now) {
            processors.end(activity, now);
            int done = requests.remove();
            beginNext(now);
            return done;
        }

        private void beginNext(long now) {
            while (!requests.isEmpty() && givenUp.test(requests.element(), now)) {
                requests.remove();
            }
            if (!requests.isEmpty()) {
                processors.begin(activity, nanos, now);
            }
        }
    }
}
