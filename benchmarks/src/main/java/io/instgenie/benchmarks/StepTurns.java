package io.instgenie.benchmarks;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * Steps of two versions of this library in turns, each in a JVM of its own: how much longer the first takes, as the median of pairs. Arguments:
 * the class path of each version with its benchmarks, rounds (default 31), folder for results (default {@code benchmarks/results}). Writes
 * {@code step-turns.json}.
 */
public final class StepTurns {
    private static final List<String> BATCHES = List.of("dense", "0.05", "0.11", "0.35");
    private static final int STEPS_TO_COMPILE = 150;

    private StepTurns() {}

    public static void main(String[] args) throws IOException {
        int rounds = args.length > 2 ? Integer.parseInt(args[2]) : 31;
        Path results = Path.of(args.length > 3 ? args[3] : "benchmarks/results");
        Map<String, double[]> ratios = new LinkedHashMap<>();
        try (Version first = Version.start(args[0]);
                Version second = Version.start(args[1])) {
            for (int step = 0; step < STEPS_TO_COMPILE; step++) {
                first.millis("0.05");
                second.millis("0.05");
            }
            for (String batch : BATCHES) {
                ratios.put(batch, ratios(batch, rounds, first, second));
            }
        }
        report(ratios, rounds, results);
    }

    private static double[] ratios(String batch, int rounds, Version first, Version second) throws IOException {
        double[] ratios = new double[rounds];
        for (int round = -2; round < rounds; round++) {
            boolean swapped = round % 2 != 0; // who comes first may find other caches than who comes second
            double before = (swapped ? second : first).millis(batch);
            double after = (swapped ? first : second).millis(batch);
            if (round >= 0) {
                ratios[round] = swapped ? after / before : before / after;
            }
        }
        return ratios;
    }

    private static void report(Map<String, double[]> ratios, int rounds, Path results) throws IOException {
        try (JsonGenerator json = ReportFile.open(results.resolve("step-turns.json"))) {
            json.writeStartObject();
            json.writeNumberField("rounds", rounds);
            json.writeObjectFieldStart("medianOfPairs");
            for (Map.Entry<String, double[]> batch : ratios.entrySet()) {
                double median = StepRatios.median(batch.getValue());
                System.out.printf(Locale.ROOT, "%s: %.3f%n", batch.getKey(), median);
                json.writeNumberField(batch.getKey(), median);
            }
            json.writeEndObject();
            json.writeEndObject();
        }
    }

    /** A {@link StepServer} of some version. */
    private static final class Version implements AutoCloseable {
        private final Process process;
        private final Writer requests;
        private final BufferedReader answers;

        private Version(Process process) {
            this.process = process;
            requests = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8);
            answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        }

        static Version start(String classPath) throws IOException {
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-cp",
                    classPath,
                    "io.instgenie.benchmarks.StepServer",
                    Path.of(System.getProperty("java.io.tmpdir"), "instgenie-random-flux")
                            .toString(),
                    Integer.toString(Runtime.getRuntime().availableProcessors()),
                    Devices.CPU));
            Version version = new Version(new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start());
            version.answer(); // tells of the workload
            return version;
        }

        double millis(String batch) throws IOException {
            requests.write(batch + "\n");
            requests.flush();
            return Double.parseDouble(answer());
        }

        private String answer() throws IOException {
            return Objects.requireNonNull(answers.readLine(), "a version's process has ended");
        }

        @Override
        public void close() throws IOException {
            requests.close(); // its input's end is the server's
            process.destroy();
        }
    }
}
