package io.instgenie.plan;

import java.util.Arrays;

/**
 * States of the pipeline none of which is at least as good as another in every number, each with a bound on the makespan it can
 * lead to, the node of the search tree it came from and the option that led to it. In the order of their first numbers, so that only states
 * before a newcomer can be as good, and only those behind it can become needless. Not thread-safe.
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

    void offer(double[] state, double bound, int parent, int option) {
        int place = 0;
        while (place < size && states[place * width] <= state[0]) {
            if (isNotLater(states, place * width, state, 0)) {
                return;
            }
            place++;
        }
        while (place > 0 && states[(place - 1) * width] == state[0]) {
            place--;
        }
        dropNotEarlier(state, place);
        if (size < capacity) {
            insert(place, state, bound, parent, option);
            return;
        }
        overflowed = true;
        int worst = worst();
        if (bound < bounds[worst]) {
            move(worst + 1, worst, size - worst - 1);
            size--;
            insert(worst < place ? place - 1 : place, state, bound, parent, option);
        }
    }

    private void dropNotEarlier(double[] state, int from) {
        int kept = from;
        for (int i = from; i < size; i++) {
            if (!isNotLater(state, 0, states, i * width)) {
                if (i != kept) {
                    move(i, kept, 1);
                }
                kept++;
            }
        }
        size = kept;
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

    private void move(int from, int to, int count) {
        System.arraycopy(states, from * width, states, to * width, count * width);
        System.arraycopy(bounds, from, bounds, to, count);
        System.arraycopy(parents, from, parents, to, count);
        System.arraycopy(options, from, options, to, count);
    }

    private void insert(int place, double[] state, double bound, int parent, int option) {
        if (size == parents.length) {
            states = Arrays.copyOf(states, 2 * states.length);
            bounds = Arrays.copyOf(bounds, 2 * size);
            parents = Arrays.copyOf(parents, 2 * size);
            options = Arrays.copyOf(options, 2 * size);
        }
        move(place, place + 1, size - place);
        size++;
        System.arraycopy(state, 0, states, place * width, width);
        bounds[place] = bound;
        parents[place] = parent;
        options[place] = option;
    }
}
