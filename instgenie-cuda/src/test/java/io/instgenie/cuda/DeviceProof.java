package io.instgenie.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import io.instgenie.EditEngine;
import io.instgenie.EditEngineBuilder;
import io.instgenie.denoise.BlockModes;
import io.instgenie.denoise.ComputeDevice;
import io.instgenie.denoise.CpuDevice;
import io.instgenie.denoise.Precision;
import io.instgenie.edit.EditHandle;
import io.instgenie.edit.EditImage;
import io.instgenie.edit.EditMask;
import io.instgenie.edit.EditMode;
import io.instgenie.edit.EditRequest;
import io.instgenie.edit.Template;
import io.instgenie.plan.BlockMode;
import io.instgenie.pretrained.EmbeddedModel;
import io.instgenie.tensor.TorchRuntime;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Edits of the embedded model on {@link CudaWorkerDevice} over the kernels on the class path, compared with the CPU's: small pictures and few
 * steps, since emulated kernels are slow.
 */
public final class DeviceProof {
    private static final int WIDTH = 96;
    private static final int HEIGHT = 64;
    private static final int STEPS = 2;
    /** The activations of some blocks stay on the device, those of others are copied at every use. */
    private static final long CACHE_BYTES = 300_000;

    private static final BlockModes PROJECT_ALL =
            step -> Collections.nCopies(step.groups().size(), Collections.nCopies(step.blocks(), BlockMode.X));
    private static final BlockModes COMPUTE_ALL =
            step -> Collections.nCopies(step.groups().size(), Collections.nCopies(step.blocks(), BlockMode.COMPUTE));

    private final Path model = EmbeddedModel.folder(EditEngineBuilder.cacheFolder());

    private DeviceProof() {}

    public static void main(String[] arguments) {
        TorchRuntime.useThreads(1);
        DeviceProof proof = new DeviceProof();
        proof.latentsEqual();
        proof.picturesOfAnEngineAreAlike();
        System.out.println("OK device");
    }

    /** A ragged batch: two edits of a template and a dense one, whatever way its keys and values come. */
    private void latentsEqual() {
        List<EditRequest> batch = List.of(
                request(EditMask.rectangle(WIDTH, HEIGHT, 20, 10, 30, 30), EditMode.CACHED, 3),
                request(EditMask.rectangle(WIDTH, HEIGHT, 60, 40, 20, 20), EditMode.CACHED, 4),
                request(EditMask.rectangle(WIDTH, HEIGHT, 20, 10, 30, 30), EditMode.DENSE, 5));
        List<List<float[]>> expected = new ArrayList<>();
        try (EditRun cpu = new EditRun(model, new CpuDevice())) {
            for (Precision precision : Precision.values()) {
                expected.add(cpu.latents(template(), precision, BlockModes.LOAD_ALL, batch));
            }
        }
        try (EditRun device = new EditRun(model, EmulatedWorker.device(ScalarType.Float, CACHE_BYTES))) {
            for (Precision precision : Precision.values()) {
                assertClose(
                        "float32, kept as " + precision,
                        tolerance(precision),
                        device.latents(template(), precision, BlockModes.LOAD_ALL, batch),
                        expected.get(precision.ordinal()));
            }
            assertClose(
                    "float32, projected",
                    tolerance(Precision.FLOAT32),
                    device.latents(template(), Precision.FLOAT32, PROJECT_ALL, batch),
                    expected.get(Precision.FLOAT32.ordinal()));
            assertClose(
                    "float32, computed",
                    tolerance(Precision.FLOAT32),
                    device.latents(template(), Precision.FLOAT32, COMPUTE_ALL, batch),
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

    /** In bfloat16, through memory and the device tier, edits together and again. */
    private void picturesOfAnEngineAreAlike() {
        List<EditImage> expected = pictures(EditEngine.builder().devices(new CpuDevice()));
        ComputeDevice device = EmulatedWorker.device(ScalarType.BFloat16, CACHE_BYTES);
        List<EditImage> inMemory =
                pictures(EditEngine.builder().devices(device).hostCachePrecision(Precision.BFLOAT16));
        for (int i = 0; i < expected.size(); i++) {
            double psnr = psnr(inMemory.get(i), expected.get(i));
            System.out.printf("picture %d, bfloat16: %.1f dB%n", i, psnr);
            assertThat(psnr).as("picture %d", i).isGreaterThan(35);
        }
    }

    private static List<EditImage> pictures(EditEngineBuilder builder) {
        try (EditEngine engine = builder.threads(1).build()) {
            engine.register(template());
            List<EditHandle> handles = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                handles.add(engine.submit(
                        request(EditMask.rectangle(WIDTH, HEIGHT, 20 + 10 * i, 10, 30, 30), EditMode.CACHED, i)));
            }
            List<EditImage> pictures = new ArrayList<>();
            handles.forEach(handle -> pictures.add(handle.join().image()));
            pictures.add(engine.edit(request(EditMask.rectangle(WIDTH, HEIGHT, 20, 10, 30, 30), EditMode.CACHED, 0))
                    .image());
            return pictures;
        }
    }

    private static double psnr(EditImage actual, EditImage expected) {
        byte[] a = actual.toRgbBytes();
        byte[] e = expected.toRgbBytes();
        double squares = 0;
        for (int i = 0; i < e.length; i++) {
            double difference = (a[i] & 0xff) - (e[i] & 0xff);
            squares += difference * difference;
        }
        return squares == 0 ? Double.POSITIVE_INFINITY : 10 * Math.log10(255.0 * 255.0 * e.length / squares);
    }

    private static Template template() {
        byte[] pixels = new byte[WIDTH * HEIGHT * 3];
        new Random(1).nextBytes(pixels);
        return Template.builder("noise", EditImage.ofRgb(WIDTH, HEIGHT, pixels))
                .numInferenceSteps(STEPS)
                .maxSequenceLength(24)
                .build();
    }

    private static EditRequest request(EditMask mask, EditMode mode, long seed) {
        return EditRequest.builder()
                .template("noise")
                .mask(mask)
                .mode(mode)
                .prompt("a red star")
                .numInferenceSteps(STEPS)
                .seed(seed)
                .maxSequenceLength(24)
                .build();
    }
}
