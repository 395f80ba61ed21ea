package io.instgenie.picture;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/** What the chunks of a PNG file say about its samples, and such chunks for a file to write. */
final class PngBlocks {
    static final String XMP_KEYWORD = "XML:com.adobe.xmp";

    private static final int SIGNATURE = 8;
    private static final int MAX_INFLATED = 1 << 26;
    private static final Set<String> COLORS = Set.of("cICP", "sRGB", "gAMA", "cHRM");
    private static final Set<String> OTHERS = Set.of("iCCP", "eXIf", "pHYs", "iTXt", "zTXt", "tEXt");
    private static final String RAW_EXIF = "Raw profile type exif"; // ImageMagick's, from before eXIf

    private final List<PngChunk> colors = new ArrayList<>();
    private byte @Nullable [] icc;
    private byte @Nullable [] exif;
    private byte @Nullable [] rawExif;
    private byte @Nullable [] xmp;
    private @Nullable Resolution resolution;

    private PngBlocks() {}

    static FileBlocks parse(byte[] file) {
        PngBlocks blocks = new PngBlocks();
        ByteBuffer in = ByteBuffer.wrap(file).position(Math.min(SIGNATURE, file.length));
        while (in.remaining() >= 8) {
            int length = in.getInt();
            byte[] type = new byte[4];
            in.get(type);
            if (length < 0 || length > in.remaining()) {
                break;
            }
            blocks.take(new String(type, StandardCharsets.ISO_8859_1), in, length);
            in.position(Math.min(in.limit(), in.position() + length + 4));
        }
        byte[] exif = blocks.exif == null ? blocks.rawExif : blocks.exif;
        return FileBlocks.of(blocks.icc, List.copyOf(blocks.colors), exif, blocks.xmp, blocks.resolution);
    }

    /** Leaves the position where it is. */
    private void take(String type, ByteBuffer in, int length) {
        if (!COLORS.contains(type) && !OTHERS.contains(type)) {
            return;
        }
        byte[] data = new byte[length];
        in.get(in.position(), data);
        switch (type) {
            case "iCCP" -> icc = inflated(data, keyword(data).length() + 2);
            case "eXIf" -> exif = data;
            case "pHYs" -> resolution = physical(data);
            case "iTXt" -> takeText(data);
            case "zTXt" -> {
                if (keyword(data).equals(RAW_EXIF)) {
                    rawExif = unhexed(inflated(data, RAW_EXIF.length() + 2));
                }
            }
            case "tEXt" -> {
                if (keyword(data).equals(RAW_EXIF)) {
                    rawExif = unhexed(Arrays.copyOfRange(data, RAW_EXIF.length() + 1, data.length));
                }
            }
            default -> colors.add(new PngChunk(type, data));
        }
    }

    /** Keyword, flag and method of compression, language, translated keyword, text. */
    private void takeText(byte[] data) {
        int at = XMP_KEYWORD.length() + 1;
        if (!keyword(data).equals(XMP_KEYWORD) || data.length < at + 2) {
            return;
        }
        boolean compressed = data[at] != 0;
        int text = after(data, after(data, at + 2));
        xmp = compressed ? inflated(data, text) : Arrays.copyOfRange(data, Math.min(text, data.length), data.length);
    }

    /** The index behind the next 0, at most the length. */
    private static int after(byte[] data, int from) {
        int at = Math.min(from, data.length);
        while (at < data.length && data[at] != 0) {
            at++;
        }
        return Math.min(at + 1, data.length);
    }

    private static String keyword(byte[] data) {
        int end = 0;
        while (end < data.length && end < 80 && data[end] != 0) {
            end++;
        }
        return new String(data, 0, end, StandardCharsets.ISO_8859_1);
    }

    private static @Nullable Resolution physical(byte[] data) {
        PngChunk chunk = new PngChunk("pHYs", data);
        boolean metres = data.length == 9 && data[8] == 1;
        return metres && chunk.number(0) > 0 && chunk.number(1) > 0
                ? new Resolution(chunk.number(0), chunk.number(1))
                : null;
    }

    private static byte @Nullable [] inflated(byte[] data, int from) {
        Inflater inflater = new Inflater();
        try {
            int start = Math.min(from, data.length);
            inflater.setInput(data, start, data.length - start);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            byte[] buffer = new byte[8192];
            while (!inflater.finished()) {
                int count = inflater.inflate(buffer);
                if (count == 0 || out.size() + count > MAX_INFLATED) {
                    return null; // cut off, or more than any profile has
                }
                out.write(buffer, 0, count);
            }
            return out.toByteArray();
        } catch (DataFormatException e) {
            return null;
        } finally {
            inflater.end();
        }
    }

    /** A line break, a name, a length and hexadecimal digits in lines; the data begin as in a JPEG. */
    private static byte @Nullable [] unhexed(byte @Nullable [] text) {
        if (text == null) {
            return null;
        }
        String[] parts = new String(text, StandardCharsets.ISO_8859_1).trim().split("\\s+", 3);
        try {
            byte[] bytes = HexFormat.of().parseHex(parts.length < 3 ? "" : parts[2].replaceAll("\\s", ""));
            return JpegBlocks.withoutExifHeader(bytes);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    static PngChunk ofProfile(byte[] icc) {
        byte[] name = "ICC profile\0\0".getBytes(StandardCharsets.ISO_8859_1); // and the method, which is 0
        Deflater deflater = new Deflater();
        try {
            deflater.setInput(icc);
            deflater.finish();
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            out.writeBytes(name);
            byte[] buffer = new byte[8192];
            while (!deflater.finished()) {
                out.write(buffer, 0, deflater.deflate(buffer));
            }
            return new PngChunk("iCCP", out.toByteArray());
        } finally {
            deflater.end();
        }
    }

    static PngChunk ofResolution(Resolution resolution) {
        return new PngChunk(
                "pHYs",
                ByteBuffer.allocate(9)
                        .putInt((int) Math.round(resolution.xPerMetre()))
                        .putInt((int) Math.round(resolution.yPerMetre()))
                        .put((byte) 1)
                        .array());
    }

    static PngChunk ofXmp(byte[] xmp) {
        byte[] head = (XMP_KEYWORD + "\0\0\0\0\0").getBytes(StandardCharsets.ISO_8859_1);
        byte[] data = Arrays.copyOf(head, head.length + xmp.length);
        System.arraycopy(xmp, 0, data, head.length, xmp.length);
        return new PngChunk("iTXt", data);
    }
}
