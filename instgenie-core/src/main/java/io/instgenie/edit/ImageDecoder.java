package io.instgenie.edit;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Reads one picture with the platform's readers, never by way of a file on disk.
 *
 * @param source what messages call the picture
 * @param maxPixels checked before decoding
 */
record ImageDecoder(String source, long maxPixels) {
    /** Four bytes a pixel must fit one array. */
    private static final long ARRAY_LIMIT = Integer.MAX_VALUE / 4;

    EditImage decode(InputStream in) {
        try (ImageInputStream stream = new MemoryCacheImageInputStream(in)) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(stream);
            if (!readers.hasNext()) {
                throw new InvalidRequestException(
                        source + " is no picture of a known format (PNG, JPEG, BMP, GIF, TIFF)");
            }
            ImageReader reader = readers.next();
            try {
                return decode(reader, stream);
            } finally {
                reader.dispose();
            }
        } catch (InvalidRequestException e) {
            throw e;
        } catch (IOException | RuntimeException e) { // damaged data make the readers throw either
            throw new InvalidRequestException(source + " is damaged or unsupported: " + rootMessage(e), e);
        }
    }

    private EditImage decode(ImageReader reader, ImageInputStream stream) throws IOException {
        reader.setInput(stream, true, true);
        checkSize(reader.getWidth(0), reader.getHeight(0));
        List<String> warnings = new ArrayList<>();
        reader.addIIOReadWarningListener((from, warning) -> warnings.add(warning));
        EditImage image = EditImage.of(reader.read(0));
        for (String warning : warnings) {
            // The JPEG reader fills what is missing with grey and only warns.
            if (warning.toLowerCase(Locale.ROOT).contains("premature end")) {
                throw new InvalidRequestException(source + " is damaged: " + warning);
            }
        }
        return image;
    }

    private void checkSize(int width, int height) {
        long limit = Math.min(maxPixels, ARRAY_LIMIT);
        if ((long) width * height > limit) {
            throw new InvalidRequestException(
                    source + " is too large: " + width + " x " + height + " pixels, the limit is " + limit);
        }
    }

    private static String rootMessage(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getMessage() == null ? root.toString() : root.getMessage();
    }
}
