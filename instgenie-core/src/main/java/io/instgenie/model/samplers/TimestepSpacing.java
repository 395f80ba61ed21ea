package io.instgenie.model.samplers;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** Which of the trained timesteps an edit visits (<a href="https://arxiv.org/abs/2305.08891">2305.08891</a>, table 2). */
public enum TimestepSpacing {
    /** From the last timestep to the first, both with. */
    LINSPACE,
    /** Whole multiples, the first with, plus the config's offset. */
    LEADING,
    /** From the last timestep down, the first left out. */
    TRAILING;

    /**
     * The timesteps of {@code steps} steps, the noisiest first; {@link #LINSPACE} not rounded.
     *
     * @param trained how many timesteps there are
     */
    double[] timesteps(int steps, int trained, int offset) {
        return switch (this) {
            case LINSPACE -> linspace(trained - 1, steps);
            case LEADING -> leading(trained / steps, steps, offset);
            case TRAILING -> trailing(trained, (double) trained / steps);
        };
    }

    /**
     * As {@link #timesteps}, whole, for multistep solvers: these space one more and leave out the cleanest.
     *
     * @param used how many of the timesteps may be visited
     */
    double[] solverTimesteps(int steps, int used, int trained, int offset) {
        double[] timesteps = switch (this) {
            case LINSPACE -> withoutLast(linspace(used - 1, steps + 1));
            case LEADING -> withoutLast(leading(used / (steps + 1), steps + 1, offset));
            case TRAILING -> trailing(used, (double) trained / steps);
        };
        return Arrays.stream(timesteps).map(Math::rint).toArray();
    }

    private static double[] linspace(int last, int count) {
        double step = count == 1 ? 0 : (double) last / (count - 1);
        return descending(count, i -> i > 0 && i == count - 1 ? last : i * step);
    }

    private static double[] leading(int ratio, int count, int offset) {
        return descending(count, i -> (double) i * ratio + offset);
    }

    /** Where {@code ratio} is rounded down, {@code numpy.arange} ends with a timestep of -1, which no model knows: it is left out. */
    private static double[] trailing(int end, double ratio) {
        double step = end - ratio - end; // numpy's own rounding
        int count = (int) Math.ceil(end / ratio);
        return IntStream.range(0, count)
                .mapToDouble(i -> Math.rint(end + i * step) - 1)
                .filter(timestep -> timestep >= 0)
                .toArray();
    }

    private static double[] descending(int count, IntToDoubleFunction ascending) {
        return IntStream.range(0, count)
                .mapToDouble(i -> ascending.applyAsDouble(count - 1 - i))
                .toArray();
    }

    private static double[] withoutLast(double[] timesteps) {
        return DoubleStream.of(timesteps).limit(timesteps.length - 1L).toArray();
    }
}
