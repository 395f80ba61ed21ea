package io.instgenie.cache.prefetch;

import io.instgenie.cache.Lease;
import io.instgenie.cache.disk.DiskTier;
import io.instgenie.cache.disk.TemplateFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the first steps of templates' files before a step asks for them, so that the operating system has them in memory when it does: while
 * an edit waits to be encoded, the disk has nothing else to do. Piece by piece, so that loads that a step does wait for come in between.
 * Thread-safe.
 */
public final class ReadAhead {
    private static final Logger LOG = LoggerFactory.getLogger(ReadAhead.class);
    private static final int PIECE_BYTES = 1 << 20;

    private final DiskTier tier;
    private final Executor reading;
    private final int steps;
    private final Set<String> underWay = ConcurrentHashMap.newKeySet();

    /**
     * @param reading runs one piece after the other; the loads of steps too
     * @param steps how many steps to read of a template, 1 or more
     */
    public ReadAhead(DiskTier tier, Executor reading, int steps) {
        if (steps < 1) {
            throw new IllegalArgumentException("steps must be 1 or more, not " + steps);
        }
        this.tier = tier;
        this.reading = reading;
        this.steps = steps;
    }

    /**
     * Begins to read a template's file, if there is one and it is not being read.
     *
     * @param unwanted asked before each piece; ends the reading
     */
    public void begin(String manifestHash, BooleanSupplier unwanted) {
        if (!tier.has(manifestHash) || !underWay.add(manifestHash)) {
            return;
        }
        execute(() -> open(manifestHash, unwanted), () -> underWay.remove(manifestHash));
    }

    private void open(String hash, BooleanSupplier unwanted) {
        Lease<TemplateFile> file;
        try {
            file = tier.peek(hash).orElse(null);
        } catch (IOException e) {
            LOG.debug("{} cannot be read ahead", hash, e);
            file = null;
        }
        if (file == null) {
            underWay.remove(hash);
            return;
        }
        long end = Math.min(
                steps * file.value().header().layout().slabBytes(),
                file.value().header().layout().totalBytes());
        readOn(file, 0, end, ByteBuffer.allocateDirect((int) Math.min(PIECE_BYTES, end)), unwanted);
    }

    private void readOn(Lease<TemplateFile> file, long from, long end, ByteBuffer into, BooleanSupplier unwanted) {
        if (from >= end || unwanted.getAsBoolean()) {
            end(file);
            return;
        }
        int bytes = (int) Math.min(into.capacity(), end - from);
        try {
            file.value().skim(from, into.clear().limit(bytes));
        } catch (IOException e) {
            LOG.debug("{} cannot be read ahead", file.value().path(), e);
            end(file);
            return;
        }
        execute(() -> readOn(file, from + bytes, end, into, unwanted), () -> end(file));
    }

    private void end(Lease<TemplateFile> file) {
        underWay.remove(file.value().header().manifestHash());
        file.close();
    }

    private void execute(Runnable piece, Runnable whenRefused) {
        try {
            reading.execute(piece);
        } catch (RejectedExecutionException e) {
            whenRefused.run(); // whoever owns the executor is closing
        }
    }
}
