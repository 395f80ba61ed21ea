package io.instgenie.cost;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.stream.IntStream;

/**
 * Measures a {@link CostModel} by running blocks and loads of chosen sizes through a {@link Probe}.
 *
 * <p>Each fit gets an equal share of the budget, counted in the seconds that the probe reports. The first run of a size is not
 * counted (caches, threads and kernels warm up); then all sizes are run in turn until the share is spent, once at least, and the
 * median of each size becomes one sample. Sizes grow geometrically, since small and large edits matter alike.
 */
public final class Calibrator {
    private static final double[] SHARES = {0.03, 0.1, 0.3, 1};
    private static final int MAXIMUM_PASSES = 15;

    private final double budgetSeconds;
    private final int rows;
    private final long bytes;

    /** Runs one piece of work on the machine and tells how many seconds it took. */
    public interface Probe {
        /** Runs one block in which {@code rows} rows attend to {@code keys} keys. */
        double blockSeconds(String kind, int rows, int keys);

        /** Projects keys and values of {@code rows} rows. */
        double projectSeconds(String kind, int rows);

        /** Loads {@code bytes} from a tier to the device. */
        double loadSeconds(Tier tier, long bytes);
    }

    /**
     * A calibrator.
     *
     * @param budget about how long all measurements may take
     * @param rows the rows of a whole image and its text: the most that a job runs or attends to
     * @param bytes the size of one block's keys and values
     */
    public Calibrator(Duration budget, int rows, long bytes) {
        if (rows < 1 || bytes < 1 || budget.isNegative()) {
            throw new IllegalArgumentException(
                    "rows (" + rows + ") and bytes (" + bytes + ") must be positive, budget not negative: " + budget);
        }
        budgetSeconds = budget.toNanos() / 1e9;
        this.rows = rows;
        this.bytes = bytes;
    }

    /** Measures these kinds of blocks, and loads from these tiers. */
    public CostModel calibrate(Iterable<String> kinds, List<Tier> tiers, Probe probe) {
        CostModel model = new CostModel(kinds);
        double share = budgetSeconds / (2 * model.blocks().size() + tiers.size());
        model.blocks().forEach((kind, fit) -> measure(fit, share, blockTrials(kind, probe)));
        model.projections().forEach((kind, fit) -> measure(fit, share, projectTrials(kind, probe)));
        for (Tier tier : tiers) {
            measure(CostModel.known(model.loads(), tier), share, loadTrials(tier, probe));
        }
        return model;
    }

    /** A size to measure, and the work that takes it. */
    private record Trial(BlockWork size, DoubleSupplier work) {}

    private List<Trial> blockTrials(String kind, Probe probe) {
        List<Trial> trials = new ArrayList<>();
        for (double share : SHARES) {
            int some = (int) Math.ceil(share * rows);
            for (int keys : IntStream.of(some, rows).distinct().toArray()) {
                trials.add(new Trial(BlockWork.of(some, keys), () -> probe.blockSeconds(kind, some, keys)));
            }
        }
        return trials;
    }

    private List<Trial> projectTrials(String kind, Probe probe) {
        List<Trial> trials = new ArrayList<>();
        for (double share : SHARES) {
            int some = (int) Math.ceil(share * rows);
            trials.add(new Trial(new BlockWork(some, 0, 0), () -> probe.projectSeconds(kind, some)));
        }
        return trials;
    }

    private List<Trial> loadTrials(Tier tier, Probe probe) {
        List<Trial> trials = new ArrayList<>();
        for (double share : SHARES) {
            long some = (long) Math.ceil(share * bytes);
            trials.add(new Trial(new BlockWork(some, 0, 0), () -> probe.loadSeconds(tier, some)));
        }
        return trials;
    }

    private static void measure(OnlineFit fit, double budget, List<Trial> trials) {
        double spent = 0;
        for (Trial trial : trials) {
            spent += trial.work().getAsDouble();
        }
        double[][] seconds = new double[trials.size()][MAXIMUM_PASSES];
        int passes = 0;
        do {
            for (int i = 0; i < trials.size(); i++) {
                seconds[i][passes] = trials.get(i).work().getAsDouble();
                spent += seconds[i][passes];
            }
            passes++;
        } while (passes < MAXIMUM_PASSES && spent < budget);
        for (int i = 0; i < trials.size(); i++) {
            Arrays.sort(seconds[i], 0, passes);
            BlockWork size = trials.get(i).size();
            fit.calibrate(size.rows(), size.rowsTimesKeys(), size.keys(), seconds[i][passes / 2]);
        }
    }
}
