package io.instgenie.model.tokenizers;

import io.instgenie.edit.ModelFormatException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** Walks the fields of a protocol-buffers message: just what a SentencePiece model needs. */
final class Protobuf {
    private static final int VARINT = 0;
    private static final int FIXED_64 = 1;
    private static final int BYTES = 2;
    private static final int FIXED_32 = 5;

    private Protobuf() {}

    /** Sees a field's number and its raw value: the content of a message, string or bytes, or a fixed number's bytes. */
    interface Visitor {
        void field(int number, ByteBuffer value);
    }

    /**
     * Visits the fields in order; plain integers are passed over.
     *
     * @throws ModelFormatException if the message is truncated or not one
     */
    static void fields(ByteBuffer message, Path file, Visitor visitor) {
        while (message.hasRemaining()) {
            long key = varint(message, file);
            int wireType = (int) (key & 7);
            if (wireType == VARINT) {
                varint(message, file);
                continue;
            }
            long length = switch (wireType) {
                case FIXED_64 -> Long.BYTES;
                case BYTES -> varint(message, file);
                case FIXED_32 -> Integer.BYTES;
                default ->
                    throw new ModelFormatException(file + " is not a protocol-buffers file: wire type " + wireType);
            };
            if (length < 0 || length > message.remaining()) {
                throw new ModelFormatException(
                        file + " is truncated: a field of " + length + " bytes, " + message.remaining() + " are left");
            }
            visitor.field((int) (key >>> 3), message.slice(message.position(), (int) length));
            message.position(message.position() + (int) length);
        }
    }

    static byte[] bytes(ByteBuffer value) {
        byte[] bytes = new byte[value.remaining()];
        value.get(bytes);
        return bytes;
    }

    private static long varint(ByteBuffer message, Path file) {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            if (!message.hasRemaining()) {
                throw new ModelFormatException(file + " is truncated inside a number");
            }
            byte b = message.get();
            value |= (long) (b & 0x7F) << shift;
            if (b >= 0) {
                return value;
            }
        }
        throw new ModelFormatException(file + " has a number of more than 64 bits");
    }
}
