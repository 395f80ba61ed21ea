package io.instgenie.cost;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What spans of time had been with a processor for each thread: where there are more threads than processors, all are taken to share
 * alike, as they do in the simulator.
 *
 * @param seconds with a processor for each thread
 * @param beside the share of them during which something else ran
 */
record SharedTime(double seconds, double beside) {
    /**
     * Something that ran.
     *
     * @param began nanoseconds
     * @param ended nanoseconds
     * @param threads that it ran on
     */
    record Span(long began, long ended, int threads) {
        static Span until(long ended, double seconds, int threads) {
            return new Span(ended - Math.round(1e9 * seconds), ended, threads);
        }
    }

    /** Of spans in any order, in the same order. */
    static List<SharedTime> of(List<Span> spans, int processors) {
        double[] own = new double[spans.size()];
        double[] ownBeside = new double[spans.size()];
        List<Integer> byBegin = IntStream.range(0, spans.size())
                .boxed()
                .sorted(Comparator.comparingLong(i -> spans.get(i).began()))
                .toList();
        List<Integer> running = new ArrayList<>();
        int next = 0;
        long now = Long.MIN_VALUE;
        while (next < byBegin.size() || !running.isEmpty()) {
            long until =
                    running.stream().mapToLong(i -> spans.get(i).ended()).min().orElse(Long.MAX_VALUE);
            if (next < byBegin.size()) {
                until = Math.min(until, spans.get(byBegin.get(next)).began());
            }
            int threads = running.stream().mapToInt(i -> spans.get(i).threads()).sum();
            double speed = Math.min(1, (double) processors / Math.max(1, threads));
            for (int i : running) {
                double seconds = speed * (until - now) / 1e9;
                own[i] += seconds;
                ownBeside[i] += running.size() > 1 ? seconds : 0;
            }
            now = until;
            long ends = now;
            running.removeIf(i -> spans.get(i).ended() <= ends);
            while (next < byBegin.size() && spans.get(byBegin.get(next)).began() <= now) {
                int begins = byBegin.get(next++);
                if (spans.get(begins).ended() > now) {
                    running.add(begins);
                }
            }
        }
        return IntStream.range(0, own.length)
                .mapToObj(i -> new SharedTime(own[i], own[i] > 0 ? ownBeside[i] / own[i] : 0))
                .toList();
    }
}
