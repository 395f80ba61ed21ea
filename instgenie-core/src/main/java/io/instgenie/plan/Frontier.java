package io.instgenie.plan;

import java.util.Arrays;

/**
 * States of the pipeline none of which is at least as good as another in every number, each with the node of the search
 * tree it came from and the option that led to it. Not thread-safe.
 */
final class Frontier {
    private final int width;
    private double[] states;
    private int[] parents = new int[32];
    private int[] options = new int[32];
    private int size;

    Frontier(int width) {
        this.width = width;
        states = new double[32 * width];
    }

    void clear() {
        size = 0;
    }

    int size() {
        return size;
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

    /** Adds a state unless one that is as good is here, and drops those that it makes needless. */
    void offer(double[] state, int parent, int option) {
        int kept = 0;
        for (int i = 0; i < size; i++) {
            int at = i * width;
            boolean notLater = true;
            boolean notSooner = true;
            for (int k = 0; k < width; k++) {
                notLater &= states[at + k] <= state[k];
                notSooner &= states[at + k] >= state[k];
            }
            if (notLater) {
                // Whatever this state dominates, the one here does too, so nothing was dropped before.
                return;
            }
            if (!notSooner) {
                move(i, kept++);
            }
        }
        size = kept;
        append(state, parent, option);
    }

    private void move(int from, int to) {
        if (from != to) {
            System.arraycopy(states, from * width, states, to * width, width);
            parents[to] = parents[from];
            options[to] = options[from];
        }
    }

    private void append(double[] state, int parent, int option) {
        if (size == parents.length) {
            states = Arrays.copyOf(states, 2 * states.length);
            parents = Arrays.copyOf(parents, 2 * size);
            options = Arrays.copyOf(options, 2 * size);
        }
        System.arraycopy(state, 0, states, size * width, width);
        parents[size] = parent;
        options[size++] = option;
    }
}
