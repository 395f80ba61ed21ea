package io.instgenie.benchmarks;

import com.fasterxml.jackson.core.JsonGenerator;
import io.instgenie.EditEngine;
import io.instgenie.EditEngineBuilder;
import io.instgenie.batching.StepSchedulerKind;
import io.instgenie.edit.EditHandle;
import io.instgenie.edit.EditImage;
import io.instgenie.edit.EditMode;
import io.instgenie.edit.EditRequest;
import io.instgenie.examples.load.EmbeddedLoad;
import io.instgenie.routing.RouterKind;
import io.instgenie.simulator.TraceFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The same edits served in different configurations: pictures must not depend on batches, routing, restarts or the number of workers. Each
 * colour may differ by 1 of 255 where batches differ, and by nothing where each edit steps alone. Arguments: edits (default 500), folder
 * for results (default {@code benchmarks/results}), trace. Writes {@code same-pictures.json}.
 */
public final class SamePictures {
    private static final int TEMPLATES = 3;
    private static final int STEPS = 8;
    private static final long SEED = 1;

    private final List<EditRequest> edits;
    private final EmbeddedLoad load;

    private SamePictures(List<Double> ratios, int edits) {
        load = new EmbeddedLoad(ratios, TEMPLATES, STEPS);
        this.edits = load.edits(edits, EditMode.CACHED, SEED);
    }

    public static void main(String[] args) throws IOException {
        int edits = args.length > 0 ? Integer.parseInt(args[0]) : 500;
        Path results = Path.of(args.length > 1 ? args[1] : "benchmarks/results");
        Path trace = Path.of(args.length > 2 ? args[2] : "benchmarks/traces/production.csv");
        new SamePictures(TraceFile.read(trace), edits).run(results);
    }

    private void run(Path results) throws IOException {
        List<EditImage> batched = serve(EditEngine.builder());
        MortalScheduler mortal = new MortalScheduler();
        mortal.killOne();
        List<EditImage> spread = serve(EditEngine.builder()
                .workers(3)
                .router(RouterKind.LEAST_REQUESTS)
                .maxBatchSize(3)
                .stepScheduler(mortal));
        List<EditImage> alone = serve(one().workers(1).threads(1));
        List<EditImage> aloneOnTwo = serve(
                one().workers(2).threads(2).router(RouterKind.ROUND_ROBIN).stepScheduler(StepSchedulerKind.STATIC));
        int different = largest(batched, spread);
        int same = largest(alone, aloneOnTwo);
        System.out.printf(
                Locale.ROOT,
                "%d edits: one worker and three of which one dies: pictures differ by at most %d of 255; edits that step alone, "
                        + "on one worker and on two: by at most %d%n",
                edits.size(),
                different,
                same);
        try (JsonGenerator json = ReportFile.open(results.resolve("same-pictures.json"))) {
            json.writeStartObject();
            json.writeNumberField("edits", edits.size());
            json.writeNumberField("seed", SEED);
            json.writeNumberField("largestDifferenceOtherBatches", different);
            json.writeNumberField("largestDifferenceSameBatches", same);
            json.writeEndObject();
        }
        if (different > 1 || same > 0) {
            throw new AssertionError("a picture depends on how it was served");
        }
    }

    private static EditEngineBuilder one() {
        return EditEngine.builder().maxBatchSize(1);
    }

    private List<EditImage> serve(EditEngineBuilder options) {
        try (EditEngine engine = options.maxPendingEdits(edits.size())
                .maxPendingBytes(Long.MAX_VALUE)
                .build()) {
            load.register(engine);
            List<EditHandle> handles = new ArrayList<>();
            edits.forEach(edit -> handles.add(engine.submit(edit)));
            List<EditImage> pictures = new ArrayList<>();
            handles.forEach(handle -> pictures.add(handle.join().image()));
            System.out.printf(
                    Locale.ROOT,
                    "%.1f edits a step, %d workers lost, %d restarts%n",
                    (double) engine.stats().jobSteps() / engine.stats().steps(),
                    engine.stats().workersLost(),
                    engine.stats().restarted());
            return pictures;
        }
    }

    private static int largest(List<EditImage> left, List<EditImage> right) {
        int largest = 0;
        for (int i = 0; i < left.size(); i++) {
            largest = Math.max(largest, EmbeddedScenes.largestDifference(left.get(i), right.get(i)));
        }
        return largest;
    }
}
