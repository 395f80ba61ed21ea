package io.instgenie.edit;

/**
 * A model folder, or a file in it, is not what its format says; the message names the file and the field, tensor or token at fault. Also a
 * model whose weights are numbers, and yet compute what is none.
 */
public final class ModelFormatException extends NonRetriableException {
    public ModelFormatException(String message) {
        super(message);
    }

    public ModelFormatException(String message, Throwable cause) {
        super(message, cause);
    }
}
