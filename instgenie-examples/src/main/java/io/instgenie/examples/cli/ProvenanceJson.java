package io.instgenie.examples.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.instgenie.edit.PhaseTimes;
import io.instgenie.edit.Provenance;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Locale;

/** A {@link Provenance} as a JSON object, times in seconds. */
final class ProvenanceJson {
    private ProvenanceJson() {}

    static String of(Provenance provenance) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text).useDefaultPrettyPrinter()) {
            json.writeStartObject();
            json.writeNumberField("seed", provenance.seed());
            json.writeNumberField("steps", provenance.steps());
            json.writeStringField("mode", provenance.mode().name().toLowerCase(Locale.ROOT));
            json.writeNumberField("mask_ratio", provenance.maskRatio());
            json.writeNumberField("masked_tokens", provenance.maskedTokens());
            json.writeNumberField("image_tokens", provenance.imageTokens());
            json.writeNumberField("cache_hits", provenance.cacheHits());
            json.writeNumberField("cache_misses", provenance.cacheMisses());
            writeSeconds(json, provenance.times());
            json.writeStringField("model_hash", provenance.modelHash());
            json.writeArrayFieldStart("notes");
            for (String note : provenance.notes()) {
                json.writeString(note);
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // a StringWriter throws none
        }
        return text + "\n";
    }

    private static void writeSeconds(JsonGenerator json, PhaseTimes times) throws IOException {
        json.writeObjectFieldStart("seconds");
        json.writeNumberField("queue", seconds(times.queue()));
        json.writeNumberField("encode", seconds(times.encode()));
        json.writeNumberField("denoise", seconds(times.denoise()));
        json.writeNumberField("decode", seconds(times.decode()));
        json.writeNumberField("total", seconds(times.total()));
        json.writeEndObject();
    }

    private static double seconds(Duration time) {
        return time.toNanos() / 1e9;
    }
}
