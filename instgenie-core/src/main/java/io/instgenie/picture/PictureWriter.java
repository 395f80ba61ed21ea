package io.instgenie.picture;

import java.awt.Point;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.DataBufferUShort;
import java.awt.image.PixelInterleavedSampleModel;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import javax.imageio.IIOImage;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Writes pictures as they are stored, with colour profile, resolution and, where asked for, Exif and XMP. Streams stay open. Stateless. */
public final class PictureWriter {
    private static final float JPEG_QUALITY = 0.95f;
    private static final int PNG_HEAD = 33; // signature and IHDR
    private static final int JPEG_MARK = 2;
    private static final int JFIF_SEGMENT = 18;

    private PictureWriter() {}

    /** PNG keeps every bit. */
    public static void writePng(Picture picture, OutputStream out) throws IOException {
        FileBlocks blocks = picture.blocks();
        ByteArrayOutputStream chunks = new ByteArrayOutputStream();
        byte[] icc = picture.profile().icc();
        if (icc != null) {
            List<PngChunk> own = blocks.icc() == icc ? List.of(PngBlocks.ofProfile(icc)) : blocks.colorChunks();
            own.forEach(chunk -> chunks.writeBytes(chunk.toBytes()));
        }
        if (blocks.resolution() != null) {
            chunks.writeBytes(PngBlocks.ofResolution(blocks.resolution()).toBytes());
        }
        byte[] exif = blocks.uprightExif();
        if (picture.keepsMetadata() && exif != null) {
            chunks.writeBytes(new PngChunk("eXIf", exif).toBytes());
        }
        byte[] xmp = blocks.uprightXmp();
        if (picture.keepsMetadata() && xmp != null) {
            chunks.writeBytes(PngBlocks.ofXmp(xmp).toBytes());
        }
        OutputStream spliced = new SplicingStream(out, PNG_HEAD, 0, chunks.toByteArray());
        encode(PictureFormat.PNG, picture.samples(), spliced);
    }

    /** JPEG has 8 bits, quality 0.95 and no alpha. */
    public static void writeJpeg(Picture picture, OutputStream out) throws IOException {
        FileBlocks blocks = picture.blocks();
        ByteArrayOutputStream segments = new ByteArrayOutputStream();
        segments.writeBytes(JpegBlocks.ofResolution(blocks.resolution()));
        byte[] exif = blocks.uprightExif();
        if (picture.keepsMetadata() && exif != null) {
            segments.writeBytes(JpegBlocks.ofExif(exif));
        }
        byte[] xmp = blocks.uprightXmp();
        if (picture.keepsMetadata() && xmp != null) {
            segments.writeBytes(JpegBlocks.ofXmp(xmp));
        }
        byte[] icc = picture.profile().icc();
        if (icc != null) {
            segments.writeBytes(JpegBlocks.ofProfile(icc));
        }
        Samples stored = picture.samples();
        Samples bytes = new Samples(stored.width(), stored.height(), stored.channels(), 1, stored.upperBytes());
        OutputStream spliced = new SplicingStream(out, JPEG_MARK, JFIF_SEGMENT, segments.toByteArray());
        encode(PictureFormat.JPEG, picture.hasAlpha() ? bytes.select(0, 1, 2) : bytes, spliced);
    }

    private static void encode(PictureFormat format, Samples samples, OutputStream out) throws IOException {
        ImageWriter writer = Codecs.writer(format);
        try (ImageOutputStream stream = new MemoryCacheImageOutputStream(out)) {
            writer.setOutput(stream);
            ImageWriteParam parameters = writer.getDefaultWriteParam();
            if (format == PictureFormat.JPEG) {
                parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
                parameters.setCompressionQuality(JPEG_QUALITY);
            }
            writer.write(null, new IIOImage(image(samples), null, null), parameters);
        } finally {
            writer.dispose();
        }
    }

    /** The samples as AWT has them; the colour space is a name only, nothing is converted by it. */
    private static BufferedImage image(Samples samples) {
        int channels = samples.channels();
        int type = samples.sampleBytes() == 1 ? DataBuffer.TYPE_BYTE : DataBuffer.TYPE_USHORT;
        int[] offsets = channels == 4 ? new int[] {0, 1, 2, 3} : new int[] {0, 1, 2};
        WritableRaster raster = Raster.createWritableRaster(
                new PixelInterleavedSampleModel(
                        type, samples.width(), samples.height(), channels, samples.width() * channels, offsets),
                buffer(samples),
                new Point());
        boolean alpha = channels == 4;
        ComponentColorModel colors = new ComponentColorModel(
                ColorSpace.getInstance(ColorSpace.CS_sRGB),
                alpha,
                false,
                alpha ? ComponentColorModel.TRANSLUCENT : ComponentColorModel.OPAQUE,
                type);
        return new BufferedImage(colors, raster, false, null);
    }

    private static DataBuffer buffer(Samples samples) {
        byte[] data = samples.data();
        if (samples.sampleBytes() == 1) {
            return new DataBufferByte(data, data.length);
        }
        short[] numbers = new short[data.length / 2];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (short) (data[2 * i] << 8 | (data[2 * i + 1] & 0xFF));
        }
        return new DataBufferUShort(numbers, numbers.length);
    }
}
