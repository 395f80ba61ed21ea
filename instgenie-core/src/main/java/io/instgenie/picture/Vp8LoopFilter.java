package io.instgenie.picture;

/** Smooths the edges of blocks in a whole decoded frame (RFC 6386, section 15). */
final class Vp8LoopFilter {
    private final Vp8Header header;
    private final Vp8Plane[] planes;

    Vp8LoopFilter(Vp8Header header, Vp8Plane[] planes) {
        this.header = header;
        this.planes = planes;
    }

    /**
     * Filters one macroblock's edges; macroblocks come in reading order.
     *
     * @param level 1 to 63
     * @param inner whether the edges of its blocks are filtered too
     */
    void apply(int column, int row, int level, boolean inner) {
        int interior = interior(level);
        int limit = 2 * level + interior;
        int steep = level >= 40 ? 2 : level >= 15 ? 1 : 0;
        int count = header.simpleFilter ? 1 : planes.length;
        for (int plane = 0; plane < count; plane++) {
            int size = plane == 0 ? 16 : 8;
            Edge edge = new Edge(planes[plane], size, interior, steep);
            int stride = planes[plane].width();
            int at = row * size * stride + column * size;
            if (column > 0) {
                filter(edge, at, stride, 1, 2 * (limit + 4) + 1, true);
            }
            for (int x = 4; inner && x < size; x += 4) {
                filter(edge, at + x, stride, 1, 2 * limit + 1, false);
            }
            if (row > 0) {
                filter(edge, at, 1, stride, 2 * (limit + 4) + 1, true);
            }
            for (int y = 4; inner && y < size; y += 4) {
                filter(edge, at + y * stride, 1, stride, 2 * limit + 1, false);
            }
        }
    }

    private int interior(int level) {
        int interior = level;
        if (header.sharpness > 0) {
            interior = Math.min(level >> (header.sharpness > 4 ? 2 : 1), 9 - header.sharpness);
        }
        return Math.max(1, interior);
    }

    /**
     * @param along from one sample of the edge to the next
     * @param across from one side of it to the other
     * @param outer whether it is a macroblock's own
     */
    private void filter(Edge edge, int start, int along, int across, int limit, boolean outer) {
        for (int i = 0; i < edge.length; i++) {
            int at = start + i * along;
            if (edge.step(at, across) > limit) {
                continue;
            }
            if (header.simpleFilter) {
                edge.smoothTwo(at, across);
            } else if (edge.isEven(at, across)) {
                if (edge.isSteep(at, across)) {
                    edge.smoothTwo(at, across);
                } else if (outer) {
                    edge.smoothSix(at, across);
                } else {
                    edge.smoothFour(at, across);
                }
            }
        }
    }

    /** Samples on both sides of an edge: p3 p2 p1 p0 | q0 q1 q2 q3. */
    private record Edge(Vp8Plane plane, int length, int interior, int steep) {
        private int p(int at, int s, int i) {
            return plane.at(at - (i + 1) * s);
        }

        private int q(int at, int s, int i) {
            return plane.at(at + i * s);
        }

        int step(int at, int s) {
            return 4 * Math.abs(p(at, s, 0) - q(at, s, 0)) + Math.abs(p(at, s, 1) - q(at, s, 1));
        }

        boolean isEven(int at, int s) {
            for (int i = 0; i < 3; i++) {
                if (Math.abs(p(at, s, i + 1) - p(at, s, i)) > interior
                        || Math.abs(q(at, s, i + 1) - q(at, s, i)) > interior) {
                    return false;
                }
            }
            return true;
        }

        boolean isSteep(int at, int s) {
            return Math.abs(p(at, s, 1) - p(at, s, 0)) > steep || Math.abs(q(at, s, 1) - q(at, s, 0)) > steep;
        }

        void smoothTwo(int at, int s) {
            int a = 3 * (q(at, s, 0) - p(at, s, 0)) + clip(p(at, s, 1) - q(at, s, 1), 127);
            move(at, s, 0, clip((a + 3) >> 3, 15), clip((a + 4) >> 3, 15));
        }

        void smoothFour(int at, int s) {
            int a = 3 * (q(at, s, 0) - p(at, s, 0));
            int q = clip((a + 4) >> 3, 15);
            move(at, s, 0, clip((a + 3) >> 3, 15), q);
            move(at, s, 1, (q + 1) >> 1, (q + 1) >> 1);
        }

        void smoothSix(int at, int s) {
            int a = clip(3 * (q(at, s, 0) - p(at, s, 0)) + clip(p(at, s, 1) - q(at, s, 1), 127), 127);
            for (int i = 0; i < 3; i++) {
                int by = (9 * (3 - i) * a + 63) >> 7;
                move(at, s, i, by, by);
            }
        }

        private void move(int at, int s, int i, int up, int down) {
            plane.set(at - (i + 1) * s, p(at, s, i) + up);
            plane.set(at + i * s, q(at, s, i) - down);
        }

        private static int clip(int value, int most) {
            return Math.max(-most - 1, Math.min(most, value));
        }
    }
}
