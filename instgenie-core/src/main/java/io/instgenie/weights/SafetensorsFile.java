package io.instgenie.weights;

import io.instgenie.edit.ModelFormatException;
import io.instgenie.tensor.NativeErrors;
import io.instgenie.tensor.NativePaths;
import io.instgenie.tensor.TensorScope;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * One safetensors file, mapped into memory: opening reads only its header, and a tensor's pages come from disk when they are first
 * touched. Thread-safe until closed. The file must stay as it is while it is open: the operating system ends a process that touches
 * pages cut off a mapped file.
 */
public final class SafetensorsFile implements AutoCloseable {
    private final Path file;
    private final SafetensorsHeader header;
    private final Tensor bytes; // [file size], uint8, mapped

    private SafetensorsFile(Path file, SafetensorsHeader header, Tensor bytes) {
        this.file = file;
        this.header = header;
        this.bytes = bytes;
    }

    /**
     * Maps {@code file}.
     *
     * @throws ModelFormatException if it cannot be read, or its header lies about lengths, offsets or shapes
     */
    public static SafetensorsFile open(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new ModelFormatException(file + (Files.exists(file) ? " is not a file" : " does not exist"));
        }
        try (FileChannel channel = FileChannel.open(file)) {
            long size = channel.size();
            SafetensorsHeader header = SafetensorsHeader.read(channel, size, file);
            return new SafetensorsFile(file, header, map(file, size));
        } catch (IOException e) {
            throw new ModelFormatException(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** Fails if the file has fewer bytes than {@code size} by now. */
    static Tensor map(Path file, long size) {
        try (TensorScope scope = TensorScope.open();
                BytePointer name = NativePaths.of(file)) {
            return scope.keep(torch.from_file(
                    name,
                    new BoolOptional(false),
                    new LongOptional(size),
                    new TensorOptions(ScalarType.Byte))); // [size]
        } catch (RuntimeException e) {
            throw new ModelFormatException(file + " cannot be mapped: " + NativeErrors.message(e), e);
        }
    }

    /** Where the tensors come from. */
    public Path path() {
        return file;
    }

    /** The names of all tensors, in the file's order. */
    public Set<String> names() {
        return header.tensors().keySet();
    }

    /**
     * One tensor in its stored type, valid in the current scope: a view of the mapped file, or a copy if its place in the file is not a
     * multiple of its item size.
     *
     * @throws ModelFormatException if there is none of that name, or its type is not supported
     */
    public Tensor get(String name) {
        TensorEntry entry = header.tensors().get(name);
        if (entry == null) {
            throw new ModelFormatException(file + " has no tensor " + name);
        }
        StoredType type = StoredType.named(entry.dtype())
                .orElseThrow(
                        () -> new ModelFormatException(file + ": tensor " + name + " has the dtype " + entry.dtype()
                                + ", which is not supported; supported are " + Arrays.toString(StoredType.values())));
        long begin = header.dataStart() + entry.begin();
        Tensor stored = bytes.narrow(0, begin, entry.end() - entry.begin()); // [bytes]
        if (begin % type.itemSize() != 0) {
            stored = stored.clone(); // [bytes]
        }
        long[] shape = entry.shape().stream().mapToLong(Long::longValue).toArray();
        return stored.view(type.scalarType()).view(shape); // shape
    }

    @Override
    public void close() {
        bytes.close();
    }
}
