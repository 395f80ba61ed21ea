package io.instgenie.behaviour;

import io.instgenie.cache.disk.FailingChannel;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;

/** A disk that fails as it is told: the real one's files, under paths of its own. Thread-safe. */
final class FaultyDisk implements FailingChannel.Medium {
    private final FaultyFileSystem files = new FaultyFileSystem(this);
    private boolean full; // guarded by this, as all below
    private boolean readOnly;
    private boolean stuck;
    private int waiting;

    /** A real folder as it is on this disk. */
    Path at(Path real) {
        return files.wrap(real);
    }

    /** Whether there is no room for another byte. */
    synchronized void setFull(boolean full) {
        this.full = full;
    }

    /** Whether nobody may create, change or delete anything. */
    synchronized void setReadOnly(boolean readOnly) {
        this.readOnly = readOnly;
    }

    /** Whether reads do not end. */
    synchronized void setStuck(boolean stuck) {
        this.stuck = stuck;
        notifyAll();
    }

    /** Ends all faults. */
    synchronized void heal() {
        full = false;
        readOnly = false;
        setStuck(false);
    }

    /** How many reads wait now. */
    synchronized int waiting() {
        return waiting;
    }

    synchronized void requireWritable(Path file) throws IOException {
        if (readOnly) {
            throw new AccessDeniedException(file.toString());
        }
    }

    @Override
    public synchronized int take(int bytes) {
        return full ? 0 : bytes;
    }

    @Override
    public synchronized void beforeRead() throws IOException {
        waiting++;
        try {
            while (stuck) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while it waited for a disk that is stuck");
        } finally {
            waiting--;
        }
    }
}
