package io.instgenie.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import io.instgenie.edit.DeviceOutOfMemoryException;
import io.instgenie.tensor.TensorScope;
import io.instgenie.tensor.Tensors;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever was foreseen, freed, lent and resident, and in whichever copy memory ran out: what is brought is what was kept. */
class CudaTransfersTest {
    private static final int STEPS = 60;
    private static final int SLAB = 512;

    /** @param value of each of its bytes */
    private record Slab(Tensor host, int value) {}

    private final LateDevice device = new LateDevice();
    private final AtomicBoolean full = new AtomicBoolean();
    private final PinnedMemory memory = new PinnedMemory(new PinnedPool(device, 1 << 20), 1);
    private final List<Slab> slabs = new ArrayList<>();
    private int nextValue;

    @ParameterizedTest
    @ValueSource(longs = {0, 4 * 1024, 1 << 20})
    void whatIsBroughtIsWhatWasKept(long cacheBytes) {
        for (long seed = 0; seed < 20; seed++) {
            run(new Random(seed), cacheBytes, "seed " + seed + ", tier of " + cacheBytes);
        }
        memory.close();
        assertThat(device.held()).isZero();
    }

    private void run(Random random, long cacheBytes, String where) {
        try (TensorScope scope = TensorScope.open()) {
            CudaTransfers transfers = new CudaTransfers(
                    TroubledDevice.outOfMemory(device, full),
                    0,
                    memory,
                    new DeviceTier(cacheBytes),
                    new TensorOptions(ScalarType.Byte));
            for (int step = 0; step < STEPS; step++) {
                while (slabs.size() < 8) {
                    keep(random);
                }
                full.set(random.nextInt(5) == 0);
                try {
                    step(random, transfers, where + ", step " + step);
                } catch (DeviceOutOfMemoryException e) {
                    assertThat(full).as(where).isFalse(); // the step failed; the next one begins where it stopped
                }
                full.set(false);
            }
            transfers.close();
            slabs.forEach(slab -> memory.free(slab.host()));
            slabs.clear();
        }
    }

    private void keep(Random random) {
        int value = nextValue++ % 255;
        int bytes = SLAB * (1 + random.nextInt(2));
        slabs.add(new Slab(memory.copy(bytes(value, bytes)), value));
    }

    /** Some blocks, each of which brings what was foreseen or not, and frees things on the way. */
    private void step(Random random, CudaTransfers transfers, String where) {
        Collections.shuffle(slabs, random);
        List<Slab> plan = new ArrayList<>(slabs);
        transfers.foresee(plan.stream().map(Slab::host).toList());
        if (random.nextInt(3) == 0) { // a template goes between two steps, and its memory is taken again
            Slab gone = plan.remove(random.nextInt(plan.size()));
            slabs.remove(gone);
            memory.free(gone.host());
            keep(random);
        }
        if (random.nextInt(4) == 0) { // another batch than was foreseen
            Collections.shuffle(plan, random);
        }
        while (!plan.isEmpty()) {
            block(random, transfers, plan, where);
        }
    }

    private void block(Random random, CudaTransfers transfers, List<Slab> plan, String where) {
        try (TensorScope scope = TensorScope.open()) {
            ByteBuffer lent = random.nextBoolean() ? ByteBuffer.allocateDirect(SLAB) : null;
            try {
                bring(random, transfers, plan, lent, where);
            } finally {
                if (lent != null) {
                    transfers.whenRead(() -> lent.put(0, (byte) 99));
                }
            }
        }
    }

    private static void bring(
            Random random, CudaTransfers transfers, List<Slab> plan, @Nullable ByteBuffer lent, String where) {
        List<Tensor> brought = new ArrayList<>();
        List<Integer> expected = new ArrayList<>();
        for (int i = random.nextInt(7); i >= 0 && !plan.isEmpty(); i--) {
            Slab slab = plan.remove(0);
            brought.add(transfers.bring(slab.host()));
            expected.add(slab.value());
        }
        if (lent != null) {
            Tensor host = torch.from_blob(
                    new BytePointer(lent), new long[] {SLAB}, new TensorOptions(ScalarType.Byte)); // [bytes]
            host.fill_(new Scalar(7));
            brought.add(transfers.bring(host));
            expected.add(7);
        }
        for (int i = 0; i < brought.size(); i++) {
            float[] values = Tensors.toFloats(brought.get(i));
            for (float value : values) {
                assertThat(value).as(where).isEqualTo(expected.get(i).floatValue());
            }
        }
        transfers.release();
    }

    private static Tensor bytes(int value, int bytes) {
        return torch.full(new long[] {bytes}, new Scalar(value), new TensorOptions(ScalarType.Byte)); // [bytes]
    }
}
