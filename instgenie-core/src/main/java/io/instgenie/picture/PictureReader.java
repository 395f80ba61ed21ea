package io.instgenie.picture;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.stream.ImageInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads one picture from a file's content: decoded, upright, on its screen, with its colours known.
 *
 * @param maxPixels checked before decoding
 */
public record PictureReader(long maxPixels) {
    /** Eight bytes a pixel must fit one array. */
    private static final long ARRAY_LIMIT = Integer.MAX_VALUE / 8;

    /**
     * The picture in {@code file}.
     *
     * @throws PictureException if it is none, or too large, damaged or of a kind that is not read
     */
    public Picture read(byte[] file) throws PictureException {
        PictureFormat format = PictureFormat.of(file);
        try {
            return shown(decode(format, file), format.blocks(file));
        } catch (PictureException e) {
            throw e;
        } catch (IOException | RuntimeException e) { // damaged data make decoders throw either
            throw new PictureException("is damaged or unsupported: " + rootMessage(e), e);
        }
    }

    private DecodedPicture decode(PictureFormat format, byte[] file) throws IOException {
        if (format == PictureFormat.WEBP) {
            Map<String, byte[]> chunks = WebpBlocks.still(file);
            byte[] bitstream = chunks.get("VP8 ");
            if (bitstream != null) {
                return decodeLossy(bitstream, chunks.get("ALPH"));
            }
        }
        GifScreen screen = format == PictureFormat.GIF ? new GifScreen(file) : null;
        if (screen != null) {
            checkSize(screen.width(), screen.height());
        }
        ImageReader reader = Codecs.reader(format);
        byte[] plain = format == PictureFormat.TIFF ? TiffBlocks.withoutProfile(file) : file;
        try (ImageInputStream stream = new FileStream(plain)) {
            reader.setInput(stream, true, true);
            BufferedImage image = decode(reader);
            if (screen != null) {
                return screen.show(image);
            }
            DecodedPicture decoded = DecodedPicture.of(image);
            if (format == PictureFormat.JPEG && decoded.colors() == 4) {
                return Cmyk.inverted(decoded);
            }
            return decoded;
        } finally {
            reader.dispose();
        }
    }

    private DecodedPicture decodeLossy(byte[] bitstream, byte @Nullable [] alpha) throws IOException {
        int width = Vp8Frame.width(bitstream);
        int height = Vp8Frame.height(bitstream);
        checkSize(width, height);
        return LossyWebp.decode(bitstream, alpha == null ? null : WebpAlpha.decode(alpha, width, height));
    }

    private BufferedImage decode(ImageReader reader) throws IOException {
        checkSize(reader.getWidth(0), reader.getHeight(0));
        List<String> warnings = new ArrayList<>();
        reader.addIIOReadWarningListener((from, warning) -> warnings.add(warning));
        BufferedImage image = reader.read(0, unconverted(reader));
        for (String warning : warnings) {
            // The JPEG reader fills what is missing with grey and only warns.
            if (warning.toLowerCase(Locale.ROOT).contains("premature end")) {
                throw new PictureException("is damaged: " + warning);
            }
        }
        return image;
    }

    /** Asks for the file's own colours: readers would rather give sRGB, by a profile of the file or one of their own. */
    private static ImageReadParam unconverted(ImageReader reader) throws IOException {
        ImageReadParam parameters = reader.getDefaultReadParam();
        ImageTypeSpecifier stored = reader.getRawImageType(0);
        Iterator<ImageTypeSpecifier> types = reader.getImageTypes(0);
        while (types.hasNext()) {
            ImageTypeSpecifier type = types.next();
            boolean cmyk = type.getColorModel().getNumColorComponents() == 4;
            if (cmyk || type.equals(stored)) {
                parameters.setDestinationType(type);
            }
        }
        return parameters;
    }

    private void checkSize(int width, int height) throws PictureException {
        long limit = Math.min(maxPixels, ARRAY_LIMIT);
        if ((long) width * height > limit) {
            throw new PictureException("is too large: " + width + " x " + height + " pixels, the limit is " + limit);
        }
    }

    private static Picture shown(DecodedPicture decoded, FileBlocks blocks) {
        Orientation orientation = blocks.orientation();
        Samples upright = orientation.apply(decoded.samples());
        FileBlocks turned = orientation.swapsSides() ? blocks.turned() : blocks;
        return Coloring.of(new DecodedPicture(upright, decoded.colors()), turned);
    }

    private static String rootMessage(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getMessage() == null ? root.toString() : root.getMessage();
    }
}
