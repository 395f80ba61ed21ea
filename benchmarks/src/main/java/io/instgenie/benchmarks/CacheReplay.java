package io.instgenie.benchmarks;

import com.fasterxml.jackson.core.JsonGenerator;
import io.instgenie.cache.CacheContents;
import io.instgenie.cache.CacheManager;
import io.instgenie.cache.LruCacheManager;
import io.instgenie.cache.TinyLfuCacheManager;
import io.instgenie.examples.load.Zipf;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * How often each cache manager has the template that is asked for: 50 templates of one size, popularity Zipf 1.0, room for 10. The optimum
 * knows the popularity and keeps the 10 most popular. Writes {@code cache-replay.json} and {@code .md} to the folder given as the argument.
 * Nothing is timed; Caffeine breaks ties at random, so that W-TinyLFU's numbers differ a little from run to run.
 */
public final class CacheReplay {
    private static final int TEMPLATES = 50;
    private static final int ROOM = 10;
    private static final int WARM_UP = 1_000;
    private static final int SEEDS = 50;
    private static final int[] REQUESTS = {1_000, 100_000};
    private static final long TEMPLATE_BYTES = 64L << 20;

    private CacheReplay() {}

    /**
     * Hit ratios of one length of replay, in the order of the seeds.
     *
     * @param requests after the warm-up
     */
    private record Row(int requests, double[] optimum, double[] tinyLfu, double[] lru) {
        static Row of(int requests) {
            Row row = new Row(requests, new double[SEEDS], new double[SEEDS], new double[SEEDS]);
            for (int seed = 0; seed < SEEDS; seed++) {
                int[] drawn = draw(WARM_UP + requests, new Random(seed));
                long hits = Arrays.stream(drawn)
                        .skip(WARM_UP)
                        .filter(template -> template < ROOM)
                        .count();
                row.optimum[seed] = (double) hits / requests;
                row.tinyLfu[seed] = hitRatio(new TinyLfuCacheManager(ROOM * TEMPLATE_BYTES), drawn);
                row.lru[seed] = hitRatio(new LruCacheManager(), drawn);
            }
            return row;
        }

        /** How many points a policy stays below the optimum, on average. */
        double pointsBelow(double[] policy) {
            return 100 * (mean(optimum) - mean(policy));
        }

        /** The same for the seed where it is most. */
        double mostPointsBelow(double[] policy) {
            double most = 0;
            for (int seed = 0; seed < SEEDS; seed++) {
                most = Math.max(most, 100 * (optimum[seed] - policy[seed]));
            }
            return most;
        }
    }

    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args.length > 0 ? args[0] : "benchmarks/results");
        List<Row> rows = new ArrayList<>();
        for (int requests : REQUESTS) {
            rows.add(Row.of(requests));
        }
        writeJson(folder.resolve("cache-replay.json"), rows);
        Files.writeString(folder.resolve("cache-replay.md"), markdown(rows));
        System.out.print(markdown(rows));
    }

    private static int[] draw(int requests, Random random) {
        Zipf popularity = new Zipf(TEMPLATES);
        return IntStream.generate(() -> popularity.draw(random)).limit(requests).toArray();
    }

    /** The share of requests after the warm-up that found their template. */
    private static double hitRatio(CacheManager manager, int[] requests) {
        CacheContents contents = new CacheContents(ROOM * TEMPLATE_BYTES, manager);
        Set<String> kept = new HashSet<>();
        int hits = 0;
        for (int i = 0; i < requests.length; i++) {
            String template = Integer.toString(requests[i]);
            hits += !kept.add(template) && i >= WARM_UP ? 1 : 0;
            contents.use(template, TEMPLATE_BYTES, 1, Instant.ofEpochSecond(i)).forEach(kept::remove);
        }
        return (double) hits / (requests.length - WARM_UP);
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElseThrow();
    }

    private static String markdown(List<Row> rows) {
        StringBuilder table = new StringBuilder(String.format(
                Locale.ROOT,
                "# Cache replay%n%nHit ratio over %d templates of one size with popularity Zipf 1.0 and room for %d, after %,d requests of "
                        + "warm-up; mean of seeds 0 to %d. The optimum keeps the %d most popular. In brackets: points below it, on average "
                        + "and for the worst seed.%n%n| requests | optimum | W-TinyLFU | LRU |%n|---|---|---|---|%n",
                TEMPLATES,
                ROOM,
                WARM_UP,
                SEEDS - 1,
                ROOM));
        for (Row row : rows) {
            table.append(String.format(
                    Locale.ROOT,
                    "| %,d | %.3f | %s | %s |%n",
                    row.requests(),
                    mean(row.optimum()),
                    cell(row, row.tinyLfu()),
                    cell(row, row.lru())));
        }
        return table.toString();
    }

    private static String cell(Row row, double[] policy) {
        return String.format(
                Locale.ROOT, "%.3f (%.1f; %.1f)", mean(policy), row.pointsBelow(policy), row.mostPointsBelow(policy));
    }

    private static void writeJson(Path file, List<Row> rows) throws IOException {
        try (JsonGenerator json = ReportFile.open(file)) {
            json.writeStartObject();
            json.writeNumberField("templates", TEMPLATES);
            json.writeNumberField("room", ROOM);
            json.writeNumberField("warmUp", WARM_UP);
            json.writeNumberField("firstSeed", 0);
            json.writeNumberField("seeds", SEEDS);
            json.writeArrayFieldStart("rows");
            for (Row row : rows) {
                json.writeStartObject();
                json.writeNumberField("requests", row.requests());
                writeArray(json, "optimum", row.optimum());
                writeArray(json, "tinyLfu", row.tinyLfu());
                writeArray(json, "lru", row.lru());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        }
    }

    private static void writeArray(JsonGenerator json, String name, double[] values) throws IOException {
        json.writeFieldName(name);
        json.writeArray(values, 0, values.length);
    }
}
