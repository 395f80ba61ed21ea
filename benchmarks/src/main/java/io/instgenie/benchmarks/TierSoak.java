package io.instgenie.benchmarks;

import com.fasterxml.jackson.core.JsonGenerator;
import io.instgenie.EditEngine;
import io.instgenie.cache.CacheStatistics;
import io.instgenie.edit.EditHandle;
import io.instgenie.edit.EditImage;
import io.instgenie.examples.load.Zipf;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Fifty templates through a host tier that holds ten and a disk tier that holds all: edits of the embedded model with popularity Zipf 1.0,
 * each compared with its own reference, memory sampled after each. Arguments: edits (default 1000), folder for results (default
 * {@code benchmarks/results}). Writes {@code tier-soak.json}.
 */
public final class TierSoak {
    private static final int TEMPLATES = 50;
    private static final int KEPT = 10;
    private static final int STEPS = 4;
    private static final int AT_ONCE = 2;
    private static final long SEED = 1;

    private final EmbeddedScenes scenes = new EmbeddedScenes(STEPS);
    private final Random random = new Random(SEED);
    private final List<EditImage> expected = new ArrayList<>();
    private final Zipf popularity = new Zipf(TEMPLATES);
    private int wrong;
    private long mostBytes;

    private TierSoak() {}

    public static void main(String[] args) throws IOException {
        int edits = args.length > 0 ? Integer.parseInt(args[0]) : 1000;
        Path results = Path.of(args.length > 1 ? args[1] : "benchmarks/results");
        try (ScratchFolder folder = ScratchFolder.create()) {
            new TierSoak().run(edits, folder.path(), results);
        }
    }

    private void run(int edits, Path folder, Path results) throws IOException {
        long bound;
        try (EditEngine engine = EditEngine.builder().build()) {
            for (int template = 0; template < TEMPLATES; template++) {
                engine.register(scenes.template(template));
                expected.add(engine.edit(scenes.edit(template, template)).image());
            }
            bound = KEPT * engine.hostCacheUse() / TEMPLATES;
        }
        try (EditEngine engine = EditEngine.builder()
                .hostCacheBytes(bound)
                .diskCache(folder, Long.MAX_VALUE)
                .build()) {
            for (int template = 0; template < TEMPLATES; template++) {
                engine.register(scenes.template(template));
            }
            edit(engine, edits); // warm-up: the cache learns who is popular
            CacheStatistics before = engine.hostCacheStatistics();
            double optimal = edit(engine, edits);
            CacheStatistics after = engine.hostCacheStatistics();
            double asked = after.hits() - before.hits() + (double) after.misses() - before.misses();
            report(edits, bound, (after.hits() - before.hits()) / asked, optimal, results);
        }
    }

    /** The share of edits whose template is among the most popular: what a cache that knows popularity hits. */
    private double edit(EditEngine engine, int edits) {
        int popular = 0;
        for (int done = 0; done < edits; done += AT_ONCE) {
            List<Integer> templates = new ArrayList<>();
            List<EditHandle> handles = new ArrayList<>();
            for (int i = 0; i < AT_ONCE; i++) {
                int template = popularity.draw(random);
                popular += template < KEPT ? 1 : 0;
                templates.add(template);
                handles.add(engine.submit(scenes.edit(template, template)));
            }
            for (int i = 0; i < AT_ONCE; i++) {
                EditImage picture = handles.get(i).join().image();
                wrong += EmbeddedScenes.largestDifference(picture, expected.get(templates.get(i))) > 1 ? 1 : 0;
            }
            mostBytes = Math.max(mostBytes, engine.hostCacheUse());
        }
        return popular / (double) edits;
    }

    private void report(int edits, long bound, double hitRatio, double optimal, Path results) throws IOException {
        System.out.printf(
                "%d edits after as many: %d wrong; most bytes %d of %d; hit ratio %.3f, with known popularity %.3f%n",
                edits, wrong, mostBytes, bound, hitRatio, optimal);
        try (JsonGenerator json = ReportFile.open(results.resolve("tier-soak.json"))) {
            json.writeStartObject();
            json.writeNumberField("edits", edits);
            json.writeNumberField("seed", SEED);
            json.writeNumberField("wrongPictures", wrong);
            json.writeNumberField("mostBytes", mostBytes);
            json.writeNumberField("bound", bound);
            json.writeNumberField("hitRatio", hitRatio);
            json.writeNumberField("hitRatioWithKnownPopularity", optimal);
            json.writeEndObject();
        }
        if (wrong > 0 || mostBytes > bound) {
            throw new AssertionError("a picture was wrong, or memory exceeded its bound");
        }
    }
}
