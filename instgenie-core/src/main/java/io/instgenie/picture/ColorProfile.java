package io.instgenie.picture;

import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.color.ProfileDataException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The colour space of samples: sRGB, or what an ICC profile says. Immutable and thread-safe. */
final class ColorProfile {
    static final ColorProfile SRGB = new ColorProfile(null, null, true);

    private static final int CLASS = 12;
    private static final int OUTPUT = 0x70727472;
    private static final int INPUT = 0x73636E72;
    private static final int INTENT = 64;
    private static final int TAGS = 128;
    private static final int A2B0 = 0x41324230;
    private static final int B2A0 = 0x42324130;
    private static final int RELATIVE = 1;
    private static final int ABSOLUTE = 3;
    private static final int MAX_TAGS = 200;

    private final byte @Nullable [] bytes;
    private final @Nullable ICC_Profile profile;
    private final boolean srgb;
    private final @Nullable IccTransform toSrgb;
    private final @Nullable IccTransform fromSrgb;

    private ColorProfile(byte @Nullable [] bytes, @Nullable ICC_Profile profile, boolean srgb) {
        this.bytes = bytes;
        this.profile = profile;
        this.srgb = srgb;
        toSrgb = profile == null ? null : IccTransform.toSrgb(profile);
        fromSrgb = profile == null ? null : IccTransform.fromSrgb(profile);
    }

    /** The space of a profile; empty if it cannot be used. */
    static Optional<ColorProfile> of(byte[] icc) {
        try {
            ICC_Profile profile = ICC_Profile.getInstance(withOwnIntent(icc));
            ColorProfile space = new ColorProfile(icc, profile, false);
            byte[] probe = space.colors() == 3 ? probe() : new byte[4 * 3]; // as many channels as it takes
            byte[] shown = space.toSrgb(probe);
            boolean srgb = space.colors() == 3 && differ(probe, shown) <= 1;
            return Optional.of(srgb ? new ColorProfile(icc, profile, true) : space);
        } catch (RuntimeException e) { // what a damaged profile throws is the colour engine's affair
            return Optional.empty();
        }
    }

    /** Grey ramps of each channel and of all, and a grid over all colours: {@code [n, 3]}. */
    private static byte[] probe() {
        ByteBuffer colors = ByteBuffer.allocate((4 * 256 + 17 * 17 * 17) * 3);
        for (int i = 0; i < 256; i++) {
            byte v = (byte) i;
            colors.put(v).put(v).put(v).put(v).putShort((short) 0);
            colors.put((byte) 0).put(v).put((byte) 0).putShort((short) 0).put(v);
        }
        for (int i = 0; i < 17 * 17 * 17; i++) {
            colors.put(level(i / 289)).put(level(i / 17 % 17)).put(level(i % 17));
        }
        return colors.array();
    }

    private static byte level(int step) {
        return (byte) Math.min(255, step * 16);
    }

    private static int differ(byte[] a, byte[] b) {
        int most = 0;
        for (int i = 0; i < a.length; i++) {
            most = Math.max(most, Math.abs((a[i] & 0xFF) - (b[i] & 0xFF)));
        }
        return most;
    }

    /** The profile with the tables of its own rendering intent in the place of all others: the JDK has its own mind on intents. */
    private static byte[] withOwnIntent(byte[] icc) {
        if (icc.length < TAGS + 4) {
            throw new ProfileDataException("too short");
        }
        ByteBuffer in = ByteBuffer.wrap(icc);
        int intent = in.getInt(INTENT) == ABSOLUTE ? RELATIVE : in.getInt(INTENT);
        int count = in.getInt(TAGS);
        if (intent < 0 || intent > ABSOLUTE || count < 0 || count > MAX_TAGS || icc.length < TAGS + 4 + 12 * count) {
            return icc;
        }
        ByteBuffer out = ByteBuffer.wrap(icc.clone());
        for (int first : new int[] {A2B0, B2A0}) {
            int own = find(in, count, first + intent) >= 0 ? find(in, count, first + intent) : find(in, count, first);
            for (int name = first; own >= 0 && name < first + ABSOLUTE; name++) {
                int place = find(in, count, name);
                if (place >= 0) {
                    out.putLong(place + 4, in.getLong(own + 4)); // offset and length
                }
            }
        }
        if (intent == 0 && in.getInt(CLASS) == OUTPUT) {
            out.putInt(CLASS, INPUT); // from an output profile the JDK converts colorimetrically
        }
        return out.array();
    }

    /** The place of a tag in the directory; -1 if there is none. */
    private static int find(ByteBuffer icc, int count, int name) {
        for (int i = 0; i < count; i++) {
            int at = TAGS + 4 + 12 * i;
            if (icc.getInt(at) == name) {
                return at;
            }
        }
        return -1;
    }

    /** Colour channels: 1, 3 or 4 for the spaces that pictures have here; others have no pictures. */
    int colors() {
        if (profile == null) {
            return 3;
        }
        return switch (profile.getColorSpaceType()) {
            case ColorSpace.TYPE_GRAY -> 1;
            case ColorSpace.TYPE_RGB -> 3;
            case ColorSpace.TYPE_CMYK -> 4;
            default -> 0;
        };
    }

    /** Whether samples are sRGB's own, as they stand. */
    boolean isSrgb() {
        return srgb;
    }

    /** The profile as it came; null for sRGB that was not said. */
    byte @Nullable [] icc() {
        return bytes;
    }

    /** sRGB of 8-bit colours, {@code [pixels, colors]} to {@code [pixels, 3]}. */
    byte[] toSrgb(byte[] pixels) {
        return srgb || toSrgb == null ? pixels : toSrgb.apply(pixels, 1);
    }

    /** Colours of this space for sRGB, {@code [pixels, 3, sampleBytes]} to {@code [pixels, colors, sampleBytes]}. */
    byte[] fromSrgb(byte[] pixels, int sampleBytes) {
        return srgb || fromSrgb == null ? pixels : fromSrgb.apply(pixels, sampleBytes);
    }

    /** Whether colours can be brought into this space, not only out of it. */
    boolean takesColors() {
        try {
            return fromSrgb(new byte[3], 1).length == colors();
        } catch (RuntimeException e) { // no such tables
            return false;
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ColorProfile that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }
}
