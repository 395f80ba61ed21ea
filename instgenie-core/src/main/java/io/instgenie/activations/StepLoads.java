package io.instgenie.activations;

import io.instgenie.cache.prefetch.BlockLoad;
import io.instgenie.cache.prefetch.LoadFailedException;
import io.instgenie.cache.prefetch.Prefetch;
import io.instgenie.cache.prefetch.Prefetcher;
import io.instgenie.cache.prefetch.Staged;
import io.instgenie.cost.Section;
import io.instgenie.device.Transfers;
import io.instgenie.trace.LoadEvent;
import io.instgenie.trace.WaitEvent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/**
 * The loads of one step under a plan, in the order of its blocks. All that a block loads for all groups is one load into one slot, as
 * {@link io.instgenie.plan.PlanRequest} counts them. Used by one thread.
 */
public final class StepLoads implements AutoCloseable {
    /** What one group loads of one block. */
    record Part(int group, Section section, BlockLoad load) {}

    private static final int NOTHING = -1;

    private final List<List<Part>> parts; // by block
    private final int[] loadOfBlock;
    private final Prefetch prefetch;
    private final Transfers transfers;
    private final Duration limit;
    private final Set<Integer> failed = ConcurrentHashMap.newKeySet();
    private @Nullable Staged staged;
    private int stagedBlock = NOTHING;
    private int missedBlock = NOTHING;
    private long waitedNanos;

    /**
     * Schedules the loads.
     *
     * @param parts by block
     * @param medium what loads go through, see {@link io.instgenie.cache.prefetch.Throttle}
     * @param limit how long a block waits for its load at most
     * @param transfers what reads the slots
     */
    StepLoads(
            Prefetcher prefetcher,
            List<List<Part>> parts,
            UnaryOperator<BlockLoad> medium,
            Duration limit,
            Transfers transfers) {
        this.transfers = transfers;
        this.parts = parts;
        this.limit = limit;
        loadOfBlock = new int[parts.size()];
        Arrays.fill(loadOfBlock, NOTHING);
        List<BlockLoad> loads = new ArrayList<>();
        for (int block = 0; block < parts.size(); block++) {
            if (!parts.get(block).isEmpty()) {
                loadOfBlock[block] = loads.size();
                loads.add(medium.apply(new Joint(block, parts.get(block))));
            }
        }
        prefetch = prefetcher.schedule(loads);
    }

    /** Several loads as one, one after the other. Every section is a multiple of what its numbers are aligned to. */
    private final class Joint implements BlockLoad {
        private final int block;
        private final List<Part> parts;

        Joint(int block, List<Part> parts) {
            this.block = block;
            this.parts = parts;
        }

        @Override
        public int bytes() {
            return parts.stream().mapToInt(part -> part.load().bytes()).reduce(0, Math::addExact);
        }

        @Override
        public void load(ByteBuffer slot) throws IOException {
            LoadEvent event = new LoadEvent();
            event.begin();
            for (Part part : parts) {
                try {
                    part.load().load(slot);
                } catch (IOException e) {
                    failed.add(part.group());
                    throw e;
                }
            }
            event.end(block, bytes());
        }
    }

    /** What was loaded for a group, as flat bytes that are good until {@link #release}. Waits for it if need be. */
    Tensor bytes(int group, int block, Section section) throws LoadMissedException {
        ByteBuffer slot = staged(block).bytes();
        int start = 0;
        for (Part part : parts.get(block)) {
            int length = part.load().bytes();
            if (part.group() == group && part.section() == section) {
                return torch.from_blob(
                        new BytePointer(slot.slice(start, length)),
                        new long[] {length},
                        new TensorOptions(ScalarType.Byte));
            }
            start += length;
        }
        throw new IllegalStateException(section + " of block " + block + " were not planned to be loaded");
    }

    /** Whether a load failed because of this group's file. */
    boolean hasFailed(int group) {
        return failed.contains(group);
    }

    private Staged staged(int block) throws LoadMissedException {
        if (staged != null && stagedBlock == block) {
            return staged;
        }
        if (missedBlock == block) {
            throw new LoadMissedException("the load of block " + block + " was missed before");
        }
        release();
        missedBlock = block; // until it is there: a load is awaited once
        WaitEvent event = new WaitEvent();
        event.begin();
        long start = System.nanoTime();
        try {
            staged = prefetch.await(loadOfBlock[block], limit)
                    .orElseThrow(() -> new LoadMissedException("the load of block " + block + " did not come in time"));
            stagedBlock = block;
            missedBlock = NOTHING;
            return staged;
        } catch (LoadFailedException e) {
            throw new LoadMissedException("the load of block " + block + " failed", e);
        } finally {
            waitedNanos = System.nanoTime() - start;
            event.end(block);
        }
    }

    /** How long the last block that loaded waited for it. */
    public long waitedNanos() {
        return waitedNanos;
    }

    /** Gives the slot of the block that is done back, as soon as it has been read. */
    void release() {
        waitedNanos = 0;
        if (staged != null) {
            transfers.whenRead(staged::close);
            staged = null;
        }
    }

    /** Gives up what was not taken. */
    @Override
    public void close() {
        release();
        prefetch.close();
    }
}
