package io.instgenie.batching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.instgenie.cost.JobSize;
import io.instgenie.cost.Tier;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * 100,000 jobs for each scheduler on a virtual clock, in four queues: they come in floods, are cancelled, fail, and move to another queue
 * when theirs is lost. Each ends once, after its own number of steps if it ends well.
 */
class JobAccountingTest {
    private static final int JOBS = 100_000;
    private static final int QUEUES = 4;
    private static final long SEED = 20_505L;

    private final Random random = new Random(SEED);
    private final BatchLimits limits = new BatchLimits(6, 3000, 40, 20);
    private final List<JobQueue<TestJob>> queues = new ArrayList<>();
    private final Set<Long> ended = new HashSet<>();
    private int done;
    private int cancelled;
    private int failed;
    private int restarts;
    private long longestWait;

    @ParameterizedTest
    @EnumSource
    void everyJobEndsOnce(StepSchedulerKind kind) {
        CheckedStepScheduler checked = new CheckedStepScheduler(
                kind.create(), state -> fail("no fall-back is needed"), complaint -> fail(complaint));
        for (int i = 0; i < QUEUES; i++) {
            queues.add(new JobQueue<>(checked, limits, () -> Jobs.COSTS));
        }
        int submitted = 0;
        long now = 0;
        while (ended.size() < JOBS) {
            now += Jobs.SECOND / 100;
            for (int n = random.nextInt(8); n > 0 && submitted < JOBS && waiting() < 200; n--) {
                queues.get(random.nextInt(QUEUES)).add(new TestJob(job(submitted++, now)));
            }
            for (JobQueue<TestJob> queue : queues) {
                turn(queue, now);
            }
            if (random.nextInt(200) == 0) {
                lose(queues.get(random.nextInt(QUEUES)));
            }
        }
        assertThat(done + cancelled + failed).as("seed %d", SEED).isEqualTo(JOBS);
        assertThat(done).isGreaterThan(JOBS / 2);
        assertThat(cancelled).isPositive();
        assertThat(failed).isPositive();
        assertThat(restarts).isPositive();
        assertThat(queues).allMatch(JobQueue::isEmpty);
        assertThat(longestWait).as("nobody starves, seed %d", SEED).isLessThan(200 * Jobs.SECOND);
    }

    private int waiting() {
        return queues.stream().mapToInt(JobQueue::waiting).sum();
    }

    private void turn(JobQueue<TestJob> queue, long now) {
        queue.removeIf(job -> random.nextInt(2000) == 0, job -> {
            cancelled++;
            end(job);
        });
        for (TestJob job : queue.next(now)) {
            longestWait = Math.max(longestWait, now - job.lastStep);
            if (random.nextInt(1000) == 0) {
                queue.remove(job);
                failed++;
                end(job);
                continue;
            }
            job.step(now);
            if (job.left == 0) {
                queue.remove(job);
                assertThat(job.taken).isEqualTo(job.steps);
                done++;
                end(job);
            }
        }
    }

    /** A worker is lost: its jobs begin anew in other queues. */
    private void lose(JobQueue<TestJob> lost) {
        List<TestJob> orphans = new ArrayList<>();
        lost.removeIf(job -> true, orphans::add);
        for (TestJob orphan : orphans) {
            orphan.restart();
            restarts++;
            queues.get(random.nextInt(QUEUES)).add(orphan);
        }
    }

    private void end(TestJob job) {
        assertThat(ended.add(job.view().id())).as("ended once").isTrue();
    }

    private JobView job(long id, long now) {
        int image = 100 + random.nextInt(900);
        int steps = 1 + random.nextInt(12);
        return new JobView(
                id,
                random.nextInt(5),
                Tier.HOST,
                0,
                steps,
                new JobSize(1 + random.nextInt(image), random.nextInt(50), image),
                random.nextInt(12),
                now,
                random.nextInt(4) == 0 ? now + random.nextInt(20) * Jobs.SECOND : JobView.NO_DEADLINE,
                random.nextInt(3));
    }

    private static final class TestJob implements JobQueue.Job {
        private final int steps;
        private JobView view;
        private int left;
        private int taken;
        private long lastStep;

        TestJob(JobView view) {
            this.view = view;
            steps = view.stepsLeft();
            left = steps;
            lastStep = view.arrivalNanos();
        }

        @Override
        public JobView view() {
            return view;
        }

        void step(long now) {
            left--;
            taken++;
            lastStep = now;
            see(taken);
        }

        void restart() {
            left = steps;
            taken = 0;
            see(0);
        }

        private void see(int step) {
            view = new JobView(
                    view.id(),
                    view.template(),
                    view.tier(),
                    step,
                    left,
                    view.size(),
                    view.bytes(),
                    view.arrivalNanos(),
                    view.deadlineNanos(),
                    view.priority());
        }
    }
}
