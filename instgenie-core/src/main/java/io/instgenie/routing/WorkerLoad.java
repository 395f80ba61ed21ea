package io.instgenie.routing;

import io.instgenie.cost.Demand;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a worker's sums while jobs come, step and go. A job's demand is what it was when the job came, so that what was added is what is
 * taken away. Thread-safe.
 */
public final class WorkerLoad {
    private final int worker;
    private int requests;
    private long maskedTokens;
    private long stepsLeft;
    private double compute;
    private double load;
    private double template;
    private @Nullable WorkerView view;

    /** A worker without jobs. */
    public WorkerLoad(int worker) {
        this.worker = worker;
    }

    /** The worker now. */
    public synchronized WorkerView view() {
        WorkerView known = view;
        if (known == null) {
            known = new WorkerView(
                    worker,
                    requests,
                    maskedTokens,
                    stepsLeft,
                    new Demand(Math.max(0, compute), Math.max(0, load), Math.max(0, template)));
            view = known;
        }
        return known;
    }

    /** A job came. */
    public synchronized void add(int tokens, int steps, Demand perStep) {
        requests++;
        maskedTokens += tokens;
        change(steps, perStep);
    }

    /** A job did a step. */
    public synchronized void stepped(Demand perStep) {
        change(-1, perStep);
    }

    /** A job left, with steps to do if it was given up. */
    public synchronized void remove(int tokens, int steps, Demand perStep) {
        requests--;
        maskedTokens -= tokens;
        change(-steps, perStep);
    }

    private void change(int steps, Demand perStep) {
        stepsLeft += steps;
        if (requests == 0) { // forget the rounding errors
            compute = 0;
            load = 0;
            template = 0;
        } else {
            compute += steps * perStep.computeSeconds();
            load += steps * perStep.loadSeconds();
            template += steps * perStep.templateSeconds();
        }
        view = null; // many change before one asks
    }
}
