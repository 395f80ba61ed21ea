package io.instgenie.routing;

import io.instgenie.cost.Demand;
import io.instgenie.cost.StepCost;
import io.instgenie.cost.Tier;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The worker on which a job costs the least: Algorithm 2 of the InstGenIE paper (arXiv 2505.20600), which adds the job to each worker's
 * batch and compares the steps that result, on our cost model and over all the steps to come.
 *
 * <p>A job's cost on a worker is the time until it is done there, behind and beside all the work the worker has, and the time by which it
 * holds up the others. What a worker must load or compute for the job's template is part of that, less what it shares with an
 * edit of the same template there, which would wait for it ({@link io.instgenie.batching.PhaseAlignment}); so jobs go where their
 * template lies or is in use as far as that is worth it, by no rule of its own.
 */
public final class MaskAware implements Router {
    private final Supplier<StepCost> costs;

    /** A router that asks for the present costs with every job. */
    public MaskAware(Supplier<StepCost> costs) {
        this.costs = costs;
    }

    @Override
    public WorkerView route(RoutedJob job, List<WorkerView> workers) {
        StepCost now = costs.get();
        Cost cost = new Cost(
                job.steps(), now.step().computeSeconds(), now.edit(job.size()).computeSeconds());
        boolean dense = job.isDense();
        Demand template = dense ? Demand.NONE : now.template(job.size(), null);
        Tier tier = null;
        WorkerView best = workers.get(0);
        double least = Double.POSITIVE_INFINITY;
        for (WorkerView worker : workers) {
            if (cost.atLeast(worker) >= least) {
                continue;
            }
            int shared = 0;
            if (!dense) {
                @Nullable Tier tierHere = job.template().tier(worker.worker());
                if (tierHere != tier) {
                    tier = tierHere;
                    template = now.template(job.size(), tier);
                }
                shared = worker.requests() == 0
                        ? 0
                        : Math.min(job.steps(), job.template().stepsLeft(worker.worker()));
            }
            double here = cost.on(worker, template, shared);
            if (here < least) {
                least = here;
                best = worker;
            }
        }
        return best;
    }

    /**
     * What one job costs.
     *
     * @param fixed seconds of every step
     * @param edit seconds of the job's own rows in a step
     */
    private record Cost(int steps, double fixed, double edit) {
        /** What no template changes. */
        double atLeast(WorkerView worker) {
            return worker.work().computeSeconds() + steps * (edit + fixed);
        }

        /** Alone with its template, or sharing it for some steps, whichever is less. */
        double on(WorkerView worker, Demand template, int sharedSteps) {
            double alone = seconds(worker, template, steps);
            if (sharedSteps == 0 || template == Demand.NONE) {
                return alone;
            }
            int gap = steps - sharedSteps;
            double wait = gap * step(worker, Demand.NONE, 0); // of the edit that waits for this one
            return Math.min(alone, seconds(worker, template, gap) + wait);
        }

        /** Seconds that pass for this job and, through it, for the jobs that are there. */
        private double seconds(WorkerView worker, Demand template, int templateSteps) {
            Demand work = worker.work();
            double done = Demand.seconds(
                    work.computeSeconds() + steps * (edit + fixed) + templateSteps * template.computeSeconds(),
                    work.loadSeconds() + templateSteps * template.loadSeconds(),
                    work.templateSeconds() + templateSteps * template.templateSeconds());
            if (worker.requests() == 0) {
                return done;
            }
            double share = (double) templateSteps / steps;
            double longer = step(worker, template.times(share), edit) - step(worker, Demand.NONE, 0);
            return done + worker.stepsLeft() * longer;
        }

        /** Seconds of an average step of a worker, with more to do. */
        private double step(WorkerView worker, Demand more, double moreCompute) {
            double perStep = (double) worker.requests() / Math.max(1, worker.stepsLeft());
            return Demand.seconds(
                    fixed + perStep * worker.work().computeSeconds() + more.computeSeconds() + moreCompute,
                    perStep * worker.work().loadSeconds() + more.loadSeconds(),
                    perStep * worker.work().templateSeconds() + more.templateSeconds());
        }
    }
}
