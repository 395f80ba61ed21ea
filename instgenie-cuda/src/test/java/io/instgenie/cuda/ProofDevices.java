package io.instgenie.cuda;

import io.instgenie.device.ComputeDevice;
import java.util.List;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Where a proof runs: on the GPUs of this machine, or on emulated ones if the library on the class path is the emulation. */
enum ProofDevices {
    EMULATED {
        @Override
        int count() {
            return 2;
        }

        @Override
        ComputeDevice one(ScalarType type) {
            return EmulatedWorker.device(type, ProofEdits.CACHE_BYTES);
        }

        @Override
        List<? extends ComputeDevice> two() {
            return EmulatedWorker.two(ScalarType.BFloat16, ProofEdits.CACHE_BYTES, UnaryOperator.identity());
        }
    },
    GPUS {
        @Override
        int count() {
            return CudaMachine.read().gpus().size();
        }

        /** Activations of some blocks only fit on the device, as on an emulated one. */
        @Override
        ComputeDevice one(ScalarType type) {
            return CudaWorkerDevice.of(0, new CudaOptions(elements(type), MEMORY_BYTES, ProofEdits.CACHE_BYTES));
        }

        @Override
        List<? extends ComputeDevice> two() {
            return CudaWorkerDevice.several(0, 1);
        }
    };

    private static final long MEMORY_BYTES = 4L << 30;

    static ProofDevices here() {
        return CudaDevice.open(0).name().equals(EmulatedWorker.NAME) ? EMULATED : GPUS;
    }

    abstract int count();

    /** One that computes in {@code type}. */
    abstract ComputeDevice one(ScalarType type);

    /** Two that share their memory on the host, and compute in bfloat16. */
    abstract List<? extends ComputeDevice> two();

    private static ElementType elements(ScalarType type) {
        return type == ScalarType.Float ? ElementType.FLOAT32 : ElementType.BFLOAT16;
    }
}
