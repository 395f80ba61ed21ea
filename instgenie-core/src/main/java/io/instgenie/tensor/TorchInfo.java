package io.instgenie.tensor;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.pytorch.global.torch;

/**
 * What runs below this library here, in words for a person.
 *
 * @param javacppVersion of the binding
 * @param torchVersion of libtorch, and of its binding
 * @param cpuCapability the widest vector instructions that libtorch's own kernels use, e.g. {@code AVX512}
 * @param oneDnn whether libtorch was built with oneDNN
 * @param threads what an operator called from this thread uses
 * @param waiting how those threads wait for the next operator
 * @param nativesFolder where JavaCPP unpacks native libraries
 */
public record TorchInfo(
        String javacppVersion,
        String torchVersion,
        String cpuCapability,
        boolean oneDnn,
        int threads,
        String waiting,
        File nativesFolder) {
    /**
     * Loads libtorch and asks it.
     *
     * @throws UncheckedIOException if JavaCPP's files cannot be read
     * @throws UnsatisfiedLinkError as {@link TorchRuntime#load} does
     */
    public static TorchInfo read() {
        TorchRuntime.load();
        try (BytePointer capability = torch.get_cpu_capability()) {
            return new TorchInfo(
                    Loader.getVersion(),
                    Loader.getVersion("org.bytedeco", "pytorch"),
                    capability.getString(),
                    torch.hasMKLDNN(),
                    torch.get_num_threads(),
                    OpenMpWaiting.describe(System::getenv),
                    Loader.getCacheDir());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read what JavaCPP tells of itself", e);
        }
    }
}
