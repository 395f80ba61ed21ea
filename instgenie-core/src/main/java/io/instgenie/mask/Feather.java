package io.instgenie.mask;

import io.instgenie.edit.EditMask;
import io.instgenie.edit.InvalidRequestException;

/**
 * A soft edge around a mask: from its masked pixels the values fall linearly with the Euclidean distance to reach 0 beyond {@code pixels}.
 * It is for {@linkplain PasteBack blending} only. The model gets the mask without it: repainting what is then blended with the original
 * would show both, one through the other.
 *
 * @param pixels how far it reaches; 0 for none
 */
public record Feather(int pixels) {
    public Feather {
        if (pixels < 0) {
            throw new InvalidRequestException("feather is " + pixels + "; it must not be negative");
        }
    }

    /** {@code mask} with this edge; no value becomes less, and pixels farther than {@code pixels} from a masked one stay as they are. */
    public EditMask apply(EditMask mask) {
        if (pixels == 0 || mask.isEmpty()) {
            return mask;
        }
        SquaredDistance distance = new SquaredDistance(mask);
        long[] squares = new long[mask.width()];
        byte[] values = mask.toBytes();
        for (int y = 0; y < mask.height(); y++) {
            distance.row(y, squares);
            for (int x = 0; x < squares.length; x++) {
                int i = y * squares.length + x;
                values[i] = (byte) Math.max(values[i] & 0xFF, valueAt(squares[x]));
            }
        }
        return EditMask.of(mask.width(), mask.height(), values);
    }

    /** The edge's own value at a square distance from the nearest masked pixel; 0 on the masked pixels, which have their own. */
    private int valueAt(long square) {
        if (square == 0 || square > (long) pixels * pixels) {
            return 0;
        }
        return (int) Math.round(255 * (1 - Math.sqrt((double) square) / (pixels + 1)));
    }
}
