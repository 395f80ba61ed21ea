package io.instgenie.examples.load;

import io.instgenie.EditEngineBuilder;
import io.instgenie.batching.StepSchedulerKind;
import io.instgenie.edit.EditMode;
import java.util.Locale;

/** A way to serve edits. */
public enum LoadVariant {
    /** Every token, in batches that run to their end: the baseline. */
    DENSE_STATIC(EditMode.DENSE, StepSchedulerKind.STATIC, false),
    /** Every token; edits join and leave at every step. */
    DENSE_CONTINUOUS(EditMode.DENSE, StepSchedulerKind.CONTINUOUS, false),
    /** Masked tokens, in batches that run to their end. */
    CACHED_STATIC(EditMode.CACHED, StepSchedulerKind.STATIC, false),
    /** Masked tokens; edits join and leave at every step. What an engine does unless told otherwise. */
    CACHED_CONTINUOUS(EditMode.CACHED, StepSchedulerKind.CONTINUOUS, false),
    /** The same, and the autoencoder works around the mask only: for those to whom throughput matters more than the last decibel. */
    CACHED_CONTINUOUS_MASKED(EditMode.CACHED, StepSchedulerKind.CONTINUOUS, true);

    private final EditMode mode;
    private final StepSchedulerKind stepScheduler;
    private final boolean aroundMask;

    LoadVariant(EditMode mode, StepSchedulerKind stepScheduler, boolean aroundMask) {
        this.mode = mode;
        this.stepScheduler = stepScheduler;
        this.aroundMask = aroundMask;
    }

    public EditMode mode() {
        return mode;
    }

    public StepSchedulerKind stepScheduler() {
        return stepScheduler;
    }

    /** Whether it edits from the cache, step by step. */
    public boolean isCachedContinuous() {
        return mode == EditMode.CACHED && stepScheduler == StepSchedulerKind.CONTINUOUS;
    }

    /** Sets what makes the variant, and nothing else. */
    public EditEngineBuilder configure(EditEngineBuilder engine) {
        return engine.stepScheduler(stepScheduler).maskedDecode(aroundMask);
    }

    /** For tables and plots. */
    public String title() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
