package io.instgenie.tensor;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How libtorch's OpenMP threads wait for the next operator. By themselves they spin for milliseconds, on cores that others may need, and
 * where cores are oversubscribed everything slows down many times; if they sleep at once ({@code OMP_WAIT_POLICY=passive}), every small
 * operator waits for them to wake. So they spin briefly, then sleep, unless the host has chosen. libgomp reads that once, from
 * the environment, while it is loaded. Stateless.
 */
final class OpenMpWaiting {
    private static final String ROUNDS = "5000";
    private static final String SPIN_COUNT = "GOMP_SPINCOUNT";
    private static final List<String> VARIABLES = List.of(SPIN_COUNT, "OMP_WAIT_POLICY");

    private OpenMpWaiting() {}

    /** Runs {@code load}, which loads libgomp. */
    static void settle(Runnable load) {
        if (chosen(System::getenv).isPresent()) {
            load.run();
        } else {
            NativeEnvironment.with(SPIN_COUNT + "=" + ROUNDS, load);
        }
    }

    /** In words for a person. */
    static String describe(Function<String, @Nullable String> environment) {
        return chosen(environment)
                .map(variable -> "as the environment says, " + variable)
                .orElse("spinning " + ROUNDS + " rounds, then asleep");
    }

    /** What the host has chosen: {@code NAME=value}. */
    private static Optional<String> chosen(Function<String, @Nullable String> environment) {
        return VARIABLES.stream()
                .filter(name -> environment.apply(name) != null)
                .map(name -> name + "=" + environment.apply(name))
                .findFirst();
    }
}
