package io.instgenie.model.textencoders;

import io.instgenie.edit.InvalidRequestException;
import io.instgenie.tensor.Tensors;
import org.bytedeco.pytorch.Tensor;

/** Token ids on their way into an embedding, where an id out of range would read foreign memory. */
final class TokenIds {
    private TokenIds() {}

    /** The ids as int64 {@code [tokens]}, each known to be in the vocabulary. */
    static Tensor checked(long[] ids, int vocabSize) {
        for (long id : ids) {
            if (id < 0 || id >= vocabSize) {
                throw new InvalidRequestException(
                        "token id " + id + " is not in the text encoder's vocabulary of " + vocabSize);
            }
        }
        return Tensors.ofLongs(ids, ids.length);
    }
}
