package io.instgenie.model.tokenizers;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** GPT-2's printable stand-ins for the 256 bytes: visible Latin-1 characters for themselves, code points from 256 on for the others. */
final class ByteAlphabet {
    private static final char[] CHAR_OF_BYTE = new char[256];
    private static final int[] BYTE_OF_CHAR = new int[512];

    static {
        Arrays.fill(BYTE_OF_CHAR, -1);
        char next = 256;
        for (int b = 0; b < 256; b++) {
            boolean visible = (b >= '!' && b <= '~') || (b >= 0xA1 && b <= 0xAC) || b >= 0xAE;
            CHAR_OF_BYTE[b] = visible ? (char) b : next++;
            BYTE_OF_CHAR[CHAR_OF_BYTE[b]] = b;
        }
    }

    private ByteAlphabet() {}

    /** The UTF-8 bytes of {@code text}, one character each. */
    static String encode(String text) {
        StringBuilder encoded = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            encoded.append(CHAR_OF_BYTE[b & 0xFF]);
        }
        return encoded.toString();
    }

    /** Back to text; characters that stand for no byte are passed over. */
    static String decode(String encoded) {
        byte[] bytes = new byte[encoded.length()];
        int length = 0;
        for (int i = 0; i < encoded.length(); i++) {
            char c = encoded.charAt(i);
            if (c < BYTE_OF_CHAR.length && BYTE_OF_CHAR[c] >= 0) {
                bytes[length++] = (byte) BYTE_OF_CHAR[c];
            }
        }
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }
}
