package io.instgenie.simulator;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.instgenie.cost.CostModel;
import io.instgenie.cost.CostModelJson;
import io.instgenie.cost.DenoiserShape;
import io.instgenie.cost.Tier;
import io.instgenie.edit.InvalidRequestException;
import io.instgenie.files.SafeFile;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A {@link Profile} as a JSON file. */
public final class ProfileFile {
    private static final JsonFactory JSON = new JsonFactory();

    private ProfileFile() {}

    /**
     * Writes a profile. A reader sees the old file or the new one, never half of one.
     *
     * @throws UncheckedIOException if it cannot be written
     */
    public static void write(Profile profile, Path file) {
        try {
            SafeFile.write(file, out -> write(profile, out));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    private static void write(Profile profile, OutputStream stream) throws IOException {
        try (JsonGenerator out = JSON.createGenerator(stream).useDefaultPrettyPrinter()) {
            out.writeStartObject();
            out.writeStringField("name", profile.name());
            out.writeNumberField("imageTokens", profile.imageTokens());
            out.writeNumberField("textTokens", profile.textTokens());
            out.writeNumberField("projectShare", profile.projectShare());
            out.writeNumberField("stagingSlots", profile.stagingSlots());
            out.writeNumberField("hostBytes", profile.hostBytes());
            out.writeNumberField("workersPerHost", profile.workersPerHost());
            out.writeStringField("memory", profile.memory().name());
            if (profile.processors() != Profile.UNSHARED) {
                out.writeNumberField("processors", profile.processors());
            }
            out.writeNumberField("threadsPerWorker", profile.threadsPerWorker());
            out.writeNumberField("contention", profile.contention());
            out.writeNumberField("newRowsSeconds", profile.newRowsSeconds());
            out.writeNumberField("lanes", profile.shape().lanes());
            out.writeObjectFieldStart("blocks");
            for (DenoiserShape.Kind kind : profile.shape().kinds()) {
                out.writeObjectFieldStart(kind.name());
                out.writeNumberField("count", kind.blocks());
                out.writeNumberField("imageShare", kind.imageShare());
                out.writeNumberField("textShare", kind.textShare());
                out.writeNumberField("bytesPerToken", kind.bytesPerToken());
                out.writeEndObject();
            }
            out.writeEndObject();
            out.writeFieldName("costs");
            CostModelJson.write(profile.model(), out);
            out.writeEndObject();
        }
    }

    /**
     * Reads a profile.
     *
     * @throws InvalidRequestException if it cannot be read, or is no profile; the message names the file
     */
    public static Profile read(Path file) {
        try (JsonParser in = JSON.createParser(Files.newInputStream(file))) {
            return new Reader(in).profile();
        } catch (IOException | IllegalArgumentException e) {
            String line = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
            throw new InvalidRequestException(file + " is no profile: " + line, e);
        }
    }

    private static final class Reader {
        private final Map<String, Double> numbers = new HashMap<>();
        private final Map<String, String> texts = new HashMap<>();
        private final List<DenoiserShape.Kind> kinds = new ArrayList<>();
        private @Nullable CostModel costs;

        Reader(JsonParser in) throws IOException {
            if (in.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("it is no JSON object");
            }
            while (in.nextToken() == JsonToken.FIELD_NAME) {
                String field = in.currentName();
                JsonToken value = in.nextToken();
                if (field.equals("costs")) {
                    costs = CostModelJson.read(in);
                } else if (field.equals("blocks") && value == JsonToken.START_OBJECT) {
                    readBlocks(in);
                } else if (value.isNumeric()) {
                    numbers.put(field, in.getDoubleValue());
                } else {
                    texts.put(field, in.getText());
                    in.skipChildren();
                }
            }
        }

        private void readBlocks(JsonParser in) throws IOException {
            while (in.nextToken() == JsonToken.FIELD_NAME) {
                String kind = in.currentName();
                if (in.nextToken() != JsonToken.START_OBJECT) {
                    throw new IOException("blocks of kind " + kind + " are no object: it was written before 0.1.0");
                }
                Map<String, Double> fields = new HashMap<>();
                while (in.nextToken() == JsonToken.FIELD_NAME) {
                    String field = in.currentName();
                    in.nextToken();
                    fields.put(field, in.getDoubleValue());
                }
                kinds.add(new DenoiserShape.Kind(
                        kind,
                        (int) number(fields, "count"),
                        number(fields, "imageShare"),
                        number(fields, "textShare"),
                        number(fields, "bytesPerToken")));
            }
        }

        Profile profile() throws IOException {
            CostModel model = costs;
            if (model == null) {
                throw new IOException("costs are missing");
            }
            return new Profile(
                    texts.getOrDefault("name", "unnamed"),
                    model,
                    new DenoiserShape(kinds, numbers.getOrDefault("lanes", 1.0).intValue()),
                    (int) number("imageTokens"),
                    (int) number("textTokens"),
                    number("projectShare"),
                    (int) number("stagingSlots"),
                    (long) number("hostBytes"),
                    (int) number("workersPerHost"),
                    Tier.valueOf(texts.getOrDefault("memory", "none")),
                    numbers.getOrDefault("processors", Profile.UNSHARED),
                    (int) number("threadsPerWorker"),
                    numbers.getOrDefault("contention", 0.0),
                    numbers.getOrDefault("newRowsSeconds", 0.0));
        }

        private double number(String name) throws IOException {
            return number(numbers, name);
        }

        private static double number(Map<String, Double> numbers, String name) throws IOException {
            Double number = numbers.get(name);
            if (number == null) {
                throw new IOException(name + " is missing");
            }
            return number;
        }
    }
}
