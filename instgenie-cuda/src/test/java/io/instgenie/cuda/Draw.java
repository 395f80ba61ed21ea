package io.instgenie.cuda;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.bytedeco.pytorch.global.torch;

/** The random numbers of one case. Tensors are drawn from libtorch's generator, which is seeded too. */
final class Draw {
    private static final int[] HEAD_SIZES = {32, 40, 64, 80, 96, 128};
    private static final ElementType[] COMPUTE_TYPES = {ElementType.FLOAT32, ElementType.FLOAT16, ElementType.BFLOAT16};

    private final Random random;

    Draw(long seed) {
        random = new Random(seed);
        random.nextLong(); // the first numbers of neighbouring seeds are alike
        torch.manual_seed(seed);
    }

    int between(int low, int high) {
        return low + random.nextInt(high - low + 1);
    }

    boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    int oneOf(int... choices) {
        return choices[random.nextInt(choices.length)];
    }

    ElementType computeType() {
        return COMPUTE_TYPES[random.nextInt(COMPUTE_TYPES.length)];
    }

    ElementType byteType() {
        return chance(0.5) ? ElementType.INT8 : ElementType.FLOAT8_E4M3;
    }

    int headDim() {
        return oneOf(HEAD_SIZES);
    }

    /** Short for the most part: the edges of tiles are where things go wrong. */
    int length(int largest) {
        double p = random.nextDouble();
        return between(1, Math.min(largest, p < 0.7 ? 40 : p < 0.95 ? 160 : largest));
    }

    /** Between rows of {@code width} elements: none, or a few chunks. */
    long stride(long width) {
        return width + (chance(0.5) ? 16L * between(1, 3) : 0);
    }

    int[] indices(int count, int limit) {
        return random.ints(count, 0, limit).toArray();
    }

    /** {@code count} different numbers below {@code limit}. */
    int[] distinct(int count, int limit) {
        List<Integer> all = new ArrayList<>();
        for (int i = 0; i < limit; i++) {
            all.add(i);
        }
        Collections.shuffle(all, random);
        return all.subList(0, count).stream().mapToInt(Integer::intValue).toArray();
    }
}
