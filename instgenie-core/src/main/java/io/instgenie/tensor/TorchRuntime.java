package io.instgenie.tensor;

import io.instgenie.edit.UnsupportedDeviceException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.openblas.global.openblas;
import org.bytedeco.pytorch.global.torch;

/**
 * The process's one libtorch. {@link #load()} must come before any other use of {@code org.bytedeco.pytorch}; every call after the first
 * is free. Thread-safe.
 *
 * <p>Loading settles what cannot be settled later: JavaCPP's own memory limits are switched off (native memory is bounded by scopes, not
 * by the garbage collector), two JVMs with a cold JavaCPP cache unpack one after the other, OpenBLAS keeps to the calling thread (its
 * threads would fight libtorch's), libtorch's threads wait {@linkplain OpenMpWaiting without spinning long}, compiled kernels are {@linkplain KernelCaches bounded}, and the C allocator is told to keep freed blocks of activations' size.
 */
public final class TorchRuntime {
    private static final String CACHE = "org.bytedeco.javacpp.cachedir";

    private static boolean loaded;

    private TorchRuntime() {}

    /**
     * Loads libtorch and its settings.
     *
     * @throws io.instgenie.edit.InvalidRequestException if there is no folder to unpack to
     * @throws UncheckedIOException if the lock beside JavaCPP's cache cannot be taken
     * @throws UnsupportedDeviceException if the class path has both sets of natives, for CPUs and for GPUs
     * @throws UnsatisfiedLinkError if the application has no natives ({@code linux-x86_64} classifier) on its class path
     */
    public static synchronized void load() {
        if (loaded) {
            return;
        }
        NativeSets.requireOne(name -> TorchRuntime.class.getResource("/" + name) != null);
        prepareJavaCpp();
        loadLocked();
        openblas.blas_set_num_threads(1);
        KernelCaches.bound();
        keepFreedBlocks();
        loaded = true;
    }

    /**
     * Settles what JavaCPP's first class reads. Its own memory limits are switched off: with them, it looks at the process's resident memory for
     * every object, and calls {@code System.gc()} when that grows. Where its folder in the user's home cannot be, the libraries are unpacked to
     * {@link HostFolders#cache}. For who uses JavaCPP before libtorch is loaded.
     */
    public static void prepareJavaCpp() {
        System.setProperty("org.bytedeco.javacpp.maxPhysicalBytes", "0");
        System.setProperty("org.bytedeco.javacpp.maxBytes", "0");
        HostFolders folders = HostFolders.ofProcess();
        if (folders.inHome(".javacpp", "cache").isEmpty() && !isCacheChosen()) {
            unpackTo(folders.cache());
        }
    }

    /** Where the native libraries are to be unpacked, unless they are loaded, or the host has chosen a folder by JavaCPP's own property. */
    public static synchronized void unpackTo(Path folder) {
        if (!loaded && !isCacheChosen()) {
            System.setProperty(CACHE, folder.toAbsolutePath().resolve("javacpp").toString());
        }
    }

    private static boolean isCacheChosen() {
        return System.getProperty(CACHE) != null || System.getProperty("org.bytedeco.javacpp.cacheDir") != null;
    }

    /** Sets how many threads libtorch's operators use when called from this thread. */
    public static void useThreads(int threads) {
        load();
        torch.set_num_threads(threads);
    }

    /**
     * Gives free memory back to the operating system: what was freed between blocks in use, and at the end of the calling thread's heap. The
     * ends of others, their threads have to give back. The next allocations fault it in again: for when there is nothing to do.
     */
    public static void returnFreeMemory() {
        load();
        FreeMemory.giveBack();
    }

    private static void loadLocked() {
        try {
            Path folder = Loader.getCacheDir().toPath();
            Files.createDirectories(folder);
            try (FileChannel channel = FileChannel.open(
                            folder.resolve(".instgenie.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock lock = channel.lock()) {
                if (!lock.isValid()) {
                    throw new IOException("lost the lock on " + folder);
                }
                OpenMpWaiting.settle(() -> {
                    Loader.load(openblas.class);
                    Loader.load(torch.class);
                });
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot prepare JavaCPP's cache folder for libtorch", e);
        }
    }

    /**
     * Freeing one mapped block raises glibc's mapping threshold to its size and its trim threshold to twice that, so that later blocks
     * come from warm heap pages. Page faults otherwise double the time of a linear layer over a thousand rows.
     */
    private static void keepFreedBlocks() {
        Pointer.free(Pointer.malloc(FreeMemory.LARGEST_HEAP_BLOCK));
    }
}
