package io.instgenie.picture;

import java.io.IOException;

/** A picture file that is not read; the message says why, as the end of a sentence that begins with the file's name. */
public final class PictureException extends IOException {
    public PictureException(String message) {
        super(message);
    }

    public PictureException(String message, Throwable cause) {
        super(message, cause);
    }
}
