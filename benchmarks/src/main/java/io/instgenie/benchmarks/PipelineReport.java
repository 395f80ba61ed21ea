package io.instgenie.benchmarks;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What {@link PipelineRatios} measured, as JSON and table.
 *
 * @param fits R² of the cost model's fits as calibrated, by what they foretell
 */
record PipelineReport(List<PipelineReport.Row> rows, Map<String, Double> fits) {
    /**
     * Medians of one setting's steps.
     *
     * @param load of keys and values, as a share of a cached step's compute
     * @param millis of a step
     * @param predictedMillis by its plan
     * @param toPredicted a step by what its plan predicts
     * @param toBound a step by max(compute, load) of its plan
     */
    record Row(String plan, double load, double millis, double predictedMillis, double toPredicted, double toBound) {}

    String markdown() {
        StringBuilder table = new StringBuilder(
                "| load / compute | plan | step | predicted | step / predicted | step / max(compute, load)"
                        + " |\n|---|---|---|---|---|---|\n");
        for (Row row : rows) {
            table.append(String.format(
                    Locale.ROOT,
                    "| %.1f | %s | %.0f ms | %.0f ms | %.2f | %.2f |%n",
                    row.load(),
                    row.plan(),
                    row.millis(),
                    row.predictedMillis(),
                    row.toPredicted(),
                    row.toBound()));
        }
        table.append(String.format("%nR² of the cost model as calibrated:"));
        String separator = " ";
        for (Map.Entry<String, Double> fit : fits.entrySet()) {
            table.append(String.format(Locale.ROOT, "%s%s %.3f", separator, fit.getKey(), fit.getValue()));
            separator = ", ";
        }
        return table.append(".\n").toString();
    }

    void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("pipeline.md"), markdown());
        try (JsonGenerator json = ReportFile.open(folder.resolve("pipeline.json"))) {
            json.writeStartObject();
            json.writeStringField("jvm", System.getProperty("java.vm.version"));
            json.writeArrayFieldStart("settings");
            for (Row row : rows) {
                json.writeStartObject();
                json.writeStringField("plan", row.plan());
                json.writeNumberField("loadToCompute", row.load());
                json.writeNumberField("stepMillis", row.millis());
                json.writeNumberField("predictedMillis", row.predictedMillis());
                json.writeNumberField("stepToPredicted", row.toPredicted());
                json.writeNumberField("stepToMaxOfComputeAndLoad", row.toBound());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeObjectFieldStart("rSquared");
            for (Map.Entry<String, Double> fit : fits.entrySet()) {
                json.writeNumberField(fit.getKey(), fit.getValue());
            }
            json.writeEndObject();
            json.writeEndObject();
        }
    }
}
