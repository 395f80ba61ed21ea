package io.instgenie.picture;

import java.util.Arrays;
import java.util.List;

/**
 * A picture upright, as its file stores it, 8 or 16 bits a sample in the file's own colours, and as sRGB. Immutable and thread-safe; equal
 * if samples and colours are. Arrays are shared, not copied: who gets one leaves it as it is.
 */
public final class Picture {
    private final Samples samples; // RGB, or RGB and alpha
    private final ColorProfile profile;
    private final Origin origin;
    private final byte[] srgb; // [height, width, 3 or 4]

    /**
     * Where a picture comes from.
     *
     * @param blocks what the file says about it
     * @param notes what a result cannot keep of it
     * @param metadata whether files of it carry Exif and XMP
     */
    record Origin(FileBlocks blocks, List<String> notes, boolean metadata) {
        static final Origin NONE = new Origin(FileBlocks.NONE, List.of(), false);

        Origin {
            notes = List.copyOf(notes);
        }
    }

    Picture(Samples samples, ColorProfile profile, Origin origin) {
        this(samples, profile, origin, toSrgb(samples, profile));
    }

    private Picture(Samples samples, ColorProfile profile, Origin origin, byte[] srgb) {
        this.samples = samples;
        this.profile = profile;
        this.origin = origin;
        this.srgb = srgb;
    }

    /**
     * An sRGB picture of 8 bits.
     *
     * @param pixels {@code [height, width, 3 or 4]}; kept
     * @throws IllegalArgumentException if they are not of that size
     */
    public static Picture ofSrgb(int width, int height, boolean alpha, byte[] pixels) {
        Samples samples = new Samples(width, height, alpha ? 4 : 3, 1, pixels);
        return new Picture(samples, ColorProfile.SRGB, Origin.NONE);
    }

    private static byte[] toSrgb(Samples samples, ColorProfile profile) {
        byte[] stored = samples.upperBytes();
        if (profile.isSrgb()) {
            return stored;
        }
        if (samples.channels() == 3) {
            return profile.toSrgb(stored);
        }
        byte[] colors = profile.toSrgb(new Samples(samples.width(), samples.height(), 4, 1, stored)
                .select(0, 1, 2)
                .data());
        byte[] srgb = stored.clone();
        for (int i = 0; i < samples.pixels(); i++) {
            System.arraycopy(colors, 3 * i, srgb, 4 * i, 3);
        }
        return srgb;
    }

    public int width() {
        return samples.width();
    }

    public int height() {
        return samples.height();
    }

    public boolean hasAlpha() {
        return samples.channels() == 4;
    }

    /** Bits of a stored sample, 8 or 16. */
    public int depth() {
        return 8 * samples.sampleBytes();
    }

    /** What is shown: sRGB of 8 bits, {@code [height, width, 3 or 4]}. */
    public byte[] srgb() {
        return srgb;
    }

    /** What is stored, 16 bits with the upper byte first: {@code [height, width, 3 or 4, depth / 8]}. */
    public byte[] stored() {
        return samples.data();
    }

    /** What a result of this picture cannot keep of its file, a sentence each. */
    public List<String> notes() {
        return origin.notes();
    }

    /** This picture, whose files carry the Exif and XMP data of the file that it was read from, if it had any. */
    public Picture withMetadata() {
        return new Picture(samples, profile, new Origin(origin.blocks(), origin.notes(), true), srgb);
    }

    /**
     * This picture with parts of another painted over: each sample is stored (255 - v) / 255 + painted v / 255, rounded to the nearest, so
     * that at 0 what is stored stays, bit for bit, and at 255 it is what is painted.
     *
     * @param painted sRGB, {@code [height, width, 3 or 4]} as this picture's own
     * @param values v for each pixel, {@code [height, width]}
     */
    public Picture painted(byte[] painted, byte[] values) {
        Samples blended = Blend.of(samples, profile, painted, values);
        return new Picture(blended, profile, origin);
    }

    Samples samples() {
        return samples;
    }

    ColorProfile profile() {
        return profile;
    }

    FileBlocks blocks() {
        return origin.blocks();
    }

    boolean keepsMetadata() {
        return origin.metadata();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Picture that
                && samples.equals(that.samples)
                && Arrays.equals(srgb, that.srgb)
                && profile.equals(that.profile);
    }

    @Override
    public int hashCode() {
        return samples.hashCode();
    }
}
