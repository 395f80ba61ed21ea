package io.instgenie.benchmarks;

import io.instgenie.batching.BatchLimits;
import io.instgenie.batching.CheckedStepScheduler;
import io.instgenie.batching.JobQueue;
import io.instgenie.batching.JobView;
import io.instgenie.batching.StepSchedulerKind;
import io.instgenie.cost.JobSize;
import io.instgenie.cost.StepCost;
import io.instgenie.cost.Tier;
import io.instgenie.simulator.Profile;
import io.instgenie.simulator.PublishedProfile;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Time to choose a step's batch of 32 jobs, out of them and 32 that wait; as an engine does, checks included. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class SchedulerBenchmark {
    private static final int BATCH = 32;
    private static final int STEPS = 28;
    private static final int TEMPLATES = 8;
    private static final long BYTES = 1 << 20;

    @Param
    public StepSchedulerKind scheduler = StepSchedulerKind.CONTINUOUS;

    private final SplittableRandom random = new SplittableRandom(1);
    private final Profile profile = PublishedProfile.H100.profile();
    private final StepCost costs = new StepCost(profile.model(), profile.shape());
    private JobQueue<Job> queue = queue();
    private long ids;

    @Setup(Level.Trial)
    public void fill() {
        queue = queue();
        for (int job = 0; job < 2 * BATCH; job++) {
            queue.add(new Job());
        }
    }

    private JobQueue<Job> queue() {
        return new JobQueue<>(
                new CheckedStepScheduler(scheduler.create(), StepSchedulerKind.UNALIGNED.create(), complaint -> {
                    throw new IllegalStateException(complaint);
                }),
                BatchLimits.ofJobs(BATCH),
                () -> costs);
    }

    /** One step: whoever is done makes room for a job that waits, and another comes. */
    @Benchmark
    public List<Job> next() {
        List<Job> batch = queue.next(0);
        for (Job job : batch) {
            if (!job.step()) {
                queue.remove(job);
                queue.add(new Job());
            }
        }
        return batch;
    }

    /** Of a random mask on one of some templates. */
    public final class Job implements JobQueue.Job {
        private final long id = ids++;
        private final long template = 1 + random.nextInt(TEMPLATES);
        private final JobSize size = new JobSize(1 + random.nextInt(2000), profile.textTokens(), profile.imageTokens());
        private JobView view = at(0);

        private JobView at(int step) {
            return new JobView(id, template, Tier.HOST, step, STEPS - step, size, BYTES, id, JobView.NO_DEADLINE, 0);
        }

        boolean step() {
            boolean goesOn = view.stepsLeft() > 1;
            view = at(goesOn ? view.step() + 1 : 0);
            return goesOn;
        }

        @Override
        public JobView view() {
            return view;
        }
    }
}
