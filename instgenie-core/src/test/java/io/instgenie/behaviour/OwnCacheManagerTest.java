package io.instgenie.behaviour;

import static io.instgenie.behaviour.Samples.largestDifference;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.instgenie.EditEngine;
import io.instgenie.EditEngineBuilder;
import io.instgenie.cache.CacheItem;
import io.instgenie.cache.CacheManager;
import io.instgenie.cache.LruCacheManager;
import io.instgenie.edit.EditMask;
import io.instgenie.edit.EditMode;
import io.instgenie.edit.EditRequest;
import io.instgenie.edit.EditResult;
import io.instgenie.edit.InvalidRequestException;
import io.instgenie.edit.Template;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A user's cache manager decides what stays, in memory and in files, and cannot break the engine. */
@Timeout(180)
class OwnCacheManagerTest {
    private static final int STEPS = 3;

    @TempDir
    private Path folder;

    /** What came first stays: the newcomer, which was used last, leaves. */
    private static CacheItem newest(List<CacheItem> candidates) {
        return candidates.get(candidates.size() - 1);
    }

    private static Template template(String id) {
        return Template.builder(id, Samples.image(80, 64, id.hashCode()))
                .numInferenceSteps(STEPS)
                .maxSequenceLength(8)
                .build();
    }

    private static EditResult edit(EditEngine engine, String template) {
        return engine.edit(EditRequest.builder()
                .template(template)
                .mask(EditMask.rectangle(80, 64, 20, 20, 30, 25))
                .maxSequenceLength(8)
                .mode(EditMode.CACHED)
                .build());
    }

    /** Steps of an edit whose activations were kept. */
    private static long kept(EditEngine engine, String template) {
        return edit(engine, template).provenance().cacheHits();
    }

    private static void registerBoth(EditEngine engine) {
        engine.register(template("a"));
        engine.register(template("b"));
    }

    private static long templateBytes() {
        try (EditEngine engine = SmallEdits.engine().build()) {
            engine.register(template("a"));
            return engine.hostCacheUse();
        }
    }

    @Test
    void itDecidesWhatStaysInMemory() {
        long room = templateBytes() * 3 / 2;
        List<CacheItem> seen = new ArrayList<>();
        CacheManager first = candidates -> {
            seen.addAll(candidates);
            return newest(candidates);
        };
        try (EditEngine engine = SmallEdits.engine()
                .hostCacheBytes(room)
                .hostCacheManager(bytes -> first)
                .build()) {
            registerBoth(engine);
            assertThat(kept(engine, "a")).isEqualTo(STEPS);
            assertThat(kept(engine, "b")).isZero();
        }
        assertThat(seen).allMatch(item -> item.bytes() == room * 2 / 3 && item.computeSeconds() > 0);
        assertThat(seen.stream().map(CacheItem::id).distinct()).hasSize(2);
        try (EditEngine engine = SmallEdits.engine()
                .hostCacheBytes(room)
                .hostCacheManager(bytes -> new LruCacheManager())
                .build()) {
            registerBoth(engine);
            assertThat(kept(engine, "b")).isEqualTo(STEPS);
            assertThat(kept(engine, "a")).isZero();
        }
    }

    @Test
    void itDecidesWhatStaysInFiles() throws IOException {
        try (EditEngine engine = onlyFiles(1 << 30).build()) {
            engine.register(template("a"));
        }
        Path first = files().get(0);
        long room = Files.size(first) * 3 / 2;
        List<CacheItem> seen = new ArrayList<>();
        try (EditEngine engine = onlyFiles(room)
                .diskCacheManager(bytes -> candidates -> {
                    seen.addAll(candidates);
                    return newest(candidates);
                })
                .build()) {
            registerBoth(engine);
            assertThat(files()).containsExactly(first);
            assertThat(kept(engine, "a")).isEqualTo(STEPS);
            assertThat(kept(engine, "b")).isZero();
        }
        assertThat(seen)
                .isNotEmpty()
                .allMatch(item -> item.bytes() == room * 2 / 3
                        && item.computeSeconds() > 0
                        && first.getFileName().toString().startsWith(item.id()) == (item.uses() > 1));
        try (EditEngine engine =
                onlyFiles(room).diskCacheManager(bytes -> new LruCacheManager()).build()) {
            registerBoth(engine);
            assertThat(files()).hasSize(1).doesNotContain(first);
        }
    }

    private EditEngineBuilder onlyFiles(long bytes) {
        return SmallEdits.engine().hostCacheBytes(0).diskCache(folder, bytes);
    }

    private List<Path> files() throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.slabs")) {
            List<Path> all = new ArrayList<>();
            files.forEach(all::add);
            return all;
        }
    }

    /** One that fails at every call: edits are as they are without it, and the bound holds. */
    @Test
    void aBrokenOneHurtsNobody() {
        long room = templateBytes() * 3 / 2;
        CacheManager broken = new CacheManager() {
            @Override
            public CacheItem victim(List<CacheItem> candidates) {
                throw new IllegalStateException("a manager fails, as a test");
            }

            @Override
            public void used(CacheItem item) {
                throw new IllegalStateException("a manager fails, as a test");
            }

            @Override
            public void left(CacheItem item) {
                throw new AssertionError("a manager fails, as a test");
            }
        };
        try (EditEngine sound = SmallEdits.engine().build();
                EditEngine engine = SmallEdits.engine()
                        .hostCacheBytes(room)
                        .hostCacheManager(bytes -> broken)
                        .build()) {
            registerBoth(sound);
            registerBoth(engine);
            for (String template : List.of("a", "b", "a")) {
                assertThat(largestDifference(
                                edit(engine, template).image(),
                                edit(sound, template).image()))
                        .isLessThanOrEqualTo(1);
                assertThat(engine.hostCacheUse()).isLessThanOrEqualTo(room);
            }
        }
    }

    @Test
    @SuppressWarnings("NullAway") // wrong on purpose
    void noneAtAllIsNamed() {
        assertThatThrownBy(() ->
                        SmallEdits.engine().hostCacheManager(bytes -> null).build())
                .isInstanceOf(InvalidRequestException.class)
                .hasMessage("hostCacheManager made no cache manager");
    }
}
