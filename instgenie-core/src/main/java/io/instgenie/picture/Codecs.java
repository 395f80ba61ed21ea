package io.instgenie.picture;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.util.Iterator;
import javax.imageio.ImageReader;
import javax.imageio.ImageWriter;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;
import javax.imageio.spi.ImageReaderWriterSpi;
import javax.imageio.spi.ImageWriterSpi;

/**
 * The readers and writers of the formats, always the same ones, whatever else the host has registered: the JDK's for PNG, GIF and BMP,
 * TwelveMonkeys' for JPEG, TIFF and WebP. Thread-safe.
 */
final class Codecs {
    private static final String JDK = "com.sun.imageio.plugins.";
    private static final String BUNDLED = "com.twelvemonkeys.imageio.plugins.";
    private static final BundledReaders BUNDLE = new BundledReaders();

    private Codecs() {}

    static ImageReader reader(PictureFormat format) throws PictureException {
        try {
            return switch (format) {
                case PNG -> jdk(ImageReaderSpi.class, "png.PNGImageReaderSpi").createReaderInstance();
                case GIF -> jdk(ImageReaderSpi.class, "gif.GIFImageReaderSpi").createReaderInstance();
                case BMP -> jdk(ImageReaderSpi.class, "bmp.BMPImageReaderSpi").createReaderInstance();
                case JPEG -> jpeg().createReaderInstance();
                case TIFF -> bundled("tiff.TIFFImageReaderSpi").createReaderInstance();
                case WEBP -> bundled("webp.WebPImageReaderSpi").createReaderInstance();
                default -> throw new IllegalArgumentException(format + " has no reader");
            };
        } catch (ReflectiveOperationException | IOException e) {
            throw new PictureException("cannot be read: this library lacks its reader of " + format, e);
        }
    }

    static ImageWriter writer(PictureFormat format) throws IOException {
        return jdk(
                        ImageWriterSpi.class,
                        format == PictureFormat.PNG ? "png.PNGImageWriterSpi" : "jpeg.JPEGImageWriterSpi")
                .createWriterInstance();
    }

    private static Class<?> bundledClass(String name) throws ClassNotFoundException {
        return BUNDLE.loadClass(BUNDLED + name);
    }

    private static ImageReaderSpi bundled(String name) throws ReflectiveOperationException {
        return (ImageReaderSpi) bundledClass(name).getDeclaredConstructor().newInstance();
    }

    /** It leaves decompression to the JDK's reader, which it would find only if it were registered itself. */
    private static ImageReaderSpi jpeg() throws ReflectiveOperationException {
        Constructor<?> constructor =
                bundledClass("jpeg.JPEGImageReaderSpi").getDeclaredConstructor(ImageReaderSpi.class);
        constructor.setAccessible(true);
        return (ImageReaderSpi) constructor.newInstance(jdk(ImageReaderSpi.class, "jpeg.JPEGImageReaderSpi"));
    }

    private static <T extends ImageReaderWriterSpi> T jdk(Class<T> kind, String name) {
        Iterator<T> providers = IIORegistry.getDefaultInstance().getServiceProviders(kind, false);
        while (providers.hasNext()) {
            T provider = providers.next();
            if (provider.getClass().getName().equals(JDK + name)) {
                return provider;
            }
        }
        throw new IllegalStateException("the JDK's " + name + " was taken out of ImageIO's registry");
    }
}
