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
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A {@link CostModel} in a small JSON file, so that a machine is measured once. The file names the machine and the model it was
 * measured with; one that belongs to others, or is damaged, is as good as none.
 */
public final class CostModelFile {
    private static final Logger LOG = LoggerFactory.getLogger(CostModelFile.class);
    private static final JsonFactory JSON = new JsonFactory();
    private static final int VERSION = 1;

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
        write("blocks", costs.blocks(), out);
        write("projections", costs.projections(), out);
        write("loads", costs.loads(), out);
        out.writeEndObject();
    }

    private static void write(String name, Map<?, OnlineFit> fits, JsonGenerator out) throws IOException {
        out.writeObjectFieldStart(name);
        for (Map.Entry<?, OnlineFit> entry : fits.entrySet()) {
            out.writeFieldName(entry.getKey().toString());
            double[] sums = entry.getValue().moments().toArray();
            out.writeArray(sums, 0, sums.length);
        }
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
        Map<String, OnlineFit> blocks = Map.of();
        Map<String, OnlineFit> projections = Map.of();
        Map<Tier, OnlineFit> loads = new EnumMap<>(Tier.class);
        require(in.nextToken() == JsonToken.START_OBJECT, "it is no JSON object");
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            String field = in.currentName();
            in.nextToken();
            switch (field) {
                case "version" -> version = in.getIntValue();
                case "machine" -> ofMachine = in.getText();
                case "model" -> ofModel = in.getText();
                case "blocks" -> blocks = fits(in);
                case "projections" -> projections = fits(in);
                case "loads" -> fits(in).forEach((tier, fit) -> loads.put(Tier.valueOf(tier), fit));
                default -> in.skipChildren();
            }
        }
        if (version != VERSION || !ofMachine.equals(machine) || !ofModel.equals(model)) {
            LOG.info("{} was measured on another machine or model and is ignored", file);
            return Optional.empty();
        }
        require(!blocks.isEmpty() && blocks.keySet().equals(projections.keySet()), "blocks and projections differ");
        return Optional.of(new CostModel(blocks, projections, loads));
    }

    private static Map<String, OnlineFit> fits(JsonParser in) throws IOException {
        Map<String, OnlineFit> fits = new TreeMap<>();
        require(in.currentToken() == JsonToken.START_OBJECT, "an object of fits is missing");
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            String name = in.currentName();
            require(in.nextToken() == JsonToken.START_ARRAY, name + " is no array");
            double[] sums = new double[Moments.COUNT];
            for (int i = 0; i < sums.length; i++) {
                require(in.nextToken().isNumeric(), name + " lacks numbers");
                sums[i] = in.getDoubleValue();
                require(sums[i] >= 0 && Double.isFinite(sums[i]), name + " has a number out of range");
            }
            require(in.nextToken() == JsonToken.END_ARRAY, name + " has too many numbers");
            fits.put(name, new OnlineFit(Moments.of(sums)));
        }
        return fits;
    }

    private static void require(boolean holds, String otherwise) throws IOException {
        if (!holds) {
            throw new IOException(otherwise);
        }
    }
}
