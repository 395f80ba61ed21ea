package io.instgenie.denoise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.instgenie.cost.BlockShape;
import io.instgenie.cost.BlockWork;
import io.instgenie.cost.Tier;
import io.instgenie.device.CpuDevice;
import io.instgenie.mask.Canvas;
import io.instgenie.model.Conditioning;
import io.instgenie.model.Denoiser;
import io.instgenie.model.Pipeline;
import io.instgenie.model.rows.TorchKernels;
import io.instgenie.tensor.Placement;
import io.instgenie.toy.ToyModel;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DenoiserProbeTest {
    private final Pipeline pipeline = new ToyModel().load(Placement.CPU, new TorchKernels());
    private final List<String> kinds = BlockShape.kinds(pipeline.denoiser().blocks(new Canvas(8, 8, 1), 1));
    private final List<Conditioning> made = new ArrayList<>();
    private final DenoiserProbe probe = new DenoiserProbe(watched(), new CpuDevice(), bytes -> bytes / 1e9);

    @AfterEach
    void close() {
        pipeline.close();
    }

    /** At either level, and where a pass has to come through the blocks before. */
    @Test
    void blocksRunAsManyRowsAsAskedFor() {
        for (String kind : kinds) {
            assertThat(probe.blockSeconds(kind, 40, 160)).as(kind).isPositive();
            BlockWork work = lastWork(kind);
            assertThat(work.rows()).as(kind).isCloseTo(40, within(1.0));
            if (kind.endsWith("attention")) {
                assertThat(work.keys()).as(kind).isCloseTo(160, within(1.0));
            }
        }
    }

    @Test
    void projectionsRunAsManyRowsAsAskedFor() {
        for (String kind : kinds) {
            assertThat(probe.projectSeconds(kind, 40)).as(kind).isPositive();
            assertThat(lastWork(kind).rows()).as(kind).isCloseTo(40, within(1.0));
        }
    }

    @Test
    void loadsComeFromTheDiskAlone() {
        assertThat(probe.loadSeconds(Tier.DISK, 2_000_000_000)).isEqualTo(2);
        assertThatThrownBy(() -> probe.loadSeconds(Tier.DEVICE, 1)).isInstanceOf(IllegalArgumentException.class);
    }

    private BlockWork lastWork(String kind) {
        return made.get(made.size() - 1).work(kinds.indexOf(kind));
    }

    /** The denoiser, whose conditionings are noted. */
    private Denoiser watched() {
        return (Denoiser) Proxy.newProxyInstance(
                Denoiser.class.getClassLoader(), new Class<?>[] {Denoiser.class}, (proxy, method, arguments) -> {
                    Object result = method.invoke(pipeline.denoiser(), arguments);
                    if (result instanceof Conditioning conditioning) {
                        made.add(conditioning);
                    }
                    return result;
                });
    }
}
