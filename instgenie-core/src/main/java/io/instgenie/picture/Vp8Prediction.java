package io.instgenie.picture;

/** Predicts a block from what lies above and left of it (RFC 6386, section 12). Stateless. */
final class Vp8Prediction {
    static final int DC = 0;
    static final int TRUE_MOTION = 1;
    static final int VERTICAL = 2;
    static final int HORIZONTAL = 3;
    private static final int LEFT_DOWN = 4;
    private static final int RIGHT_DOWN = 5;
    private static final int VERTICAL_RIGHT = 6;
    private static final int VERTICAL_LEFT = 7;
    private static final int HORIZONTAL_DOWN = 8;
    private static final int HORIZONTAL_UP = 9;

    private Vp8Prediction() {}

    /** A whole macroblock's luma or chroma. */
    static void predict(Vp8Plane plane, int x, int y, int size, int mode) {
        int corner = plane.at(x - 1, y - 1);
        int mean = mode == DC ? mean(plane, x, y, size) : 0;
        for (int row = 0; row < size; row++) {
            int left = plane.at(x - 1, y + row);
            for (int column = 0; column < size; column++) {
                int above = plane.at(x + column, y - 1);
                int value = switch (mode) {
                    case TRUE_MOTION -> left + above - corner;
                    case VERTICAL -> above;
                    case HORIZONTAL -> left;
                    default -> mean;
                };
                plane.set(x + column, y + row, value);
            }
        }
    }

    /** Of the edges that there are. */
    private static int mean(Vp8Plane plane, int x, int y, int size) {
        int sum = 0;
        int count = 0;
        for (int i = 0; i < size && y > 0; i++) {
            sum += plane.at(x + i, y - 1);
            count++;
        }
        for (int i = 0; i < size && x > 0; i++) {
            sum += plane.at(x - 1, y + i);
            count++;
        }
        return count == 0 ? 128 : (sum + count / 2) / count;
    }

    /**
     * A block of 4 x 4.
     *
     * @param right the four samples above and right of it
     */
    static void predictBlock(Vp8Plane plane, int x, int y, int mode, int[] right) {
        if (mode == TRUE_MOTION) {
            predict(plane, x, y, 4, mode);
            return;
        }
        // From the lower left, e[0], by the corner, e[4], to the upper right, e[12].
        int[] e = new int[13];
        for (int i = 0; i < 4; i++) {
            e[i] = plane.at(x - 1, y + 3 - i);
            e[5 + i] = plane.at(x + i, y - 1);
            e[9 + i] = right[i];
        }
        e[4] = plane.at(x - 1, y - 1);
        int sum = 4;
        for (int i = 0; i < 4; i++) {
            sum += e[i] + e[5 + i];
        }
        for (int row = 0; row < 4; row++) {
            for (int column = 0; column < 4; column++) {
                plane.set(x + column, y + row, value(e, mode, column, row, sum >> 3));
            }
        }
    }

    private static int value(int[] e, int mode, int x, int y, int mean) {
        return switch (mode) {
            case VERTICAL -> three(e, 5 + x);
            case HORIZONTAL -> y == 3 ? (e[1] + 3 * e[0] + 2) >> 2 : three(e, 3 - y);
            case LEFT_DOWN -> x + y == 6 ? (e[11] + 3 * e[12] + 2) >> 2 : three(e, 6 + x + y);
            case RIGHT_DOWN -> three(e, 4 + x - y);
            case VERTICAL_RIGHT -> verticalRight(e, x, y);
            case VERTICAL_LEFT -> verticalLeft(e, x, y);
            case HORIZONTAL_DOWN -> horizontalDown(e, x, y);
            case HORIZONTAL_UP -> horizontalUp(e, x, y);
            default -> mean;
        };
    }

    private static int verticalRight(int[] e, int x, int y) {
        int slope = 2 * x - y;
        if (slope < 0) {
            return three(e, 5 + slope);
        }
        return slope % 2 == 0 ? two(e, 4 + slope / 2) : three(e, 5 + slope / 2);
    }

    private static int verticalLeft(int[] e, int x, int y) {
        if (x == 3 && y >= 2) {
            return three(e, y == 2 ? 10 : 11); // one row of the pattern is missing
        }
        int at = 5 + x + y / 2;
        return y % 2 == 0 ? two(e, at) : three(e, at + 1);
    }

    private static int horizontalDown(int[] e, int x, int y) {
        int slope = 2 * y - x;
        if (slope < 0) {
            return three(e, 3 - slope);
        }
        return slope % 2 == 0 ? two(e, 3 - slope / 2) : three(e, 3 - slope / 2);
    }

    private static int horizontalUp(int[] e, int x, int y) {
        int slope = x + 2 * y;
        if (slope > 5) {
            return e[0];
        }
        if (slope == 5) {
            return (e[1] + 3 * e[0] + 2) >> 2;
        }
        return slope % 2 == 0 ? two(e, 2 - slope / 2) : three(e, 2 - slope / 2);
    }

    /** The mean of a sample and the next. */
    private static int two(int[] e, int at) {
        return (e[at] + e[at + 1] + 1) >> 1;
    }

    /** The mean around a sample, which counts twice. */
    private static int three(int[] e, int at) {
        return (e[at - 1] + 2 * e[at] + e[at + 1] + 2) >> 2;
    }
}
