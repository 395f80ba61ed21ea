package io.instgenie.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.instgenie.cuda.jni.Native;
import io.instgenie.cuda.jni.NativeAttention;
import io.instgenie.cuda.jni.NativeCounts;
import io.instgenie.cuda.jni.NativeSegment;
import io.instgenie.edit.DeviceOutOfMemoryException;
import io.instgenie.edit.UnsupportedDeviceException;
import java.util.function.Consumer;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;

/** What the library itself refuses, before anything is launched, each with a status that names it. */
final class LauncherRefusals {
    private static final Pointer MEMORY = new BytePointer(256);
    private static final Pointer ALIGNED = new Address((MEMORY.address() + 15) / 16 * 16);
    private static final IntPointer JOBS = new IntPointer(new int[] {0});

    private static final IntPointer NONE = Address.ints(0);

    private LauncherRefusals() {}

    /** Arguments of the planner: sound until changed. */
    private static final class PlanArguments {
        final NativeSegment segment = new NativeSegment(1);
        final int[] queryOffsets = {0, 5};
        int type = ElementType.BFLOAT16.code();
        int headDim = 64;
        int queries = 1;

        PlanArguments() {
            Pointer.memset(segment, 0, Loader.sizeof(NativeSegment.class));
            segment.keys(ALIGNED).values(ALIGNED).length(10).dtype(type);
            segment.key_row_stride(64).key_head_stride(64);
            segment.value_row_stride(64).value_head_stride(64);
        }

        int plan() {
            NativeCounts counts = new NativeCounts();
            return Native.instgenie_attention_plan(
                    type, 1, headDim, queries, queryOffsets, new int[] {0, 1}, segment, 1, null, 0, null, 0, counts);
        }
    }

    private static void requirePlan(String status, Consumer<PlanArguments> change) {
        PlanArguments arguments = new PlanArguments();
        change.accept(arguments);
        require(status, arguments.plan());
    }

    private static void require(String expected, int status) {
        assertThat(Native.instgenie_error_name(status).getString()).isEqualTo("INSTGENIE_" + expected);
    }

    private static int norm(int type, int dim, long stride, Pointer input) {
        return Native.instgenie_layer_norm_modulate(
                type, 1, dim, input, stride, JOBS, ALIGNED, ALIGNED, dim, 1e-6f, ALIGNED, dim, null);
    }

    static void run(CudaDevice device) {
        assertThatExceptionOfType(DeviceOutOfMemoryException.class)
                .isThrownBy(() -> device.allocateDevice(1L << 50))
                .withMessageContaining("cudaErrorMemoryAllocation");
        assertThatExceptionOfType(UnsupportedDeviceException.class)
                .isThrownBy(() -> CudaDevice.open(1000))
                .withMessageContaining("there is no GPU 1000");

        requirePlan("BUFFER_TOO_SMALL", a -> {});
        requirePlan("BAD_DTYPE", a -> a.type = ElementType.INT8.code());
        requirePlan("BAD_DTYPE", a -> a.segment.dtype(ElementType.FLOAT16.code()));
        requirePlan("BAD_HEAD_SIZE", a -> a.headDim = 48);
        requirePlan("BAD_LENGTH", a -> a.queryOffsets[1] = -1);
        requirePlan("BAD_LENGTH", a -> a.segment.length(-1));
        requirePlan("BAD_LENGTH", a -> a.queries = -1);
        requirePlan("BAD_STRIDE", a -> a.segment.key_row_stride(32));
        requirePlan("BAD_STRIDE", a -> a.segment.value_row_stride(65));
        requirePlan("NULL_POINTER", a -> a.segment.keys(new Address(0)));
        requirePlan("NULL_POINTER", a -> a.segment.dtype(ElementType.INT8.code()));
        requirePlan("MISALIGNED", a -> a.segment.keys(new Address(ALIGNED.address() + 2)));
        requirePlan("NO_KEYS", a -> a.segment.length(0));

        NativeAttention attention = new NativeAttention();
        Pointer.memset(attention, 0, Loader.sizeof(NativeAttention.class));
        attention.dtype(ElementType.BFLOAT16.code()).heads(1).head_dim(64).scale(1);
        require("OK", Native.instgenie_attention(attention, null));
        attention.counts().tiles(1);
        require("NULL_POINTER", Native.instgenie_attention(attention, null));
        attention.scale(0);
        require("BAD_SCALE", Native.instgenie_attention(attention, null));
        require("NULL_POINTER", Native.instgenie_attention(null, null));

        int f32 = ElementType.FLOAT32.code();
        require("BAD_DTYPE", norm(ElementType.INT8.code(), 8, 8, ALIGNED));
        require("BAD_LENGTH", norm(f32, 12, 12, ALIGNED));
        require("BAD_LENGTH", norm(f32, 12288, 12288, ALIGNED));
        require("BAD_STRIDE", norm(f32, 8, 4, ALIGNED));
        require("MISALIGNED", norm(f32, 8, 8, new Address(ALIGNED.address() + 4)));
        require("BAD_STRIDE", Native.instgenie_gather_rows(1, 8, ALIGNED, 4, JOBS, ALIGNED, 8, null));
        require("NULL_POINTER", Native.instgenie_scatter_rows(1, 8, ALIGNED, 8, NONE, ALIGNED, 8, null));
        int f16 = ElementType.FLOAT16.code();
        require(
                "BAD_DTYPE",
                Native.instgenie_quantize(f32, f16, 1, 1, 64, ALIGNED, 64, NONE, ALIGNED, Address.floats(0), null));
        require("UNKNOWN_STATUS", -99);
        assertThat(Native.instgenie_error_name(1).getString()).isEqualTo("cudaErrorInvalidValue");
    }
}
