package io.instgenie.model.tokenizers;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Writes bytes as visible characters, one for one, so that a vocabulary of byte strings can stand in a text file (GPT-2's
 * {@code bytes_to_unicode}): visible Latin-1 characters stand for themselves, the others are U+0100 and up in order.
 */
final class ByteAlphabet {
    private static final char[] CHARS = chars();
    private static final byte[] BYTES = bytes();

    private ByteAlphabet() {}

    private static char[] chars() {
        char[] chars = new char[256];
        char next = 256;
        for (char b = 0; b < chars.length; b++) {
            boolean visible = b >= '!' && b <= '~' || b >= '¡' && b <= 'ÿ' && b != '\u00ad';
            chars[b] = visible ? b : next++;
        }
        return chars;
    }

    private static byte[] bytes() {
        byte[] bytes = new byte[CHARS[0xad] + 1]; // the soft hyphen's is the last stand-in
        for (int b = 0; b < CHARS.length; b++) {
            bytes[CHARS[b]] = (byte) b;
        }
        return bytes;
    }

    /** The UTF-8 bytes of {@code text}, a character each. */
    static String encode(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        StringBuilder encoded = new StringBuilder(utf8.length);
        for (byte b : utf8) {
            encoded.append(CHARS[b & 0xff]);
        }
        return encoded.toString();
    }

    /** The inverse of {@link #encode}; cut-off characters become U+FFFD. */
    static String decode(Iterable<String> tokens) {
        ByteArrayOutputStream utf8 = new ByteArrayOutputStream();
        for (String token : tokens) {
            utf8.writeBytes(isEncoded(token) ? bytes(token) : token.getBytes(StandardCharsets.UTF_8));
        }
        return utf8.toString(StandardCharsets.UTF_8);
    }

    private static boolean isEncoded(String token) {
        return token.chars().allMatch(c -> c < BYTES.length && CHARS[BYTES[c] & 0xff] == c);
    }

    private static byte[] bytes(String encoded) {
        byte[] bytes = new byte[encoded.length()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = BYTES[encoded.charAt(i)];
        }
        return bytes;
    }
}
