package io.instgenie.examples;

import io.instgenie.EditEngine;
import io.instgenie.cache.CacheItem;
import io.instgenie.cache.CacheManager;
import io.instgenie.cache.CacheStatistics;
import io.instgenie.edit.EditRequest;
import io.instgenie.edit.Template;
import java.io.IOException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Keeps the templates that save most seconds for the room they take, unless they have not been used for long: GreedyDual-Size, by Cao and
 * Irani (1997).
 */
public final class WriteYourOwnCacheManager implements CacheManager {
    private final Map<String, Double> worth = new HashMap<>();
    private double least; // the worth of what left last: what comes in later counts for more

    @Override
    public void used(CacheItem item) {
        worth.put(item.id(), least + item.computeSeconds() / item.bytes());
    }

    @Override
    public CacheItem victim(List<CacheItem> candidates) {
        CacheItem victim =
                candidates.stream().min(Comparator.comparingDouble(this::worth)).orElseThrow();
        least = worth(victim);
        return victim;
    }

    private double worth(CacheItem item) {
        return worth.getOrDefault(item.id(), least);
    }

    @Override
    public void left(CacheItem item) {
        worth.remove(item.id());
    }

    public static void main(String... args) throws IOException {
        Arguments arguments = Arguments.of(args);
        long roomForTwo;
        try (EditEngine engine = EditEngine.builder().build()) {
            engine.register(template(Scene.APPLE, arguments.steps()));
            roomForTwo = 2 * engine.hostCacheUse();
        }
        try (EditEngine engine = EditEngine.builder()
                .hostCacheBytes(roomForTwo)
                .hostCacheManager(maxBytes -> new WriteYourOwnCacheManager())
                .build()) {
            for (Scene scene : Scene.values()) {
                engine.register(template(scene, arguments.steps()));
                String file = "kept-" + scene.ordinal() + ".png";
                engine.edit(EditRequest.builder()
                                .template(scene.name())
                                .mask(scene.mask())
                                .prompt(scene.prompt())
                                .maxSequenceLength(Scene.MAX_SEQUENCE_LENGTH)
                                .seed(scene.seed())
                                .build())
                        .image()
                        .write(arguments.folder().resolve(file));
            }
            CacheStatistics cache = engine.hostCacheStatistics();
            System.out.printf(
                    "%d templates, room for 2: %d left, %d of %d bytes are in use%n",
                    Scene.values().length,
                    cache.evictions(),
                    cache.bytes().used(),
                    cache.bytes().bound());
        }
        System.out.println("pictures are in " + arguments.folder());
    }

    private static Template template(Scene scene, int steps) {
        return Template.builder(scene.name(), scene.image())
                .numInferenceSteps(steps)
                .maxSequenceLength(Scene.MAX_SEQUENCE_LENGTH)
                .build();
    }
}
