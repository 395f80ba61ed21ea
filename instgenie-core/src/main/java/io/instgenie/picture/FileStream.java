package io.instgenie.picture;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * A file's bytes for a decoder. Who goes on reading long after their end is stopped: some decoders take every end for zeros, and would work for
 * hours on what a few damaged bytes announce.
 */
final class FileStream extends MemoryCacheImageInputStream {
    /** More than any decoder asks for when its last bits are in sight. */
    private static final int MOST_ENDS = 4096;

    private int ends;

    FileStream(byte[] file) {
        super(new ByteArrayInputStream(file));
    }

    @Override
    public int read() throws IOException {
        return checked(super.read());
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
        return checked(super.read(bytes, from, length));
    }

    private int checked(int result) throws PictureException {
        if (result < 0 && ++ends > MOST_ENDS) {
            throw new PictureException("is damaged: it ends early");
        }
        return result;
    }
}
