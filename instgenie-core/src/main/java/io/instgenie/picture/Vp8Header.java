package io.instgenie.picture;

/** The header of a key frame (RFC 6386, sections 9 and 19.2), read from its first partition. */
final class Vp8Header {
    private static final int SEGMENTS = 4;

    final boolean segmentMap;
    final int[] segmentProbabilities = {255, 255, 255};
    final boolean simpleFilter;
    final int sharpness;
    final int partitionBits;
    final int[] coefficients;
    final boolean skips;
    final int skipProbability;
    private final int filterLevel;
    private final int[] segmentSteps = new int[SEGMENTS];
    private final int[] segmentFilters = new int[SEGMENTS];
    private final int[] stepDeltas = new int[5];
    private final boolean segmented;
    private boolean absolute;
    private final boolean filterDeltas;
    private int intraDelta;
    private int subBlocksDelta;
    private final int step;

    Vp8Header(Vp8Bits bits) throws PictureException {
        bits.number(2); // colour space and clamping, of which pictures have one each
        segmented = bits.flag();
        segmentMap = segmented && readSegments(bits);
        simpleFilter = bits.flag();
        filterLevel = bits.number(6);
        sharpness = bits.number(3);
        filterDeltas = bits.flag();
        if (filterDeltas && bits.flag()) {
            readFilterDeltas(bits);
        }
        partitionBits = bits.number(2);
        step = bits.number(7);
        for (int i = 0; i < stepDeltas.length; i++) {
            stepDeltas[i] = bits.optional(4);
        }
        bits.flag(); // whether later frames start from these probabilities
        coefficients = Vp8Tables.RFC_6386.coefficients().clone();
        for (int i = 0; i < coefficients.length; i++) {
            if (bits.bit(Vp8Tables.RFC_6386.coefficientUpdates()[i]) == 1) {
                coefficients[i] = bits.number(8);
            }
        }
        skips = bits.flag();
        skipProbability = skips ? bits.number(8) : 0;
    }

    /** Whether there is a map of segments. */
    private boolean readSegments(Vp8Bits bits) throws PictureException {
        boolean map = bits.flag();
        if (bits.flag()) {
            absolute = bits.flag();
            for (int i = 0; i < SEGMENTS; i++) {
                segmentSteps[i] = bits.optional(7);
            }
            for (int i = 0; i < SEGMENTS; i++) {
                segmentFilters[i] = bits.optional(6);
            }
        }
        if (map) {
            for (int i = 0; i < segmentProbabilities.length; i++) {
                segmentProbabilities[i] = bits.flag() ? bits.number(8) : 255;
            }
        }
        return map;
    }

    /** Four by the reference frame, of which a key frame has the first, and four by the mode, of which it has the first. */
    private void readFilterDeltas(Vp8Bits bits) throws PictureException {
        int[] deltas = new int[8];
        for (int i = 0; i < deltas.length; i++) {
            deltas[i] = bits.optional(6);
        }
        intraDelta = deltas[0];
        subBlocksDelta = deltas[4];
    }

    /** What coefficients of a segment are multiplied by: DC and AC of luma, of luma's DCs, and of chroma. */
    int[] steps(int segment) {
        int base = segmented ? segmentSteps[segment] + (absolute ? 0 : step) : step;
        Vp8Tables tables = Vp8Tables.RFC_6386;
        return new int[] {
            tables.dcSteps()[clip(base + stepDeltas[0], 127)],
            tables.acSteps()[clip(base, 127)],
            2 * tables.dcSteps()[clip(base + stepDeltas[1], 127)],
            Math.max(8, tables.acSteps()[clip(base + stepDeltas[2], 127)] * 155 / 100),
            tables.dcSteps()[clip(base + stepDeltas[3], 117)],
            tables.acSteps()[clip(base + stepDeltas[4], 127)]
        };
    }

    /** How strongly a macroblock's edges are filtered, 0 to 63. */
    int filterLevel(int segment, boolean subBlocks) {
        int level = segmented ? segmentFilters[segment] + (absolute ? 0 : filterLevel) : filterLevel;
        if (filterDeltas) {
            level += intraDelta + (subBlocks ? subBlocksDelta : 0);
        }
        return clip(level, 63);
    }

    /** Whether nothing is filtered. */
    boolean unfiltered() {
        return filterLevel == 0;
    }

    private static int clip(int value, int most) {
        return Math.max(0, Math.min(most, value));
    }
}
