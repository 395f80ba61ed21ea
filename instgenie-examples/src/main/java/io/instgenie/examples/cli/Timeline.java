package io.instgenie.examples.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.ValueDescriptor;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

/**
 * Steps, blocks, loads and waits while it is open, from the library's Java Flight Recorder events, as a Chrome trace: to be looked at in
 * chrome://tracing or Perfetto.
 */
final class Timeline implements AutoCloseable {
    private static final String PREFIX = "io.instgenie.";
    private static final List<String> EVENTS = List.of("Step", "Block", "Load", "Wait", "Evict");
    private static final double NANOS_PER_MICRO = 1e3;

    private final Recording recording = new Recording();

    Timeline() {
        EVENTS.forEach(event -> recording.enable(PREFIX + event).withoutThreshold());
        recording.start();
    }

    /** What was recorded until now, as a JSON text. */
    String trace() {
        try {
            recording.stop();
            Path file = Files.createTempFile("instgenie", ".jfr");
            try {
                recording.dump(file);
                return trace(RecordingFile.readAllEvents(file));
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the timeline cannot be recorded", e);
        }
    }

    private static String trace(List<RecordedEvent> events) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = new JsonFactory().createGenerator(bytes)) {
            json.writeStartObject();
            json.writeArrayFieldStart("traceEvents");
            for (RecordedEvent event : events) {
                if (event.getEventType().getName().startsWith(PREFIX)) {
                    write(event, json);
                }
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static void write(RecordedEvent event, JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", event.getEventType().getName().substring(PREFIX.length()));
        json.writeStringField("ph", "X"); // a complete event: begin and duration
        json.writeNumberField("ts", micros(event.getStartTime()));
        json.writeNumberField("dur", event.getDuration().toNanos() / NANOS_PER_MICRO);
        json.writeNumberField("pid", 1);
        json.writeStringField("tid", event.getThread().getJavaName());
        json.writeObjectFieldStart("args");
        for (ValueDescriptor field : event.getFields()) {
            if (field.getLabel() != null && isOurs(field)) {
                json.writeStringField(field.getName(), String.valueOf(event.<Object>getValue(field.getName())));
            }
        }
        json.writeEndObject();
        json.writeEndObject();
    }

    private static boolean isOurs(ValueDescriptor field) {
        return !List.of("startTime", "duration", "eventThread", "stackTrace").contains(field.getName());
    }

    private static double micros(Instant time) {
        return Duration.between(Instant.EPOCH, time).toNanos() / NANOS_PER_MICRO;
    }

    @Override
    public void close() {
        recording.close();
    }
}
