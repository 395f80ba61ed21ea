package io.instgenie.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;

/**
 * Latencies of the same edits as measured and as foretold, in seconds. How far foretold statistics are off is told with its sampling error: the
 * middle 90 % of what resampled edits give. Edits that wait for the same ones before them share their luck, so blocks of
 * {@value #BLOCK} edits in a row are resampled together. Not thread-safe.
 */
final class PairedLatencies {
    private static final int BLOCK = 10;
    private static final int SAMPLES = 2000;
    private static final double TAIL = 0.05;

    private final List<Block> blocks = new ArrayList<>();

    private record Block(double[] measured, double[] foretold) {}

    /** How far a statistic of what was foretold is off, as a share of the measured one, and between what it lies by sampling. */
    record Difference(double off, double low, double high) {}

    /** Adds edits in the order of their arrival. */
    void add(double[] measured, double[] foretold) {
        for (int from = 0; from < measured.length; from += BLOCK) {
            int to = Math.min(measured.length, from + BLOCK);
            blocks.add(new Block(Arrays.copyOfRange(measured, from, to), Arrays.copyOfRange(foretold, from, to)));
        }
    }

    /** As measured, ascending. */
    double[] measured() {
        return sorted(blocks, Block::measured);
    }

    /** As foretold, ascending. */
    double[] foretold() {
        return sorted(blocks, Block::foretold);
    }

    private static double[] sorted(List<Block> some, Function<Block, double[]> side) {
        return some.stream()
                .flatMapToDouble(block -> DoubleStream.of(side.apply(block)))
                .sorted()
                .toArray();
    }

    /** Compares a statistic of ascending latencies. */
    Difference compare(ToDoubleFunction<double[]> statistic) {
        Random random = new Random(1);
        double[] samples = new double[SAMPLES];
        for (int i = 0; i < SAMPLES; i++) {
            samples[i] = off(
                    random.ints(blocks.size(), 0, blocks.size())
                            .mapToObj(blocks::get)
                            .toList(),
                    statistic);
        }
        Arrays.sort(samples);
        return new Difference(
                off(blocks, statistic), samples[(int) (TAIL * SAMPLES)], samples[(int) ((1 - TAIL) * SAMPLES)]);
    }

    private static double off(List<Block> some, ToDoubleFunction<double[]> statistic) {
        return statistic.applyAsDouble(sorted(some, Block::foretold))
                        / statistic.applyAsDouble(sorted(some, Block::measured))
                - 1;
    }
}
