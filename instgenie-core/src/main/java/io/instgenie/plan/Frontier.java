package io.instgenie.plan;

import java.util.Arrays;

/**
 * States of the pipeline none of which is at least as good as another in every number, each with a bound on the makespan it can
 * lead to, the node of the search tree it came from and the option that led to it. Not thread-safe.
 */
final class Frontier {
    private final int width;
    private final int capacity;
    private double[] states;
    private double[] bounds = new double[32];
    private int[] parents = new int[32];
    private int[] options = new int[32];
    private int size;
    private boolean overflowed;

    /**
     * An empty frontier.
     *
     * @param width numbers in a state
     * @param capacity how many states are kept at most
     */
    Frontier(int width, int capacity) {
        this.width = width;
        this.capacity = capacity;
        states = new double[32 * width];
    }

    void clear() {
        size = 0;
    }

    int size() {
        return size;
    }

    /** Whether a state ever went for want of room. */
    boolean overflowed() {
        return overflowed;
    }

    /** All states, {@code width} numbers each. */
    double[] states() {
        return states;
    }

    int parent(int i) {
        return parents[i];
    }

    int option(int i) {
        return options[i];
    }

    /**
     * Adds a state unless one that is as good is here, and drops those that it makes needless; beyond the capacity, the state
     * with the greatest bound goes.
     */
    void offer(double[] state, double bound, int parent, int option) {
        for (int i = 0; i < size; i++) {
            if (isNotLater(states, i * width, state, 0)) {
                return;
            }
        }
        int kept = 0;
        for (int i = 0; i < size; i++) {
            if (!isNotLater(state, 0, states, i * width)) {
                move(i, kept++);
            }
        }
        size = kept;
        if (size < capacity) {
            put(size++, state, bound, parent, option);
        } else {
            overflowed = true;
            int worst = worst();
            if (bound < bounds[worst]) {
                put(worst, state, bound, parent, option);
            }
        }
    }

    private int worst() {
        int worst = 0;
        for (int i = 1; i < size; i++) {
            if (bounds[i] > bounds[worst]) {
                worst = i;
            }
        }
        return worst;
    }

    private boolean isNotLater(double[] a, int atA, double[] b, int atB) {
        for (int k = 0; k < width; k++) {
            if (a[atA + k] > b[atB + k]) {
                return false;
            }
        }
        return true;
    }

    private void move(int from, int to) {
        if (from != to) {
            System.arraycopy(states, from * width, states, to * width, width);
            bounds[to] = bounds[from];
            parents[to] = parents[from];
            options[to] = options[from];
        }
    }

    private void put(int i, double[] state, double bound, int parent, int option) {
        if (i == parents.length) {
            states = Arrays.copyOf(states, 2 * states.length);
            bounds = Arrays.copyOf(bounds, 2 * i);
            parents = Arrays.copyOf(parents, 2 * i);
            options = Arrays.copyOf(options, 2 * i);
        }
        System.arraycopy(state, 0, states, i * width, width);
        bounds[i] = bound;
        parents[i] = parent;
        options[i] = option;
    }
}
