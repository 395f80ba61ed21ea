package io.instgenie.benchmarks;

import io.instgenie.edit.EditImage;
import io.instgenie.edit.EditMask;
import io.instgenie.edit.EditMode;
import io.instgenie.edit.EditRequest;
import io.instgenie.edit.Template;
import java.util.List;
import java.util.Random;

/** Pictures, masks and edits for the embedded model, by seed. */
final class EmbeddedScenes {
    private static final int SIZE = 256;
    private static final int TEXT_TOKENS = 24;
    private static final int BANDS = 6;
    private static final List<String> PROMPTS =
            List.of("a cat", "apple", "a star", "put a car here", "rocket", "a heart", "empty background");

    private final int steps;

    EmbeddedScenes(int steps) {
        this.steps = steps;
    }

    Template template(int number) {
        return Template.builder("template " + number, picture(number))
                .numInferenceSteps(steps)
                .maxSequenceLength(TEXT_TOKENS)
                .build();
    }

    /** A cached edit of a template. */
    EditRequest edit(int template, long seed) {
        Random random = new Random(seed);
        return EditRequest.builder()
                .template("template " + template)
                .mode(EditMode.CACHED)
                .mask(mask(random))
                .prompt(PROMPTS.get(random.nextInt(PROMPTS.size())))
                .seed(seed)
                .maxSequenceLength(TEXT_TOKENS)
                .build();
    }

    /** Soft waves of colour. */
    private static EditImage picture(int number) {
        Random random = new Random(number);
        double[][] waves = new double[3][BANDS];
        for (double[] wave : waves) {
            for (int i = 0; i < BANDS; i++) {
                wave[i] = random.nextDouble() * 6;
            }
        }
        byte[] rgb = new byte[SIZE * SIZE * 3];
        for (int y = 0; y < SIZE; y++) {
            for (int x = 0; x < SIZE; x++) {
                for (int channel = 0; channel < 3; channel++) {
                    double[] wave = waves[channel];
                    double angle = wave[0] + wave[1] * x / SIZE + wave[2] * y / SIZE;
                    rgb[(y * SIZE + x) * 3 + channel] = (byte) (128 + 100 * Math.sin(angle));
                }
            }
        }
        return EditImage.ofRgb(SIZE, SIZE, rgb);
    }

    private static EditMask mask(Random random) {
        int width = 48 + random.nextInt(80);
        int height = 48 + random.nextInt(80);
        return EditMask.rectangle(
                SIZE, SIZE, random.nextInt(SIZE - width), random.nextInt(SIZE - height), width, height);
    }

    /** The largest difference of a colour, 0 to 255. */
    static int largestDifference(EditImage a, EditImage b) {
        byte[] left = a.toRgbBytes();
        byte[] right = b.toRgbBytes();
        int largest = 0;
        for (int i = 0; i < left.length; i++) {
            largest = Math.max(largest, Math.abs((left[i] & 0xFF) - (right[i] & 0xFF)));
        }
        return largest;
    }

    /** The mean squared difference of colours inside a mask. */
    static double meanSquaredError(EditImage a, EditImage b, EditMask mask) {
        byte[] left = a.toRgbBytes();
        byte[] right = b.toRgbBytes();
        double squares = 0;
        long colours = 0;
        for (int pixel = 0; pixel < SIZE * SIZE; pixel++) {
            if (mask.isMasked(pixel % SIZE, pixel / SIZE)) {
                for (int channel = 0; channel < 3; channel++) {
                    double difference = (left[pixel * 3 + channel] & 0xFF) - (right[pixel * 3 + channel] & 0xFF);
                    squares += difference * difference;
                    colours++;
                }
            }
        }
        return squares / colours;
    }
}
