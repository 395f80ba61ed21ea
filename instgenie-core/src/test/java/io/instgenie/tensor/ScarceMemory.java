package io.instgenie.tensor;

import java.nio.file.Path;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.LongVector;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Asks for memory that cannot be had: a program, to be run with little address space. */
final class ScarceMemory {
    private static final long BYTES = 40_000_000_000L;

    private ScarceMemory() {}

    /** Prints what each kind of failure is told as; the last line is no failure. */
    public static void main(String[] arguments) {
        TorchRuntime.useThreads(1);
        Path file = Path.of(arguments[0]); // of so many bytes
        tell(() -> torch.empty(new long[] {BYTES / Float.BYTES}, new TensorOptions(ScalarType.Float), null));
        tell(() -> new LongVector(BYTES / Long.BYTES));
        tell(() -> torch.from_file(
                file.toString(), new BoolOptional(false), new LongOptional(BYTES), new TensorOptions(ScalarType.Byte)));
        tell(() -> torch.empty(new long[] {1000}, new TensorOptions(ScalarType.Float), null));
    }

    private static void tell(Runnable work) {
        try (TensorScope scope = TensorScope.open()) {
            work.run();
            System.out.println("fine");
        } catch (RuntimeException | OutOfMemoryError e) {
            System.out.println(NativeErrors.translate(e));
        }
    }
}
