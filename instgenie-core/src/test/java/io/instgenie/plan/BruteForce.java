package io.instgenie.plan;

/** The least makespan over all combinations of modes: a depth-first walk that carries the {@link PipelineClock} along. */
final class BruteForce {
    private static final BlockMode[] MODES = BlockMode.values();

    private final PlanRequest request;
    private final PipelineClock clock;
    private final int combinations;
    /** By block, residency bits of the groups, and combination of modes. */
    private final double[][][] compute;

    private final double[][][] load;
    private final boolean[][][] holdsSlot;
    private final double[] states;
    private double best = Double.POSITIVE_INFINITY;

    private BruteForce(PlanRequest request) {
        this.request = request;
        clock = new PipelineClock(request);
        int groups = request.groups().size();
        combinations = (int) Math.pow(MODES.length, groups);
        int residencies = 1 << groups;
        compute = new double[request.blocks()][residencies][combinations];
        load = new double[request.blocks()][residencies][combinations];
        holdsSlot = new boolean[request.blocks()][residencies][combinations];
        states = new double[(request.blocks() + 1) * clock.width()];
        for (int block = 0; block < request.blocks(); block++) {
            for (int residency = 0; residency < residencies; residency++) {
                for (int c = 0; c < combinations; c++) {
                    fill(block, residency, c);
                }
            }
        }
    }

    static double makespan(PlanRequest request) {
        BruteForce search = new BruteForce(request);
        int residency = 0;
        for (int g = 0; g < request.groups().size(); g++) {
            residency |= request.groups().get(g).residentAtStart() ? 1 << g : 0;
        }
        search.walk(0, residency);
        return search.best;
    }

    private void fill(int block, int residency, int combination) {
        double computeSum = request.editSeconds().get(block);
        int rest = combination;
        for (int g = 0; g < request.groups().size(); g++, rest /= MODES.length) {
            PlanGroup group = request.groups().get(g);
            BlockMode mode = MODES[rest % MODES.length];
            boolean resident = (residency >> g & 1) == 1;
            computeSum += group.blocks().get(block).computeSeconds(mode);
            load[block][residency][combination] += group.loadSeconds(block, mode, resident);
            holdsSlot[block][residency][combination] |= group.needsSlot(block, mode, resident);
        }
        compute[block][residency][combination] = computeSum;
    }

    private void walk(int block, int residency) {
        int at = block * clock.width();
        if (block == request.blocks()) {
            best = Math.min(best, states[at]);
            return;
        }
        for (int c = 0; c < combinations; c++) {
            double seconds = load[block][residency][c];
            if (seconds < BlockCost.NOT_STORED) {
                clock.advance(
                        states,
                        at,
                        seconds,
                        holdsSlot[block][residency][c],
                        compute[block][residency][c],
                        states,
                        at + clock.width());
                walk(block + 1, residencyAfter(c));
            }
        }
    }

    private int residencyAfter(int combination) {
        int residency = 0;
        int rest = combination;
        for (int g = 0; g < request.groups().size(); g++, rest /= MODES.length) {
            residency |= MODES[rest % MODES.length] == BlockMode.COMPUTE ? 1 << g : 0;
        }
        return residency;
    }
}
