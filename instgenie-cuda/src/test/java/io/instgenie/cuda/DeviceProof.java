package io.instgenie.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import io.instgenie.EditEngineBuilder;
import io.instgenie.activations.BlockModes;
import io.instgenie.activations.Precision;
import io.instgenie.device.ComputeDevice;
import io.instgenie.device.CpuDevice;
import io.instgenie.edit.EditMode;
import io.instgenie.edit.EditRequest;
import io.instgenie.model.rows.KeyValue;
import io.instgenie.plan.BlockMode;
import io.instgenie.pretrained.EmbeddedModel;
import io.instgenie.tensor.TensorScope;
import io.instgenie.tensor.TorchRuntime;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Edits of the embedded model on {@link CudaWorkerDevice} over the kernels on the class path, on a GPU or emulated, compared with the CPU's: small
 * pictures and few steps, since emulated kernels are slow.
 */
public final class DeviceProof {
    private static final BlockModes PROJECT_ALL = step -> Collections.nCopies(
            step.groups().size(), Collections.nCopies(step.work().size(), BlockMode.X));
    private static final BlockModes COMPUTE_ALL = step -> Collections.nCopies(
            step.groups().size(), Collections.nCopies(step.work().size(), BlockMode.COMPUTE));

    private final Path model = EmbeddedModel.folder(EditEngineBuilder.defaultCacheFolder());

    private DeviceProof() {}

    public static void main(String[] arguments) {
        TorchRuntime.useThreads(1);
        DeviceProof proof = new DeviceProof();
        proof.latentsEqual();
        proof.int8IsReadAsItIs();
        System.out.println("OK device");
    }

    /** A ragged batch: two edits of a template and a dense one, whatever way its keys and values come. */
    private void latentsEqual() {
        List<EditRequest> batch = List.of(
                ProofEdits.request(ProofEdits.mask(20, 10, 30), EditMode.CACHED, 3),
                ProofEdits.request(ProofEdits.mask(60, 40, 20), EditMode.CACHED, 4),
                ProofEdits.request(ProofEdits.mask(20, 10, 30), EditMode.DENSE, 5));
        List<List<float[]>> expected = new ArrayList<>();
        try (EditRun cpu = new EditRun(model, new CpuDevice())) {
            for (Precision precision : Precision.values()) {
                expected.add(cpu.latents(ProofEdits.template(), precision, BlockModes.LOAD_ALL, batch));
            }
        }
        try (EditRun device = new EditRun(model, ProofDevices.here().one(ScalarType.Float))) {
            for (Precision precision : Precision.values()) {
                assertClose(
                        "float32, kept as " + precision,
                        tolerance(precision),
                        device.latents(ProofEdits.template(), precision, BlockModes.LOAD_ALL, batch),
                        expected.get(precision.ordinal()));
            }
            assertClose(
                    "float32, projected",
                    tolerance(Precision.FLOAT32),
                    device.latents(ProofEdits.template(), Precision.FLOAT32, PROJECT_ALL, batch),
                    expected.get(Precision.FLOAT32.ordinal()));
            assertClose(
                    "float32, computed",
                    tolerance(Precision.FLOAT32),
                    device.latents(ProofEdits.template(), Precision.FLOAT32, COMPUTE_ALL, batch),
                    expected.get(Precision.FLOAT32.ordinal()));
        }
    }

    /** What is kept in few bits is rounded up here and down there where it lies halfway. */
    private static double tolerance(Precision precision) {
        return switch (precision) {
            case FLOAT32 -> 1e-4;
            case BFLOAT16 -> 5e-3;
            case INT8 -> 2e-2;
        };
    }

    private static void assertClose(String what, double tolerance, List<float[]> actual, List<float[]> expected) {
        double worst = 0;
        for (int job = 0; job < expected.size(); job++) {
            double largest = 0;
            double difference = 0;
            for (int i = 0; i < expected.get(job).length; i++) {
                largest = Math.max(largest, Math.abs(expected.get(job)[i]));
                difference = Math.max(difference, Math.abs(expected.get(job)[i] - actual.get(job)[i]));
            }
            worst = Math.max(worst, difference / largest);
        }
        System.out.printf("latents, %s: off by %.1e of the largest%n", what, worst);
        assertThat(worst).as(what).isLessThan(tolerance);
    }

    /** Levels and scales of a template are not widened before attention. */
    private void int8IsReadAsItIs() {
        try (ComputeDevice device = ProofDevices.here().one(ScalarType.BFloat16);
                TensorScope scope = TensorScope.open()) {
            Tensor levels = torch.zeros(new long[] {3, 2, 32}, new TensorOptions(ScalarType.Char));
            Tensor scales = torch.ones(3, 2, 1);
            KeyValue kept = new KeyValue(levels, levels, new KeyValue.Scales(scales, scales));
            assertThat(device.kernels().attendable(kept)).isSameAs(kept);
        }
    }
}
