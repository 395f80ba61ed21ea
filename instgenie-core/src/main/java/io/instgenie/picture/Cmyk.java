package io.instgenie.picture;

/** CMYK that no profile explains, as PIL shows it. Stateless. */
final class Cmyk {
    private Cmyk() {}

    /** White less ink, less black: {@code [pixels, 4]}, 255 = all of an ink, to {@code [pixels, 3]}. */
    static byte[] toRgb(byte[] cmyk) {
        byte[] rgb = new byte[cmyk.length / 4 * 3];
        int to = 0;
        for (int from = 0; from < cmyk.length; from += 4) {
            int light = 255 - (cmyk[from + 3] & 0xFF);
            for (int ink = 0; ink < 3; ink++) {
                rgb[to++] = (byte) Math.max(0, light - rounded((cmyk[from + ink] & 0xFF) * light));
            }
        }
        return rgb;
    }

    /** JPEG files hold light for ink, as Adobe's first ones did. */
    static DecodedPicture inverted(DecodedPicture decoded) {
        Samples samples = decoded.samples();
        byte[] data = samples.data().clone();
        for (int i = 0; i < data.length; i++) {
            data[i] = (byte) ~data[i];
        }
        return new DecodedPicture(
                new Samples(samples.width(), samples.height(), samples.channels(), 1, data), decoded.colors());
    }

    /** A product of two bytes over 255, to the nearest. */
    private static int rounded(int product) {
        int shifted = product + 128;
        return ((shifted >> 8) + shifted) >> 8;
    }
}
