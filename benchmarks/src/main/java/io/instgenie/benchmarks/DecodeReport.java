package io.instgenie.benchmarks;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** What {@link DecodeRatios} measured, as JSON and tables. */
record DecodeReport(
        List<DecodeReport.Row> rows, List<DecodeReport.Changing> changing, List<DecodeReport.Sample> samples) {
    /**
     * @param box share of the picture in the mask's box of tokens
     * @param wholeMillis median of a whole decode
     * @param millis median of a decode around the mask
     * @param speedUp whole by masked
     */
    record Row(int threads, double mask, double box, double wholeMillis, double millis, double speedUp) {}

    /**
     * Fifty masks with boxes of a share of 0.14 and of many shapes.
     *
     * @param wholeMillis median of a whole decode
     * @param firstMillis median of each mask's first decode around it
     * @param againMillis median of each mask's second
     */
    record Changing(int threads, double wholeMillis, double firstMillis, double againMillis) {}

    /** @param psnr against the whole decode, over the masked pixels, dB */
    record Sample(String prompt, double mask, double psnr) {}

    String markdown() {
        StringBuilder text = new StringBuilder(
                "| threads | mask | box | whole decode | masked decode | speed-up |\n|---|---|---|---|---|---|\n");
        for (Row row : rows) {
            text.append(String.format(
                    Locale.ROOT,
                    "| %d | %.2f | %.2f | %.1f ms | %.1f ms | %.2fx |%n",
                    row.threads(),
                    row.mask(),
                    row.box(),
                    row.wholeMillis(),
                    row.millis(),
                    row.speedUp()));
        }
        text.append(
                "\n| threads | masks that change | whole decode | masked decode | speed-up |\n|---|---|---|---|---|\n");
        for (Changing row : changing) {
            appendChanging(text, row, "first time", row.firstMillis());
            appendChanging(text, row, "again", row.againMillis());
        }
        text.append("\n| sample | mask | PSNR under the mask |\n|---|---|---|\n");
        for (Sample sample : samples) {
            text.append(String.format(
                    Locale.ROOT, "| %s | %.2f | %.1f dB |%n", sample.prompt(), sample.mask(), sample.psnr()));
        }
        return text.toString();
    }

    private static void appendChanging(StringBuilder text, Changing row, String when, double millis) {
        text.append(String.format(
                Locale.ROOT,
                "| %d | %s | %.1f ms | %.1f ms | %.2fx |%n",
                row.threads(),
                when,
                row.wholeMillis(),
                millis,
                row.wholeMillis() / millis));
    }

    void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("decode.md"), markdown());
        try (JsonGenerator json =
                new JsonFactory().createGenerator(Files.newOutputStream(folder.resolve("decode.json")))) {
            json.useDefaultPrettyPrinter();
            json.writeStartObject();
            json.writeStringField("jvm", System.getProperty("java.vm.version"));
            json.writeArrayFieldStart("masked");
            for (Row row : rows) {
                json.writeStartObject();
                json.writeNumberField("threads", row.threads());
                json.writeNumberField("mask", row.mask());
                json.writeNumberField("box", row.box());
                json.writeNumberField("wholeMillis", row.wholeMillis());
                json.writeNumberField("millis", row.millis());
                json.writeNumberField("speedUp", row.speedUp());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeArrayFieldStart("changing");
            for (Changing row : changing) {
                json.writeStartObject();
                json.writeNumberField("threads", row.threads());
                json.writeNumberField("wholeMillis", row.wholeMillis());
                json.writeNumberField("firstMillis", row.firstMillis());
                json.writeNumberField("againMillis", row.againMillis());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeArrayFieldStart("samples");
            for (Sample sample : samples) {
                json.writeStartObject();
                json.writeStringField("prompt", sample.prompt());
                json.writeNumberField("mask", sample.mask());
                json.writeNumberField("psnr", sample.psnr());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        }
    }
}
