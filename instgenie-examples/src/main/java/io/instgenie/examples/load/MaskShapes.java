package io.instgenie.examples.load;

import io.instgenie.edit.EditMask;
import java.util.Random;

/** Masks as people draw them: an ellipse, a box, or a stroke of a brush, somewhere in the picture. */
public final class MaskShapes {
    private static final double LARGEST = 0.7;
    private static final double SMALLEST = 0.002;
    private static final int STROKE_POINTS = 1000;
    private static final double STROKE_TURN = 0.25;

    private MaskShapes() {}

    /** A mask of about {@code ratio} of a picture's pixels, 0.002 to 0.7 at most. */
    public static EditMask draw(int width, int height, double ratio, Random random) {
        double area = Math.min(LARGEST, Math.max(SMALLEST, ratio)) * width * height;
        return switch (random.nextInt(3)) {
            case 0 -> ellipse(width, height, area, random);
            case 1 -> box(width, height, area, random);
            default -> stroke(width, height, area, random);
        };
    }

    private static EditMask ellipse(int width, int height, double area, Random random) {
        double a = Math.min(width / 2.0, Math.sqrt(area / Math.PI * aspect(random)));
        double b = Math.min(height / 2.0, area / Math.PI / a);
        double x = a + random.nextDouble() * (width - 2 * a);
        double y = b + random.nextDouble() * (height - 2 * b);
        byte[] values = new byte[width * height];
        for (int i = 0; i < values.length; i++) {
            double dx = (i % width + 0.5 - x) / a;
            double dy = (i / width + 0.5 - y) / b;
            values[i] = (byte) (dx * dx + dy * dy <= 1 ? 255 : 0);
        }
        return EditMask.of(width, height, values);
    }

    private static EditMask box(int width, int height, double area, Random random) {
        int across = (int) Math.max(1, Math.min(width, Math.round(Math.sqrt(area * aspect(random)))));
        int down = (int) Math.max(1, Math.min(height, Math.round(area / across)));
        return EditMask.rectangle(
                width, height, random.nextInt(width - across + 1), random.nextInt(height - down + 1), across, down);
    }

    /** A round brush along a path that turns as it goes and bounces off the edges, until it has covered the area. */
    private static EditMask stroke(int width, int height, double area, Random random) {
        double radius = Math.max(2, Math.sqrt(area) / 4);
        double x = random.nextDouble() * width;
        double y = random.nextDouble() * height;
        double direction = random.nextDouble() * 2 * Math.PI;
        byte[] values = new byte[width * height];
        long covered = 0;
        for (int point = 0; point < STROKE_POINTS && covered < area; point++) {
            covered += dab(values, width, height, x, y, radius);
            direction += random.nextGaussian() * STROKE_TURN;
            double nextX = x + radius / 2 * Math.cos(direction);
            double nextY = y + radius / 2 * Math.sin(direction);
            if (nextX < 0 || nextX > width) {
                direction = Math.PI - direction;
            } else if (nextY < 0 || nextY > height) {
                direction = -direction;
            } else {
                x = nextX;
                y = nextY;
            }
        }
        return EditMask.of(width, height, values);
    }

    /** How many pixels it newly covers. */
    private static long dab(byte[] values, int width, int height, double x, double y, double radius) {
        long covered = 0;
        for (int row = (int) Math.max(0, y - radius); row < Math.min(height, y + radius); row++) {
            for (int column = (int) Math.max(0, x - radius); column < Math.min(width, x + radius); column++) {
                int i = row * width + column;
                if (values[i] == 0 && Math.hypot(column + 0.5 - x, row + 0.5 - y) <= radius) {
                    values[i] = (byte) 255;
                    covered++;
                }
            }
        }
        return covered;
    }

    private static double aspect(Random random) {
        return 0.6 + 0.8 * random.nextDouble();
    }
}
