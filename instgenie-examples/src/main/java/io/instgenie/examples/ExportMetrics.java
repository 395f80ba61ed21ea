package io.instgenie.examples;

import io.instgenie.EditEngine;
import io.instgenie.edit.EditRequest;
import io.instgenie.metrics.EngineStats;
import io.instgenie.metrics.MicrometerListener;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.util.Comparator;

/** Publishes what the engine does in a Micrometer registry, and reads the engine's own statistics. */
public final class ExportMetrics {
    private ExportMetrics() {}

    public static void main(String... args) throws IOException {
        Arguments arguments = Arguments.of(args);
        SimpleMeterRegistry registry = new SimpleMeterRegistry(); // or Prometheus, Datadog, ...
        try (EditEngine engine =
                EditEngine.builder().listener(new MicrometerListener(registry)).build()) {
            engine.edit(EditRequest.builder()
                            .image(Scene.ROCKET.image())
                            .mask(Scene.ROCKET.mask())
                            .prompt(Scene.ROCKET.prompt())
                            .maxSequenceLength(Scene.MAX_SEQUENCE_LENGTH)
                            .numInferenceSteps(arguments.steps())
                            .build())
                    .image()
                    .write(arguments.folder().resolve("rocket.png"));
            EngineStats stats = engine.stats();
            System.out.printf(
                    "done %d, latency %d ms of which denoising %d ms, a step %d ms%n",
                    stats.done(),
                    stats.latency().mean().toMillis(),
                    stats.denoise().mean().toMillis(),
                    stats.step().mean().toMillis());
        }
        registry.getMeters().stream()
                .sorted(Comparator.comparing((Meter meter) -> meter.getId().toString()))
                .forEach(meter -> System.out.println(
                        meter.getId().getName() + " " + meter.getId().getTags() + " " + meter.measure()));
    }
}
