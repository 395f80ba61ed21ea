package io.instgenie.cache.prefetch;

import static org.assertj.core.api.Assertions.assertThat;

import io.instgenie.cache.CacheContents;
import io.instgenie.cache.disk.BlockSections;
import io.instgenie.cache.disk.DiskTier;
import io.instgenie.cache.disk.SlabFiles;
import io.instgenie.cache.disk.SlabLayout;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadAheadTest {
    private static final String HASH = "a-template";
    /** Steps of two and a half pieces, of which two are read. */
    private static final SlabLayout LAYOUT = new SlabLayout(3, List.of(BlockSections.of(5 << 19, 0)));

    private static final int PIECES = 5;

    @TempDir
    private Path folder;

    private final VirtualLoader loader = new VirtualLoader();
    private final AtomicBoolean unwanted = new AtomicBoolean();

    private DiskTier tier;
    private ReadAhead readAhead;

    @BeforeEach
    void write() throws IOException {
        tier = new DiskTier(folder, CacheContents.leastRecentlyUsed(1 << 30), bytes -> 0, Clock.systemUTC());
        SlabFiles.write(tier, SlabFiles.header(HASH, LAYOUT));
        readAhead = new ReadAhead(tier, loader, 2);
    }

    private int run() {
        int pieces = 0;
        while (loader.run()) {
            pieces++;
        }
        return pieces;
    }

    @Test
    void theFirstStepsAreReadPieceByPiece() {
        readAhead.begin(HASH, unwanted::get);
        assertThat(loader.tasks()).isEqualTo(1); // others come in between
        assertThat(run()).isEqualTo(PIECES + 1); // the last finds that it is done
    }

    @Test
    void whoWantsTheSameReadsItOnce() {
        readAhead.begin(HASH, unwanted::get);
        readAhead.begin(HASH, unwanted::get);
        assertThat(run()).isEqualTo(PIECES + 1);
        readAhead.begin(HASH, unwanted::get);
        assertThat(loader.tasks()).isEqualTo(1);
    }

    @Test
    void whatNobodyWaitsForIsNotReadOn() {
        readAhead.begin(HASH, unwanted::get);
        loader.run();
        unwanted.set(true);
        assertThat(run()).isEqualTo(1);
        unwanted.set(false);
        readAhead.begin(HASH, unwanted::get);
        assertThat(run()).isEqualTo(PIECES + 1);
    }

    @Test
    void whatIsNotThereIsNotRead() {
        readAhead.begin("another-template", unwanted::get);
        assertThat(loader.tasks()).isZero();
    }

    @Test
    void aFileThatGoesUnderWayHurtsNobody() throws IOException {
        readAhead.begin(HASH, unwanted::get);
        tier.evict(HASH);
        assertThat(run()).isEqualTo(1);
    }

    @Test
    void anExecutorThatHasEndedHurtsNobody() {
        ReadAhead late = new ReadAhead(
                tier,
                task -> {
                    throw new RejectedExecutionException("ended");
                },
                1);
        late.begin(HASH, unwanted::get);
        late.begin(HASH, unwanted::get);
    }
}
