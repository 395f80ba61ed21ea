package io.instgenie.batching;

import io.instgenie.cost.BlockWork;
import io.instgenie.cost.CostModel;
import io.instgenie.cost.DenoiserShape;
import io.instgenie.cost.JobSize;
import io.instgenie.cost.StepCost;
import io.instgenie.cost.Tier;
import java.util.List;

/** Jobs and costs with round numbers: a step takes 1 s and a row 1 ms more, loading a template 10 s from the host. */
final class Jobs {
    static final long SECOND = 1_000_000_000L;
    static final StepCost COSTS = costs();

    private Jobs() {}

    private static StepCost costs() {
        CostModel model = new CostModel(List.of("block"));
        for (int rows = 0; rows <= 3000; rows += 1000) {
            model.observeBlock("block", new BlockWork(rows, 0, 0), 1 + rows / 1000.0);
        }
        model.observeLoad(Tier.HOST, 1000, 10);
        model.observeLoad(Tier.HOST, 2000, 20);
        return new StepCost(model, DenoiserShape.of(List.of("block"), 1));
    }

    /** A dense job of 100 rows and 10 steps that came at second {@code id}. */
    static JobView job(long id) {
        return job(id, id, 0);
    }

    static JobView job(long id, long arrivalSecond, int priority) {
        return new JobView(
                id, 0, null, 0, 10, new JobSize(100, 0, 100), 1, arrivalSecond * SECOND, JobView.NO_DEADLINE, priority);
    }

    static JobView due(long id, long arrivalSecond, long deadlineSecond) {
        JobView job = job(id, arrivalSecond, 0);
        return new JobView(id, 0, null, 0, 10, job.size(), 1, job.arrivalNanos(), deadlineSecond * SECOND, 0);
    }

    static JobView sized(long id, int rows, long bytes) {
        return new JobView(id, 0, null, 0, 10, new JobSize(rows, 0, rows), bytes, id * SECOND, JobView.NO_DEADLINE, 0);
    }

    /** An edit of 10 of a template's 1010 tokens. */
    static JobView edit(long id, long template, int step, int stepsLeft) {
        return new JobView(
                id,
                template,
                Tier.HOST,
                step,
                stepsLeft,
                new JobSize(10, 0, 1010),
                1,
                id * SECOND,
                JobView.NO_DEADLINE,
                0);
    }

    static StepState state(long nowSecond, List<JobView> running, List<JobView> waiting, BatchLimits limits) {
        return new StepState(nowSecond * SECOND, running, waiting, limits, COSTS);
    }
}
