package io.instgenie.picture;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;

/**
 * The constants of VP8's key frames, flat.
 *
 * @param subBlockModes probabilities {@code [10 above][10 left][9]}
 * @param coefficientUpdates that a probability is replaced, {@code [4][8][3][11]}
 * @param coefficients what probabilities are at first, {@code [4][8][3][11]}
 * @param dcSteps {@code [128]}
 * @param acSteps {@code [128]}
 */
record Vp8Tables(int[] subBlockModes, int[] coefficientUpdates, int[] coefficients, int[] dcSteps, int[] acSteps) {
    static final Vp8Tables RFC_6386 = read();

    private static Vp8Tables read() {
        try (InputStream in = Objects.requireNonNull(Vp8Tables.class.getResourceAsStream("vp8-tables.txt"));
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII))) {
            lines.readLine(); // says what the others are
            return new Vp8Tables(numbers(lines), numbers(lines), numbers(lines), numbers(lines), numbers(lines));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int[] numbers(BufferedReader lines) throws IOException {
        return Arrays.stream(lines.readLine().split(" "))
                .mapToInt(Integer::parseInt)
                .toArray();
    }
}
