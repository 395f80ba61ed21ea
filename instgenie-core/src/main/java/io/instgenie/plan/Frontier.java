package io.instgenie.plan;

import java.util.Arrays;

/**
 * States of the pipeline none of which is at least as good as another in every number, each with a bound on the makespan it can
 * lead to, the node of the search tree it came from and the option that led to it. In the order of their first numbers, so that only states
 * before a newcomer can be as good, and only those behind it can become needless. Their first two numbers, which decide most
 * comparisons, lie in columns of their own; whole states stay in the row where they were written. Not thread-safe.
 */
final class Frontier {
    private final int width;
    private final int capacity;
    private int size;
    private double[] first = new double[32];
    private double[] second = new double[32];
    private int[] rows = new int[32];
    /** Where the last newcomer went: those of one option come nearly in order. */
    private int lastPlace;

    private int usedRows;
    private double[] states;
    private double[] bounds = new double[32];
    private int[] parents = new int[32];
    private int[] options = new int[32];
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
        usedRows = 0;
    }

    int size() {
        return size;
    }

    /** Whether a state ever went for want of room. */
    boolean overflowed() {
        return overflowed;
    }

    /** Holds all states, number {@code i} from {@link #at(int)} on. */
    double[] states() {
        return states;
    }

    int at(int i) {
        return rows[i] * width;
    }

    int parent(int i) {
        return parents[rows[i]];
    }

    int option(int i) {
        return options[rows[i]];
    }

    void offer(double[] state, double bound, int parent, int option) {
        int behind = placeBehind(state[0]);
        lastPlace = behind;
        if (isCovered(state, behind)) {
            return;
        }
        int place = behind;
        while (place > 0 && first[place - 1] == state[0]) {
            place--;
        }
        dropNotEarlier(state, place);
        if (size < capacity) {
            insert(place, state, bound, parent, option);
            return;
        }
        overflowed = true;
        int worst = worst();
        if (bound < bounds[rows[worst]]) {
            remove(worst);
            insert(worst < place ? place - 1 : place, state, bound, parent, option);
        }
    }

    /** Whether it holds a state that is as good in every number. */
    boolean covers(double[] state) {
        return isCovered(state, placeBehind(state[0]));
    }

    private boolean isCovered(double[] state, int behind) {
        for (int i = behind - 1; i >= 0; i--) {
            if (second[i] <= state[1] && isRestNotLater(states, at(i), state, 0)) {
                return true;
            }
        }
        return false;
    }

    /** Behind all states whose first number is not greater. */
    private int placeBehind(double number) {
        int place = Math.min(lastPlace, size);
        while (place < size && first[place] <= number) {
            place++;
        }
        while (place > 0 && first[place - 1] > number) {
            place--;
        }
        return place;
    }

    private void dropNotEarlier(double[] state, int from) {
        int kept = from;
        for (int i = from; i < size; i++) {
            if (second[i] < state[1] || !isRestNotLater(state, 0, states, at(i))) {
                first[kept] = first[i];
                second[kept] = second[i];
                rows[kept] = rows[i];
                kept++;
            }
        }
        size = kept;
    }

    private int worst() {
        int worst = 0;
        for (int i = 1; i < size; i++) {
            if (bounds[rows[i]] > bounds[rows[worst]]) {
                worst = i;
            }
        }
        return worst;
    }

    /** Compares all numbers but the first two. */
    private boolean isRestNotLater(double[] a, int atA, double[] b, int atB) {
        for (int k = 2; k < width; k++) {
            if (a[atA + k] > b[atB + k]) {
                return false;
            }
        }
        return true;
    }

    private void remove(int i) {
        size--;
        System.arraycopy(first, i + 1, first, i, size - i);
        System.arraycopy(second, i + 1, second, i, size - i);
        System.arraycopy(rows, i + 1, rows, i, size - i);
    }

    private void insert(int place, double[] state, double bound, int parent, int option) {
        if (size == rows.length) {
            first = Arrays.copyOf(first, 2 * size);
            second = Arrays.copyOf(second, 2 * size);
            rows = Arrays.copyOf(rows, 2 * size);
        }
        for (int i = size++; i > place; i--) { // few: a call to copy them would take longer
            first[i] = first[i - 1];
            second[i] = second[i - 1];
            rows[i] = rows[i - 1];
        }
        first[place] = state[0];
        second[place] = state[1];
        rows[place] = write(state, bound, parent, option);
    }

    private int write(double[] state, double bound, int parent, int option) {
        if (usedRows == parents.length) {
            states = Arrays.copyOf(states, 2 * states.length);
            bounds = Arrays.copyOf(bounds, 2 * usedRows);
            parents = Arrays.copyOf(parents, 2 * usedRows);
            options = Arrays.copyOf(options, 2 * usedRows);
        }
        for (int k = 0; k < width; k++) {
            states[usedRows * width + k] = state[k];
        }
        bounds[usedRows] = bound;
        parents[usedRows] = parent;
        options[usedRows] = option;
        return usedRows++;
    }
}
