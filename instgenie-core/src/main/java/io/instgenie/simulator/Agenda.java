package io.instgenie.simulator;

import java.util.Arrays;

/**
 * When activities end: the earliest first, of two at a time that of the lower number. A heap that knows each activity's place, so that
 * an end can be put off. Not thread-safe.
 */
final class Agenda {
    private static final int NOWHERE = -1;

    private final long[] ends;
    private final int[] place;
    private final int[] heap;
    private int size;

    /** An empty agenda for activities by number, from 0. */
    Agenda(int activities) {
        ends = new long[activities];
        heap = new int[activities];
        place = new int[activities];
        Arrays.fill(place, NOWHERE);
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** The activity that ends first. */
    int first() {
        return heap[0];
    }

    /** When it ends. */
    long firstNanos() {
        return ends[heap[0]];
    }

    /** An activity ends at this time, also if another was set before. */
    void set(int activity, long nanos) {
        if (place[activity] == NOWHERE) {
            place(activity, size++);
        }
        ends[activity] = nanos;
        rise(activity);
        sink(activity);
    }

    /** Takes the first one off. */
    void removeFirst() {
        place[heap[0]] = NOWHERE;
        int last = heap[--size];
        if (size > 0) {
            place(last, 0);
            sink(last);
        }
    }

    private void place(int activity, int at) {
        heap[at] = activity;
        place[activity] = at;
    }

    private void rise(int activity) {
        int at = place[activity];
        while (at > 0 && isBefore(activity, heap[(at - 1) / 2])) {
            place(heap[(at - 1) / 2], at);
            at = (at - 1) / 2;
        }
        place(activity, at);
    }

    private void sink(int activity) {
        int at = place[activity];
        while (true) {
            int child = 2 * at + 1;
            if (child + 1 < size && isBefore(heap[child + 1], heap[child])) {
                child++;
            }
            if (child >= size || isBefore(activity, heap[child])) {
                break;
            }
            place(heap[child], at);
            at = child;
        }
        place(activity, at);
    }

    private boolean isBefore(int one, int other) {
        return ends[one] < ends[other] || (ends[one] == ends[other] && one < other);
    }
}
