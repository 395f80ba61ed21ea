package io.instgenie.model.tokenizers;

import io.instgenie.edit.ModelFormatException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Reads one message of the protocol buffers wire format, field by field. After {@link #next()}, {@link #field()} tells the field's number
 * and exactly one of the getters its value. Not thread-safe.
 */
final class Protobuf {
    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int BYTES = 2;
    private static final int FIXED32 = 5;

    private final String name;
    private final ByteBuffer message;
    private int field;
    private int wireType;
    private long number;
    private byte[] bytes = {};

    /** @param name what the message is, for error messages: a file, then the fields that lead to it */
    Protobuf(String name, byte[] message) {
        this.name = name;
        this.message = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Reads the next field, or tells that there is none. */
    boolean next() {
        if (!message.hasRemaining()) {
            return false;
        }
        long tag = varint();
        field = (int) (tag >>> 3);
        wireType = (int) (tag & 7);
        switch (wireType) {
            case VARINT -> number = varint();
            case FIXED64 -> number = message(Long.BYTES).getLong();
            case BYTES -> {
                bytes = new byte[length()];
                message.get(bytes);
            }
            case FIXED32 -> number = message(Integer.BYTES).getInt();
            default ->
                throw new ModelFormatException(name + ": field " + field + " has the unknown wire type " + wireType);
        }
        return true;
    }

    private long varint() {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            byte b = message(1).get();
            value |= (long) (b & 0x7f) << shift;
            if (b >= 0) {
                return value;
            }
        }
        throw new ModelFormatException(name + ": a number after field " + field + " has more than 64 bits");
    }

    private int length() {
        long length = varint();
        if (length < 0 || length > message.remaining()) {
            throw new ModelFormatException(
                    name + ": field " + field + " ends " + length + " bytes on, beyond the end of its message");
        }
        return (int) length;
    }

    private ByteBuffer message(int size) {
        if (message.remaining() < size) {
            throw new ModelFormatException(name + " ends inside field " + field);
        }
        return message;
    }

    /** The number of the field just read. */
    int field() {
        return field;
    }

    /** The value of an integer, enum or bool. */
    long number() {
        require(VARINT);
        return number;
    }

    /** The value of a float. */
    float float32() {
        require(FIXED32);
        return Float.intBitsToFloat((int) number);
    }

    /** The value of bytes, text, or a message within this one. */
    byte[] bytes() {
        require(BYTES);
        return bytes;
    }

    private void require(int type) {
        if (wireType != type) {
            throw new ModelFormatException(
                    name + ": field " + field + " has the wire type " + wireType + ", not " + type);
        }
    }
}
