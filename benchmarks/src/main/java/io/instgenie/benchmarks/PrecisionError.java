package io.instgenie.benchmarks;

import com.fasterxml.jackson.core.JsonGenerator;
import io.instgenie.EditEngine;
import io.instgenie.activations.ActivationFormat;
import io.instgenie.activations.Kept;
import io.instgenie.activations.Precision;
import io.instgenie.edit.EditImage;
import io.instgenie.edit.EditRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What keeping activations in fewer bits does to pictures: cached edits of the embedded model against those from float32, inside their masks.
 * Arguments: edits (default 200), folder for results (default {@code benchmarks/results}). Writes {@code precision.json} and {@code .md}.
 */
public final class PrecisionError {
    private static final int TEMPLATES = 10;
    private static final int STEPS = 20;
    /** FLUX.1-dev at 1024 x 1024: 57 blocks with 24 heads of 128, 4096 image tokens, keys and values. */
    private static final int DEV_BLOCKS = 57;

    private static final int DEV_TOKENS = 4096;
    private static final int DEV_HEADS = 24;
    private static final int DEV_HEAD = 128;

    private PrecisionError() {}

    private record Row(Precision precision, long bytes, double devBytesPerStep, double meanDecibels, double worst) {}

    public static void main(String[] args) throws IOException {
        int edits = args.length > 0 ? Integer.parseInt(args[0]) : 200;
        Path folder = Path.of(args.length > 1 ? args[1] : "benchmarks/results");
        List<EditRequest> requests = new ArrayList<>();
        EmbeddedScenes scenes = new EmbeddedScenes(STEPS);
        for (int edit = 0; edit < edits; edit++) {
            requests.add(scenes.edit(edit % TEMPLATES, edit));
        }
        List<Row> rows = new ArrayList<>();
        List<EditImage> expected = new ArrayList<>();
        for (Precision precision : Precision.values()) {
            try (EditEngine engine =
                    EditEngine.builder().hostCachePrecision(precision).build()) {
                for (int template = 0; template < TEMPLATES; template++) {
                    engine.register(scenes.template(template));
                }
                long bytes = engine.hostCacheUse() / TEMPLATES;
                List<EditImage> pictures = requests.stream().map(engine::submit).toList().stream()
                        .map(handle -> handle.join().image())
                        .toList();
                if (expected.isEmpty()) {
                    expected = pictures;
                }
                rows.add(row(precision, bytes, requests, pictures, expected));
            }
        }
        report(rows, edits, folder);
    }

    private static Row row(
            Precision precision,
            long bytes,
            List<EditRequest> requests,
            List<EditImage> pictures,
            List<EditImage> expected) {
        double[] errors = new double[requests.size()];
        for (int i = 0; i < errors.length; i++) {
            errors[i] = EmbeddedScenes.meanSquaredError(
                    pictures.get(i), expected.get(i), requests.get(i).mask());
        }
        ActivationFormat dev = new ActivationFormat(Kept.KEY_VALUES, precision, 0, DEV_TOKENS, DEV_HEADS, DEV_HEAD);
        return new Row(
                precision,
                bytes,
                dev.stepBytes(DEV_BLOCKS),
                decibels(Arrays.stream(errors).average().orElse(0)),
                decibels(Arrays.stream(errors).max().orElse(0)));
    }

    private static double decibels(double meanSquaredError) {
        return meanSquaredError == 0 ? Double.POSITIVE_INFINITY : 10 * Math.log10(255.0 * 255 / meanSquaredError);
    }

    private static void report(List<Row> rows, int edits, Path folder) throws IOException {
        StringBuilder table = new StringBuilder(
                "| precision | bytes per template | FLUX.1-dev, 1024², per step | PSNR inside masks | worst edit |\n"
                        + "|---|---|---|---|---|\n");
        for (Row row : rows) {
            table.append(String.format(
                    Locale.ROOT,
                    "| %s | %.1f MiB | %.2f GiB | %.1f dB | %.1f dB |%n",
                    row.precision().name().toLowerCase(Locale.ROOT),
                    row.bytes() / 1048576.0,
                    row.devBytesPerStep() / (1 << 30),
                    row.meanDecibels(),
                    row.worst()));
        }
        table.append(String.format("%n%d edits of the embedded model, %d steps.%n", edits, STEPS));
        System.out.println(table);
        try (JsonGenerator json = ReportFile.open(folder.resolve("precision.json"))) {
            json.writeStartArray();
            for (Row row : rows) {
                json.writeStartObject();
                json.writeStringField("precision", row.precision().name());
                json.writeNumberField("bytesPerTemplate", row.bytes());
                json.writeNumberField("fluxDevBytesPerStep", row.devBytesPerStep());
                json.writeStringField("meanDecibels", Double.toString(row.meanDecibels()));
                json.writeStringField("worstDecibels", Double.toString(row.worst()));
                json.writeEndObject();
            }
            json.writeEndArray();
        }
        Files.writeString(folder.resolve("precision.md"), table);
    }
}
