package io.instgenie.cost;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** A {@link CostModel} as a JSON object: the sums that its fits rest on, so that whoever reads it can refine it further. */
public final class CostModelJson {
    private CostModelJson() {}

    /** Writes a model as the value that comes next. */
    public static void write(CostModel costs, JsonGenerator out) throws IOException {
        out.writeStartObject();
        write("blocks", costs.blocks(), out);
        write("projections", costs.projections(), out);
        write("loads", costs.loads(), out);
        write("phases", costs.phases(), out);
        out.writeEndObject();
    }

    private static void write(String name, Map<?, OnlineFit> fits, JsonGenerator out) throws IOException {
        out.writeObjectFieldStart(name);
        for (Map.Entry<?, OnlineFit> entry : fits.entrySet()) {
            out.writeFieldName(entry.getKey().toString());
            double[] sums = entry.getValue().moments().sums();
            out.writeArray(sums, 0, sums.length);
        }
        out.writeEndObject();
    }

    /**
     * Reads the model that begins at the present token.
     *
     * @throws IOException if it is none, or IllegalArgumentException if it names what does not exist
     */
    public static CostModel read(JsonParser in) throws IOException {
        Map<String, OnlineFit> blocks = Map.of();
        Map<String, OnlineFit> projections = Map.of();
        Map<Tier, OnlineFit> loads = new EnumMap<>(Tier.class);
        Map<CostModel.Phase, OnlineFit> phases = new EnumMap<>(CostModel.Phase.class);
        require(in.currentToken() == JsonToken.START_OBJECT, "the costs are no JSON object");
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            String field = in.currentName();
            in.nextToken();
            switch (field) {
                case "blocks" -> blocks = fits(in, Function.identity());
                case "projections" -> projections = fits(in, Function.identity());
                case "loads" -> loads.putAll(fits(in, Tier::valueOf));
                case "phases" -> phases.putAll(fits(in, CostModel.Phase::valueOf));
                default -> in.skipChildren();
            }
        }
        require(in.currentToken() == JsonToken.END_OBJECT, "the costs end early");
        require(!blocks.isEmpty() && blocks.keySet().equals(projections.keySet()), "blocks and projections differ");
        return new CostModel(blocks, projections, loads, phases);
    }

    private static <K extends Comparable<K>> Map<K, OnlineFit> fits(JsonParser in, Function<String, K> key)
            throws IOException {
        Map<K, OnlineFit> fits = new TreeMap<>();
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
            fits.put(key.apply(name), new OnlineFit(new Moments(sums)));
        }
        return fits;
    }

    private static void require(boolean holds, String otherwise) throws IOException {
        if (!holds) {
            throw new IOException(otherwise);
        }
    }
}
