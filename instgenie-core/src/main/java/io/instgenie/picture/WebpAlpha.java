package io.instgenie.picture;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/** The alpha of a lossy WebP picture: bytes as they are or a lossless picture's green, each the difference to a prediction. Stateless. */
final class WebpAlpha {
    private static final int HORIZONTAL = 1;
    private static final int VERTICAL = 2;
    private static final int GRADIENT = 3;

    private WebpAlpha() {}

    /** @return {@code [height, width]} */
    static byte[] decode(byte[] chunk, int width, int height) throws IOException {
        int count = width * height;
        if (chunk.length == 0 || (chunk[0] & 3) > 1) {
            throw new PictureException("is damaged: its alpha is packed in no known way");
        }
        byte[] data = Arrays.copyOfRange(chunk, 1, chunk.length);
        boolean packed = (chunk[0] & 3) == 1;
        if (!packed && data.length < count) {
            throw new PictureException("is damaged: its alpha ends early");
        }
        byte[] alpha = packed ? green(data, width, height) : Arrays.copyOf(data, count);
        unfilter(alpha, width, chunk[0] >> 2 & 3);
        return alpha;
    }

    /** The data are a lossless picture's without its header. */
    private static byte[] green(byte[] data, int width, int height) throws IOException {
        int size = 5 + data.length;
        ByteBuffer file = ByteBuffer.allocate(20 + size + size % 2).order(ByteOrder.LITTLE_ENDIAN);
        file.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(file.capacity() - 8);
        file.put("WEBPVP8L".getBytes(StandardCharsets.US_ASCII)).putInt(size);
        file.put((byte) 0x2F).putInt((width - 1) | (height - 1) << 14).put(data);
        ImageReader reader = Codecs.reader(PictureFormat.WEBP);
        try (ImageInputStream in = new FileStream(file.array())) {
            reader.setInput(in, true, true);
            Samples samples = DecodedPicture.of(reader.read(0)).samples();
            return samples.select(1).data();
        } finally {
            reader.dispose();
        }
    }

    private static void unfilter(byte[] alpha, int width, int filter) {
        for (int i = filter == 0 ? alpha.length : 1; i < alpha.length; i++) {
            int left = i % width == 0 ? -1 : alpha[i - 1] & 0xFF;
            int above = i < width ? -1 : alpha[i - width] & 0xFF;
            int prediction;
            if (left < 0 || above < 0) {
                prediction = Math.max(left, above); // the one that there is
            } else {
                prediction = switch (filter) {
                    case HORIZONTAL -> left;
                    case VERTICAL -> above;
                    case GRADIENT -> Math.max(0, Math.min(255, left + above - (alpha[i - width - 1] & 0xFF)));
                    default -> 0;
                };
            }
            alpha[i] = (byte) (alpha[i] + prediction);
        }
    }
}
