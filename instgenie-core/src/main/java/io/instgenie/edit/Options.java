package io.instgenie.edit;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** The limits of options that requests and templates share. Every check returns the value, or throws and names the option. */
final class Options {
    static final int MAX_INFERENCE_STEPS = 1000;
    static final int MAX_SEQUENCE_LENGTH = 512;

    private static final BigInteger LEAST_SEED = BigInteger.valueOf(Long.MIN_VALUE);
    private static final BigInteger MOST_SEED = BigInteger.TWO.pow(64).subtract(BigInteger.ONE);

    private Options() {}

    static <T> T required(String option, @Nullable T value) {
        if (value == null) {
            throw new InvalidRequestException(option + " is missing; it must be given");
        }
        return value;
    }

    static String id(String option, @Nullable String value) {
        if (required(option, value).isBlank()) {
            throw invalid(option, "\"" + value + "\"", "it must not be blank");
        }
        return required(option, value);
    }

    static int within(String option, int value, int least, int most) {
        if (value < least || value > most) {
            throw invalid(option, value, "it must be from " + least + " to " + most);
        }
        return value;
    }

    static int numInferenceSteps(int value) {
        return within("numInferenceSteps", value, 1, MAX_INFERENCE_STEPS);
    }

    static int maxSequenceLength(int value) {
        return within("maxSequenceLength", value, 1, MAX_SEQUENCE_LENGTH);
    }

    static double strength(double value) {
        if (!(value > 0 && value <= 1)) {
            throw invalid("strength", value, "it must be above 0 and at most 1");
        }
        return value;
    }

    static double guidanceScale(double value) {
        if (!Double.isFinite(value)) {
            throw invalid("guidanceScale", value, "it must be finite");
        }
        return value;
    }

    /** A seed as {@code torch.Generator.manual_seed} takes it: negative ones are their two's complement of 64 bits. */
    static long seed(BigInteger value) {
        if (value.compareTo(LEAST_SEED) < 0 || value.compareTo(MOST_SEED) > 0) {
            throw invalid("seed", value, "it must be from -2^63 to 2^64 - 1");
        }
        return value.longValue();
    }

    static double guidanceRescale(double value) {
        if (!(value >= 0 && value <= 1)) {
            throw invalid("guidanceRescale", value, "it must be from 0 to 1");
        }
        return value;
    }

    static InvalidRequestException invalid(String option, Object value, String rule) {
        return new InvalidRequestException(option + " is " + value + "; " + rule);
    }
}
