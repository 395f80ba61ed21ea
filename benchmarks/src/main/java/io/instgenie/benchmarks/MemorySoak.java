package io.instgenie.benchmarks;

import com.fasterxml.jackson.core.JsonGenerator;
import io.instgenie.EditEngine;
import io.instgenie.edit.EditHandle;
import io.instgenie.edit.EditImage;
import io.instgenie.edit.EditMask;
import io.instgenie.edit.EditMode;
import io.instgenie.edit.EditRequest;
import io.instgenie.edit.Template;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;

/**
 * Whether memory stays flat: edits of the embedded model, dense and cached, four at a time, over more templates than the cache holds, with
 * a cancelled one now and then. Prints the process's resident memory on the way,
 * with the engine idle. Run it with {@code -Xmx256m}. Arguments: edits (default
 * 2000), file for the result (default {@code benchmarks/results/memory-soak.json}).
 */
public final class MemorySoak {
    private static final int SIZE = 256;
    private static final int TEMPLATES = 6;
    private static final int STEPS = 4;
    private static final int AT_ONCE = 4;
    private static final int EVERY = 200;
    /** After a second without work, an engine gives freed memory back: what stays is what it holds. */
    private static final long PAUSE_MILLIS = 2000;

    private static final long SEED = 1;
    /** Holds about half of the templates. */
    private static final long CACHE_BYTES = 24L << 20;

    private final Random random = new Random(SEED);
    private final TreeMap<Integer, Long> residentBytes = new TreeMap<>();

    private MemorySoak() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        int edits = args.length > 0 ? Integer.parseInt(args[0]) : 2000;
        Path file = Path.of(args.length > 1 ? args[1] : "benchmarks/results/memory-soak.json");
        MemorySoak soak = new MemorySoak();
        soak.run(edits);
        soak.write(file);
    }

    private void run(int edits) throws IOException, InterruptedException {
        try (EditEngine engine =
                EditEngine.builder().hostCacheBytes(CACHE_BYTES).build()) {
            for (int template = 0; template < TEMPLATES; template++) {
                engine.register(Template.builder("template " + template, picture())
                        .numInferenceSteps(STEPS)
                        .maxSequenceLength(24)
                        .build());
            }
            for (int done = 0; done < edits; done += AT_ONCE) {
                editSome(engine);
                if ((done + AT_ONCE) % EVERY == 0) {
                    Thread.sleep(PAUSE_MILLIS);
                    residentBytes.put(done + AT_ONCE, ResidentMemory.bytes());
                    System.out.printf("%d edits, %d KiB resident%n", done + AT_ONCE, ResidentMemory.bytes() >> 10);
                }
            }
        }
    }

    private void editSome(EditEngine engine) {
        List<EditHandle> handles = new ArrayList<>();
        for (int i = 0; i < AT_ONCE; i++) {
            handles.add(engine.submit(EditRequest.builder()
                    .template("template " + random.nextInt(TEMPLATES))
                    .mode(random.nextInt(10) == 0 ? EditMode.DENSE : EditMode.CACHED)
                    .mask(mask())
                    .prompt("a star")
                    .seed(random.nextLong())
                    .maxSequenceLength(24)
                    .build()));
        }
        if (random.nextInt(10) == 0) {
            handles.remove(random.nextInt(AT_ONCE)).cancel();
        }
        handles.forEach(EditHandle::join);
    }

    private EditImage picture() {
        byte[] rgb = new byte[SIZE * SIZE * 3];
        random.nextBytes(rgb);
        return EditImage.ofRgb(SIZE, SIZE, rgb);
    }

    private EditMask mask() {
        int side = 32 + random.nextInt(96);
        return EditMask.rectangle(SIZE, SIZE, random.nextInt(SIZE - side), random.nextInt(SIZE - side), side, side);
    }

    private void write(Path file) throws IOException {
        try (JsonGenerator json = ReportFile.open(file)) {
            json.writeStartObject();
            json.writeStringField("jvm", System.getProperty("java.vm.version"));
            json.writeNumberField("maxHeapBytes", Runtime.getRuntime().maxMemory());
            json.writeNumberField("seed", SEED);
            json.writeObjectFieldStart("residentBytes");
            for (var sample : residentBytes.entrySet()) {
                json.writeNumberField(sample.getKey().toString(), sample.getValue());
            }
            json.writeEndObject();
            json.writeEndObject();
        }
    }
}
