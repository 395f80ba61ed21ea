package io.instgenie.picture;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds the colour space of decoded samples, and brings to sRGB what a result cannot be stored in: CMYK and profiled grey. Stateless. */
final class Coloring {
    private Coloring() {}

    static Picture of(DecodedPicture decoded, FileBlocks blocks) {
        List<String> notes = new ArrayList<>();
        ColorProfile profile = profile(decoded, blocks, notes);
        Samples samples = decoded.samples();
        boolean alpha = decoded.hasAlpha();
        if (decoded.colors() == 4 || profile.colors() == 1 || !profile.takesColors()) {
            Samples srgb = converted(decoded, profile);
            notes.add("the picture's colours are " + spaceName(decoded, profile) + "; the result's are sRGB");
            return new Picture(srgb, ColorProfile.SRGB, new Picture.Origin(blocks, notes, false));
        }
        if (decoded.colors() == 1) {
            samples = alpha ? samples.select(0, 0, 0, 1) : samples.select(0, 0, 0);
        }
        return new Picture(samples, profile, new Picture.Origin(blocks, notes, false));
    }

    private static ColorProfile profile(DecodedPicture decoded, FileBlocks blocks, List<String> notes) {
        byte @Nullable [] icc = PngColors.profile(blocks.colorChunks(), blocks.icc());
        if (icc == null) {
            return ColorProfile.SRGB;
        }
        Optional<ColorProfile> profile = ColorProfile.of(icc);
        // Grey samples may have an RGB profile: they are equal red, green and blue.
        boolean fits = profile.filter(p -> p.colors() == decoded.colors() || (p.colors() == 3 && decoded.colors() == 1))
                .isPresent();
        if (!fits) {
            notes.add("the picture's colour profile cannot be used and is left out");
        }
        return fits ? profile.orElseThrow() : ColorProfile.SRGB;
    }

    private static String spaceName(DecodedPicture decoded, ColorProfile profile) {
        if (decoded.colors() == 4) {
            return "CMYK";
        }
        return profile.colors() == 1 ? "grey with a profile" : "of a profile that only leads out of them";
    }

    /** sRGB of 8 bits, with the alpha that there is. */
    private static Samples converted(DecodedPicture decoded, ColorProfile profile) {
        Samples samples = decoded.samples();
        int colors = decoded.colors();
        Samples upper = new Samples(samples.width(), samples.height(), samples.channels(), 1, samples.upperBytes());
        byte[] stored = decoded.hasAlpha() ? upper.select(range(colors)).data() : upper.data();
        byte[] rgb = colors == 4 && profile.colors() != 4 ? Cmyk.toRgb(stored) : profile.toSrgb(stored);
        if (!decoded.hasAlpha()) {
            return new Samples(samples.width(), samples.height(), 3, 1, rgb);
        }
        byte[] rgba = new byte[samples.pixels() * 4];
        for (int i = 0; i < samples.pixels(); i++) {
            System.arraycopy(rgb, 3 * i, rgba, 4 * i, 3);
            rgba[4 * i + 3] = upper.data()[i * samples.channels() + colors];
        }
        return new Samples(samples.width(), samples.height(), 4, 1, rgba);
    }

    private static int[] range(int count) {
        int[] numbers = new int[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = i;
        }
        return numbers;
    }
}
