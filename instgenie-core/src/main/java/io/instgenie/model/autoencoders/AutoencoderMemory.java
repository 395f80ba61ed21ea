package io.instgenie.model.autoencoders;

import java.util.List;

/**
 * The most memory that an {@link AutoencoderKl} has in use at a time, beyond its weights, by its configuration: every map lives from the
 * layer that makes it to the last that reads it. Made without native code. Immutable.
 *
 * @param valueBytes of a number: 4 of a float32
 */
public record AutoencoderMemory(AutoencoderKlConfig config, int valueBytes) {
    /** Maps of the mid-block and its attention, which are freed at the end only. */
    private static final int MID_MAPS = 12;

    /** What libtorch and the C library keep for themselves: kernels, and free blocks between small maps. */
    private static final long FIXED_BYTES = 64L << 20;

    /** Bytes to encode or decode a picture whole, the larger of both. */
    public long whole(long pixels) {
        return FIXED_BYTES + bytes(pixels, Math.max(encoderValues() + pictureValues(), decoderValues()));
    }

    /** Bytes to encode or decode a picture in tiles, the larger of both. */
    public long tiled(long pixels) {
        long tile = (long) config.sampleSize() * config.sampleSize();
        return FIXED_BYTES
                + bytes(Math.min(pixels, tile), Math.max(encoderValues(), decoderValues()))
                + bytes(pixels, pictureValues());
    }

    private long bytes(long pixels, double valuesPerPixel) {
        return (long) Math.ceil(pixels * valuesPerPixel * valueBytes);
    }

    /** The picture as it came, and in the network's layout. */
    private int pictureValues() {
        return 2 * config.inChannels();
    }

    private double encoderValues() {
        List<Integer> channels = config.blockOutChannels();
        int last = channels.size() - 1;
        double most = MID_MAPS * channels.get(last) * cells(last);
        for (int level = 0; level <= last; level++) {
            int in = channels.get(Math.max(0, level - 1));
            int out = channels.get(level);
            most = Math.max(most, Math.max(resnets(in, out, config.layersPerBlock()), 2 * out) * cells(level));
        }
        return most;
    }

    private double decoderValues() {
        List<Integer> channels = config.blockOutChannels();
        int last = channels.size() - 1;
        double most = 0;
        for (int level = last; level >= 0; level--) {
            int in = channels.get(Math.min(last, level + 1));
            int out = channels.get(level);
            double doubled = level > 0 ? 5.0 * out : 2.0 * out + config.outChannels(); // upsampled, or the end
            most = Math.max(most, Math.max(resnets(in, out, config.layersPerBlock() + 1), doubled) * cells(level));
        }
        return MID_MAPS * channels.get(last) * cells(last) + most;
    }

    /** Values of a cell: a block's input, and with it its norm and a convolution of that, or two maps of its output. */
    private static double resnets(int in, int out, int blocks) {
        double first = in + Math.max(in + out, 2 * out);
        return blocks > 1 ? Math.max(first, 3.0 * out) : first;
    }

    /** Of a level, of a pixel. */
    private static double cells(int level) {
        return Math.scalb(1.0, -2 * level);
    }
}
