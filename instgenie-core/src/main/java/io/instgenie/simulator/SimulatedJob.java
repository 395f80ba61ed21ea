package io.instgenie.simulator;

import io.instgenie.batching.JobQueue;
import io.instgenie.batching.JobView;
import io.instgenie.cost.Demand;
import io.instgenie.cost.Tier;

/** A request on its way through a simulated worker. */
final class SimulatedJob implements JobQueue.Job {
    private final Demand routedDemand;
    private JobView view;

    /**
     * @param routedDemand what it asks of a step, as it was when it was routed
     */
    SimulatedJob(JobView view, Demand routedDemand) {
        this.view = view;
        this.routedDemand = routedDemand;
    }

    @Override
    public JobView view() {
        return view;
    }

    int template() {
        return (int) view.template();
    }

    Demand routedDemand() {
        return routedDemand;
    }

    /** Does a step. */
    void step(Tier tier) {
        view = new JobView(
                view.id(),
                view.template(),
                tier,
                view.step() + 1,
                view.stepsLeft() - 1,
                view.size(),
                view.bytes(),
                view.arrivalNanos(),
                view.deadlineNanos(),
                view.priority());
    }

    boolean isDone() {
        return view.stepsLeft() == 0;
    }
}
