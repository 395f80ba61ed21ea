package io.instgenie.picture;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Passes on a stream's head, replaces what follows by other bytes, and passes on the rest. */
final class SplicingStream extends FilterOutputStream {
    private final int dropFrom;
    private final int dropTo;
    private final byte[] inserted;
    private long position;

    /**
     * @param head how many bytes come first
     * @param dropped how many of those that follow are left out
     * @param inserted what stands in their place
     */
    SplicingStream(OutputStream out, int head, int dropped, byte[] inserted) {
        super(out);
        dropFrom = head;
        dropTo = head + dropped;
        this.inserted = inserted;
    }

    @Override
    public void write(int value) throws IOException {
        if (position == dropFrom) {
            out.write(inserted);
        }
        if (position < dropFrom || position >= dropTo) {
            out.write(value);
        }
        position++;
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        int at = from;
        while (at < from + length && position <= dropTo) {
            write(bytes[at++]);
        }
        out.write(bytes, at, from + length - at);
        position += from + length - at;
    }
}
