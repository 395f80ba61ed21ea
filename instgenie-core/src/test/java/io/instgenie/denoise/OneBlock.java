package io.instgenie.denoise;

import io.instgenie.activations.ActivationFormat;
import io.instgenie.activations.Kept;
import io.instgenie.activations.Precision;
import io.instgenie.activations.TemplateActivations;
import io.instgenie.activations.TemplateStorage;
import io.instgenie.cache.Reservation;
import io.instgenie.cost.BlockShape;
import io.instgenie.cost.Section;
import io.instgenie.cost.SectionShape;
import io.instgenie.device.CpuDevice;
import java.util.List;

/** What is kept of a denoiser of one block with two tokens, of one number each. */
final class OneBlock {
    private OneBlock() {}

    static TemplateActivations activations(Kept kept) {
        ActivationFormat format = new ActivationFormat(
                kept,
                Precision.FLOAT32,
                List.of(new BlockShape(
                        "block",
                        0,
                        2,
                        List.of(
                                new SectionShape(Section.KEY_VALUES, 2, 2, 1, 1),
                                new SectionShape(Section.HIDDEN_STATES, 1, 2, 1, 1)),
                        1,
                        true)));
        return new TemplateActivations(
                2, format, Reservation.unbounded(), new CpuDevice().hostMemory(), TemplateStorage.none(format));
    }
}
