package io.instgenie.cost;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A {@link CostModel} in a small JSON file, so that a machine is measured once. The file names the machine and the model it was
 * measured with; one that belongs to others, or is damaged, is as good as none.
 */
public final class CostModelFile {
    private static final Logger LOG = LoggerFactory.getLogger(CostModelFile.class);
    private static final JsonFactory JSON = new JsonFactory();
    private static final int VERSION = 3;

    private final Path file;
    private final String machine;
    private final String model;

    /**
     * A file, which need not exist.
     *
     * @param machine what tells this machine and device from others
     * @param model what tells this model, its number type and sizes from others
     */
    public CostModelFile(Path file, String machine, String model) {
        this.file = file;
        this.machine = machine;
        this.model = model;
    }

    /**
     * Writes a model. A reader, or a crash, sees the old file or the new one, never half of one.
     *
     * @throws UncheckedIOException if it cannot be written; the old file then stands
     */
    public void write(CostModel costs) {
        try {
            Path directory = file.toAbsolutePath().getParent();
            Files.createDirectories(directory);
            Path temporary = Files.createTempFile(directory, file.getFileName().toString(), ".tmp");
            try {
                try (JsonGenerator out = JSON.createGenerator(Files.newOutputStream(temporary))) {
                    write(costs, out);
                }
                Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(temporary);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    private void write(CostModel costs, JsonGenerator out) throws IOException {
        out.useDefaultPrettyPrinter();
        out.writeStartObject();
        out.writeNumberField("version", VERSION);
        out.writeStringField("machine", machine);
        out.writeStringField("model", model);
        out.writeFieldName("costs");
        CostModelJson.write(costs, out);
        out.writeEndObject();
    }

    /** The model in the file, or nothing if there is none, or none of this machine and model, or it cannot be read. */
    public Optional<CostModel> read() {
        try (JsonParser in = JSON.createParser(Files.newInputStream(file))) {
            return read(in);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException | IllegalArgumentException e) {
            LOG.warn("{} is damaged and is ignored: {}", file, e.getMessage());
            return Optional.empty();
        }
    }

    private Optional<CostModel> read(JsonParser in) throws IOException {
        int version = 0;
        String ofMachine = "";
        String ofModel = "";
        Optional<CostModel> costs = Optional.empty();
        require(in.nextToken() == JsonToken.START_OBJECT, "it is no JSON object");
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            String field = in.currentName();
            in.nextToken();
            switch (field) {
                case "version" -> version = in.getIntValue();
                case "machine" -> ofMachine = in.getText();
                case "model" -> ofModel = in.getText();
                case "costs" -> costs = Optional.of(CostModelJson.read(in));
                default -> in.skipChildren();
            }
        }
        if (version != VERSION || !ofMachine.equals(machine) || !ofModel.equals(model)) {
            LOG.info("{} was measured on another machine or model and is ignored", file);
            return Optional.empty();
        }
        require(costs.isPresent(), "the costs are missing");
        return costs;
    }

    private static void require(boolean holds, String otherwise) throws IOException {
        if (!holds) {
            throw new IOException(otherwise);
        }
    }
}
