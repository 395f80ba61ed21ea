package io.instgenie.picture;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The chunks of a WebP file. */
final class WebpBlocks {
    private static final int RIFF_HEADER = 12;

    private final Map<String, byte[]> chunks = new HashMap<>(); // the first of each name

    private WebpBlocks(byte[] riff, int from) {
        ByteBuffer in = ByteBuffer.wrap(riff).order(ByteOrder.LITTLE_ENDIAN).position(Math.min(from, riff.length));
        while (in.remaining() >= 8) {
            byte[] name = new byte[4];
            in.get(name);
            int length = in.getInt();
            if (length < 0 || length > in.remaining()) {
                break;
            }
            byte[] data = new byte[length];
            in.get(data);
            chunks.putIfAbsent(new String(name, StandardCharsets.ISO_8859_1), data);
            in.position(Math.min(in.limit(), in.position() + length % 2));
        }
    }

    static FileBlocks parse(byte[] file) {
        Map<String, byte[]> chunks = new WebpBlocks(file, RIFF_HEADER).chunks;
        byte[] exif = chunks.get("EXIF");
        return FileBlocks.of(
                chunks.get("ICCP"),
                List.of(),
                exif == null ? null : JpegBlocks.withoutExifHeader(exif),
                chunks.get("XMP "),
                null);
    }

    /**
     * The chunks of a still picture: "VP8 " and perhaps "ALPH", or "VP8L".
     *
     * @throws PictureException if there is no whole picture, or it moves
     */
    static Map<String, byte[]> still(byte[] file) throws PictureException {
        Map<String, byte[]> chunks = new WebpBlocks(file, RIFF_HEADER).chunks;
        if (chunks.containsKey("ANMF")) {
            throw new PictureException(
                    "is a moving WebP picture, which is not read; libwebp's webpmux takes one frame out of it");
        }
        if (!chunks.containsKey("VP8 ") && !chunks.containsKey("VP8L")) {
            throw new PictureException("is damaged: it has no whole picture");
        }
        return chunks;
    }
}
