package io.instgenie.picture;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the segments of a JPEG file say about its samples, and such segments for a file to write. */
final class JpegBlocks {
    private static final byte[] JFIF = ascii("JFIF\0");
    private static final byte[] EXIF = ascii("Exif\0\0");
    private static final byte[] XMP = ascii("http://ns.adobe.com/xap/1.0/\0");
    private static final byte[] ICC = ascii("ICC_PROFILE\0");
    private static final int APP0 = 0xE0;
    private static final int APP1 = 0xE1;
    private static final int APP2 = 0xE2;
    private static final int START_OF_SCAN = 0xDA;
    private static final int MAX_PAYLOAD = 0xFFFF - 2;

    private final SortedMap<Integer, byte[]> iccParts = new TreeMap<>();
    private byte @Nullable [] exif;
    private byte @Nullable [] xmp;
    private @Nullable Resolution resolution;

    private JpegBlocks() {}

    static FileBlocks parse(byte[] file) {
        JpegBlocks blocks = new JpegBlocks();
        int at = 2;
        while (at + 4 <= file.length) {
            if (file[at] != (byte) 0xFF) {
                at++; // rubbish between segments, which readers skip
                continue;
            }
            int marker = file[at + 1] & 0xFF;
            if (marker == START_OF_SCAN) {
                break;
            }
            if (marker == 0xFF || marker == 0 || marker == 1 || (marker >= 0xD0 && marker <= 0xD9)) {
                at += marker == 0xFF ? 1 : 2; // a filler, or a marker without a segment
                continue;
            }
            int length = (file[at + 2] & 0xFF) << 8 | (file[at + 3] & 0xFF);
            int end = at + 2 + length;
            if (length < 2 || end > file.length) {
                break;
            }
            blocks.take(marker, Arrays.copyOfRange(file, at + 4, end));
            at = end;
        }
        return FileBlocks.of(blocks.profile(), List.of(), blocks.exif, blocks.xmp, blocks.resolution);
    }

    private void take(int marker, byte[] payload) {
        if (marker == APP0 && startsWith(payload, JFIF)) {
            resolution = density(payload);
        } else if (marker == APP1 && startsWith(payload, EXIF) && exif == null) {
            exif = withoutExifHeader(payload);
        } else if (marker == APP1 && startsWith(payload, XMP)) {
            xmp = Arrays.copyOfRange(payload, XMP.length, payload.length);
        } else if (marker == APP2 && startsWith(payload, ICC) && payload.length > ICC.length + 2) {
            iccParts.put(payload[ICC.length] & 0xFF, Arrays.copyOfRange(payload, ICC.length + 2, payload.length));
        }
    }

    /** JFIF, two bytes of version, the unit (0: none, 1: inch, 2: centimetre), and 16 bits each way. */
    private static @Nullable Resolution density(byte[] payload) {
        if (payload.length < 12) {
            return null;
        }
        ByteBuffer in = ByteBuffer.wrap(payload);
        int x = in.getShort(8) & 0xFFFF;
        int y = in.getShort(10) & 0xFFFF;
        if (x == 0 || y == 0) {
            return null;
        }
        return switch (payload[7]) {
            case 1 -> Resolution.perInch(x, y);
            case 2 -> Resolution.perCentimetre(x, y);
            default -> null;
        };
    }

    private byte @Nullable [] profile() {
        if (iccParts.isEmpty()) {
            return null;
        }
        ByteArrayOutputStream profile = new ByteArrayOutputStream();
        iccParts.values().forEach(profile::writeBytes);
        return profile.toByteArray();
    }

    static byte[] withoutExifHeader(byte[] bytes) {
        return startsWith(bytes, EXIF) ? Arrays.copyOfRange(bytes, EXIF.length, bytes.length) : bytes;
    }

    /** The JFIF segment, which comes first. */
    static byte[] ofResolution(@Nullable Resolution resolution) {
        ByteBuffer payload = ByteBuffer.allocate(14).put(JFIF).put((byte) 1).put((byte) 2);
        if (resolution == null) {
            payload.put((byte) 0).putShort((short) 1).putShort((short) 1);
        } else {
            payload.put((byte) 1).putShort((short) resolution.dpiX()).putShort((short) resolution.dpiY());
        }
        return segment(APP0, payload.array());
    }

    /** Nothing for what is longer than a segment may be. */
    static byte[] ofExif(byte[] exif) {
        return segment(APP1, joined(EXIF, exif));
    }

    /** Nothing for what is longer than a segment may be. */
    static byte[] ofXmp(byte[] xmp) {
        return segment(APP1, joined(XMP, xmp));
    }

    /** As many segments as it takes, at most 255. */
    static byte[] ofProfile(byte[] icc) {
        int most = MAX_PAYLOAD - ICC.length - 2;
        int parts = (icc.length + most - 1) / most;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int part = 0; part < parts && parts <= 255; part++) {
            byte[] data = Arrays.copyOfRange(icc, part * most, Math.min(icc.length, (part + 1) * most));
            out.writeBytes(segment(APP2, joined(joined(ICC, new byte[] {(byte) (part + 1), (byte) parts}), data)));
        }
        return out.toByteArray();
    }

    private static byte[] segment(int marker, byte[] payload) {
        if (payload.length > MAX_PAYLOAD) {
            return new byte[0];
        }
        return ByteBuffer.allocate(4 + payload.length)
                .put((byte) 0xFF)
                .put((byte) marker)
                .putShort((short) (payload.length + 2))
                .put(payload)
                .array();
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    private static boolean startsWith(byte[] bytes, byte[] start) {
        return bytes.length >= start.length && Arrays.equals(bytes, 0, start.length, start, 0, start.length);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
