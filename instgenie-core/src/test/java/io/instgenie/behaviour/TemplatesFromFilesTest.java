package io.instgenie.behaviour;

import static io.instgenie.behaviour.Samples.largestDifference;
import static org.assertj.core.api.Assertions.assertThat;

import io.instgenie.EditEngine;
import io.instgenie.cache.CacheContents;
import io.instgenie.cache.Lease;
import io.instgenie.cache.disk.DiskTier;
import io.instgenie.cache.disk.TemplateFile;
import io.instgenie.cache.disk.TemplateFileWriter;
import io.instgenie.edit.EditImage;
import io.instgenie.edit.EditMask;
import io.instgenie.edit.EditMode;
import io.instgenie.edit.EditRequest;
import io.instgenie.edit.Template;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an autoencoder has made of a template comes from its file, and is not made again. */
class TemplatesFromFilesTest {
    private static final int STEPS = 2;
    private static final long ROOM = 1L << 30;

    @TempDir
    private Path folder;

    /** Where the file holds another picture's latents, it is they that the edit is made of: nobody has encoded the template. */
    @Test
    void latentsAreNotEncodedAgain() throws IOException {
        EditImage expected = edit();
        assertThat(edit()).isEqualTo(expected);
        exchangeOrigin();
        assertThat(largestDifference(edit(), expected)).isGreaterThan(10);
        for (Path file : files()) {
            Files.delete(file);
        }
        assertThat(edit()).isEqualTo(expected);
    }

    private EditImage edit() {
        try (EditEngine engine =
                SmallEdits.engine().hostCacheBytes(0).diskCache(folder, ROOM).build()) {
            engine.register(template("edited", 1));
            engine.register(template("other", 2));
            return engine.edit(EditRequest.builder()
                            .template("edited")
                            .mask(EditMask.rectangle(80, 64, 20, 20, 30, 25))
                            .maxSequenceLength(8)
                            .mode(EditMode.CACHED)
                            .build())
                    .image();
        }
    }

    private static Template template(String id, long picture) {
        return Template.builder(id, Samples.image(80, 64, picture))
                .numInferenceSteps(STEPS)
                .maxSequenceLength(8)
                .build();
    }

    private void exchangeOrigin() throws IOException {
        DiskTier tier = new DiskTier(folder, CacheContents.leastRecentlyUsed(ROOM), bytes -> 0, InstantSource.system());
        Map<String, String> hashes = new HashMap<>();
        for (Path file : files()) {
            String hash = file.getFileName().toString().replace(".slabs", "");
            try (Lease<TemplateFile> lease = tier.open(hash).orElseThrow()) {
                hashes.put(lease.value().header().fields().get("template"), hash);
            }
        }
        String edited = hashes.get("edited");
        try (Lease<TemplateFile> before = tier.open(edited).orElseThrow();
                Lease<TemplateFile> other = tier.open(hashes.get("other")).orElseThrow()) {
            tier.evict(edited);
            try (TemplateFileWriter writer = tier.write(before.value().header()).orElseThrow()) {
                writer.writeOrigin(other.value().origin());
                for (int step = 0; step < STEPS; step++) {
                    writer.copy(before.value(), step);
                }
                writer.commit();
            }
        }
    }

    private Iterable<Path> files() throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.slabs")) {
            return StreamSupport.stream(files.spliterator(), false).toList();
        }
    }
}
