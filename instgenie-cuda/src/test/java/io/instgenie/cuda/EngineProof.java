package io.instgenie.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import io.instgenie.EditEngine;
import io.instgenie.EditEngineBuilder;
import io.instgenie.batching.JobView;
import io.instgenie.batching.StepScheduler;
import io.instgenie.batching.StepSchedulerKind;
import io.instgenie.device.ComputeDevice;
import io.instgenie.device.CpuDevice;
import io.instgenie.activations.Precision;
import io.instgenie.edit.EditHandle;
import io.instgenie.edit.EditImage;
import io.instgenie.edit.EditMode;
import io.instgenie.edit.EditResult;
import io.instgenie.metrics.EngineStats;
import io.instgenie.plan.BlockMode;
import io.instgenie.plan.FixedPlanner;
import io.instgenie.routing.RouterKind;
import io.instgenie.tensor.TorchRuntime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Pictures of engines on {@link CudaWorkerDevice}s over the kernels on the class path, in bfloat16, compared with an engine's on the CPU: {@code
 * EngineProof FOLDER}, where files are kept. Devices are GPUs, or emulated; what a GPU does not do at will is left to emulated ones.
 */
public final class EngineProof {
    private static final int EDITS = 4;
    private static final long DISK_BYTES = 1L << 30;
    /** The second device dies after so many steps: its first edits are then under way. */
    private static final int LIVES = 1;

    private final Path folder;

    private final ProofDevices devices;

    private EngineProof(Path folder, ProofDevices devices) {
        this.folder = folder;
        this.devices = devices;
    }

    public static void main(String[] arguments) throws IOException {
        TorchRuntime.useThreads(1);
        ProofDevices devices = ProofDevices.here();
        EngineProof proof = new EngineProof(Path.of(arguments[0]), devices);
        proof.inMemory(Precision.BFLOAT16);
        proof.inMemory(Precision.INT8);
        proof.inFiles();
        if (devices.count() > 1) {
            proof.onTwoDevices();
        }
        if (devices == ProofDevices.EMULATED) {
            proof.withoutMemory();
            proof.besideADeviceThatDies();
        }
        System.out.println("OK engine");
    }

    /** Through page-locked memory and the device tier. */
    private void inMemory(Precision precision) {
        assertAlike(
                "in memory as " + precision,
                pictures(cpu().hostCachePrecision(precision)),
                pictures(on(devices.one(ScalarType.BFloat16)).hostCachePrecision(precision)));
    }

    /** Written by one engine, and read by it and by another that comes after it, which records nothing. */
    private void inFiles() throws IOException {
        Path cpuFiles = folder.resolve("cpu");
        Path files = Files.createDirectories(folder.resolve("device"));
        UnaryOperator<EditEngineBuilder> fromFiles =
                engine -> engine.hostCacheBytes(0).blockPlanner(new FixedPlanner(BlockMode.KV));
        List<EditImage> expected = pictures(fromFiles.apply(cpu()).diskCache(cpuFiles, DISK_BYTES));
        // To measure emulated blocks would take an hour: these cost what the CPU's do. A GPU is not of that name, and
        // is measured.
        String costs = Files.readString(cpuFiles.resolve("costs.json"));
        Files.writeString(
                files.resolve("costs.json"),
                costs.replaceFirst("(\"machine\" : \"[^\"]*)", "$1, " + EmulatedWorker.NAME));
        for (String engine : List.of("written", "found")) {
            assertAlike(
                    "in files, " + engine,
                    expected,
                    pictures(fromFiles
                            .apply(on(devices.one(ScalarType.BFloat16)))
                            .diskCache(files, DISK_BYTES)));
        }
    }

    private void onTwoDevices() {
        assertAlike("on two devices", pictures(cpu()), pictures(inTurns(devices.two())));
    }

    /** A batch that finds no memory in the midst of a step is made smaller, and nothing is left of it. */
    private void withoutMemory() {
        List<EditImage> expected = pictures(cpu());
        AtomicBoolean full = new AtomicBoolean();
        AtomicInteger batches = new AtomicInteger();
        StepScheduler continuous = StepSchedulerKind.CONTINUOUS.create();
        StepScheduler watched = state -> {
            List<JobView> batch = continuous.schedule(state);
            full.set(batch.size() > 1);
            batches.addAndGet(batch.size() > 1 ? 1 : 0);
            return batch;
        };
        ComputeDevice device = EmulatedWorker.device(
                ScalarType.BFloat16, ProofEdits.CACHE_BYTES, api -> TroubledDevice.outOfMemory(api, full));
        assertAlike("without memory for batches", expected, pictures(on(device).stepScheduler(watched)));
        assertThat(batches).as("batches that found no memory").hasPositiveValue();
    }

    private void besideADeviceThatDies() {
        List<EditImage> expected = pictures(cpu());
        List<CudaWorkerDevice> two = EmulatedWorker.two(
                ScalarType.BFloat16, ProofEdits.CACHE_BYTES, api -> TroubledDevice.dying(api, LIVES));
        try (EditEngine engine = inTurns(two).build()) {
            assertAlike("on a device whose neighbour died", expected, pictures(engine));
            EngineStats stats = engine.stats();
            assertThat(stats.workersLost()).isEqualTo(1);
            assertThat(stats.restarted()).isPositive();
        }
    }

    private static EditEngineBuilder cpu() {
        return on(new CpuDevice());
    }

    private static EditEngineBuilder on(ComputeDevice device) {
        return EditEngine.builder().devices(device).threads(1);
    }

    private static EditEngineBuilder inTurns(List<? extends ComputeDevice> devices) {
        return EditEngine.builder()
                .devices(devices)
                .router(RouterKind.ROUND_ROBIN)
                .threads(devices.size());
    }

    private static List<EditImage> pictures(EditEngineBuilder builder) {
        try (EditEngine engine = builder.build()) {
            return pictures(engine);
        }
    }

    /** Of edits together, and of the first again. */
    private static List<EditImage> pictures(EditEngine engine) {
        engine.register(ProofEdits.template());
        List<EditHandle> handles = new ArrayList<>();
        for (int i = 0; i < EDITS; i++) {
            handles.add(submit(engine, i));
        }
        List<EditImage> pictures = new ArrayList<>();
        handles.forEach(handle -> pictures.add(picture(handle.join())));
        pictures.add(picture(submit(engine, 0).join()));
        return pictures;
    }

    private static EditHandle submit(EditEngine engine, int edit) {
        return engine.submit(ProofEdits.request(ProofEdits.mask(10 + 12 * edit, 10, 30), EditMode.CACHED, edit));
    }

    private static EditImage picture(EditResult result) {
        assertThat(result.provenance().cacheHits())
                .as("steps taken from the cache")
                .isEqualTo(ProofEdits.STEPS);
        return result.image();
    }

    private static void assertAlike(String what, List<EditImage> expected, List<EditImage> actual) {
        double worst = Double.POSITIVE_INFINITY;
        for (int i = 0; i < expected.size(); i++) {
            worst = Math.min(worst, psnr(actual.get(i), expected.get(i)));
        }
        System.out.printf("pictures %s: %.1f dB at worst%n", what, worst);
        assertThat(worst).as("pictures %s", what).isGreaterThan(35);
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
}
