package io.instgenie.pretrained;

import io.instgenie.model.samplers.DiffusionConfig;
import io.instgenie.model.samplers.DpmSolverMultistep;
import io.instgenie.model.samplers.DpmSolverOptions;
import io.instgenie.model.samplers.Euler;
import io.instgenie.model.samplers.EulerAncestral;
import io.instgenie.model.samplers.EulerOptions;
import io.instgenie.model.samplers.FinalSigma;
import io.instgenie.model.samplers.KarrasSigmas;
import io.instgenie.model.samplers.SigmaOptions;
import io.instgenie.model.samplers.TimestepSpacing;
import io.instgenie.model.samplers.UniPcMultistep;
import io.instgenie.model.samplers.UniPcOptions;
import io.instgenie.model.samplers.UniPcSolver;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Builds Euler, Euler ancestral, DPM-Solver++ and UniPC from a {@code scheduler_config.json}, as {@code from_config} of Diffusers' classes does. */
final class SigmaSamplerReader {
    private static final int MAX_DPM_ORDER = 3;

    private SigmaSamplerReader() {}

    static Euler euler(Config config) {
        config.requireOneOf("interpolation_type", "linear", "log_linear");
        config.requireOneOf("timestep_type", "discrete", "continuous");
        EulerOptions options = new EulerOptions(
                sigmas(config),
                config.stringAt("interpolation_type", "linear").equals("log_linear"),
                config.stringAt("timestep_type", "discrete").equals("continuous"));
        return new Euler(DiffusionConfigReader.read(config, TimestepSpacing.LINSPACE), options);
    }

    static EulerAncestral eulerAncestral(Config config) {
        DiffusionConfig read = DiffusionConfigReader.read(config, TimestepSpacing.LINSPACE);
        DiffusionConfigReader.requireNoise(config, read);
        return new EulerAncestral(read);
    }

    static DpmSolverMultistep dpmSolver(Config config) {
        requireNoFlow(config);
        config.requireOneOf("use_lu_lambdas", false);
        config.requireAbsent("variance_type");
        config.requireOneOf("algorithm_type", "dpmsolver++", "sde-dpmsolver++", "deis");
        config.requireOneOf(
                "solver_type", "midpoint", "heun", "logrho", "bh1", "bh2"); // UniPC's and DEIS's mean midpoint
        SigmaOptions sigmas = sigmas(config);
        String algorithm = config.stringAt("algorithm_type", "dpmsolver++");
        if (algorithm.equals("deis") && sigmas.finalSigma() == FinalSigma.ZERO) {
            throw config.invalid("final_sigmas_type", "is zero, it must be sigma_min where algorithm_type is deis");
        }
        DpmSolverOptions options = new DpmSolverOptions(
                config.intAt("solver_order", 2),
                algorithm.equals("sde-dpmsolver++"),
                config.stringAt("solver_type", "midpoint").equals("heun"),
                config.boolAt("lower_order_final", true),
                config.boolAt("euler_at_final", false),
                config.lowerBoundAt("lambda_min_clipped"));
        if (options.order() > MAX_DPM_ORDER) {
            throw config.invalid("solver_order", "is " + options.order() + ", it must be 1 to " + MAX_DPM_ORDER);
        }
        if (options.lambdaMinClipped() > 0) {
            throw config.invalid(
                    "lambda_min_clipped", "is " + options.lambdaMinClipped() + ", it must be at most 0, or -Infinity");
        }
        return new DpmSolverMultistep(DiffusionConfigReader.read(config, TimestepSpacing.LINSPACE), sigmas, options);
    }

    static UniPcMultistep uniPc(Config config) {
        requireNoFlow(config);
        config.requireAbsent("solver_p");
        config.requireAbsent("shift_terminal");
        config.requireOneOf(
                "solver_type", "bh1", "bh2", "midpoint", "heun", "logrho"); // DPM-Solver's and DEIS's mean bh2
        SigmaOptions sigmas = sigmas(config);
        UniPcOptions options = new UniPcOptions(
                config.intAt("solver_order", 2),
                config.stringAt("solver_type", "bh2").equals("bh1") ? UniPcSolver.BH1 : UniPcSolver.BH2,
                config.boolAt("predict_x0", true),
                config.boolAt("lower_order_final", true),
                Set.copyOf(config.indicesAt("disable_corrector")));
        if (sigmas.finalSigma() == FinalSigma.ZERO && !options.predictX0()) {
            throw config.invalid("predict_x0", "is false, it must be true where final_sigmas_type is zero");
        }
        boolean clean = sigmas.finalSigma() == FinalSigma.ZERO;
        if (!options.lowerOrderFinal() && (clean || (sigmas.karras() != null && options.order() > 2))) {
            throw config.invalid(
                    "lower_order_final",
                    "is false, it must be true where final_sigmas_type is zero, or use_karras_sigmas true and solver_order above 2");
        }
        return new UniPcMultistep(DiffusionConfigReader.read(config, TimestepSpacing.LINSPACE), sigmas, options);
    }

    private static void requireNoFlow(Config config) {
        config.requireOneOf("thresholding", false);
        config.requireOneOf("use_flow_sigmas", false);
        config.requireOneOf("use_dynamic_shifting", false);
    }

    private static SigmaOptions sigmas(Config config) {
        config.requireOneOf("use_exponential_sigmas", false);
        config.requireOneOf("use_beta_sigmas", false);
        return new SigmaOptions(
                config.enumAt("final_sigmas_type", FinalSigma.ZERO),
                config.boolAt("use_karras_sigmas", false) ? karras(config) : null);
    }

    /** Diffusers looks {@code sigma_min} and {@code sigma_max} up even where a scheduler's constructor has none of them. */
    private static KarrasSigmas karras(Config config) {
        @Nullable Double min = config.positiveAt("sigma_min").orElse(null);
        @Nullable Double max = config.positiveAt("sigma_max").orElse(null);
        if (min != null && max != null && min >= max) {
            throw config.invalid("sigma_max", "is " + max + ", it must be above sigma_min = " + min);
        }
        return new KarrasSigmas(min, max);
    }
}
