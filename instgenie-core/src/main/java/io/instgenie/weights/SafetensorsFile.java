package io.instgenie.weights;

import io.instgenie.edit.ModelFormatException;
import io.instgenie.tensor.TensorScope;
import io.instgenie.tensor.TorchRuntime;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Set;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * One safetensors file, mapped into memory: opening reads only its header, and a tensor's pages come from disk when they are first
 * touched. Thread-safe until closed.
 */
public final class SafetensorsFile implements AutoCloseable {
    private static final int LENGTH_BYTES = Long.BYTES;
    private static final long LARGEST_HEADER = 100_000_000;

    private final Path file;
    private final SafetensorsHeader header;
    private final long dataStart;
    private final Tensor bytes; // [file size], uint8, mapped

    private SafetensorsFile(Path file, SafetensorsHeader header, long dataStart, Tensor bytes) {
        this.file = file;
        this.header = header;
        this.dataStart = dataStart;
        this.bytes = bytes;
    }

    /**
     * Maps {@code file}.
     *
     * @throws ModelFormatException if it cannot be read, or its header lies about lengths, offsets, types or shapes
     */
    public static SafetensorsFile open(Path file) {
        TorchRuntime.load();
        try (FileChannel channel = FileChannel.open(file)) {
            long size = channel.size();
            long headerLength = headerLength(channel, size, file);
            ByteBuffer json = ByteBuffer.allocate((int) headerLength);
            readFully(channel, json, LENGTH_BYTES, file);
            SafetensorsHeader header = SafetensorsHeader.parse(json.array(), file);
            try (TensorScope scope = TensorScope.open()) {
                Tensor bytes = scope.keep(torch.from_file(
                        file.toString(),
                        new BoolOptional(false),
                        new LongOptional(size),
                        new TensorOptions(ScalarType.Byte))); // [size]
                return new SafetensorsFile(file, header, LENGTH_BYTES + headerLength, bytes);
            }
        } catch (IOException e) {
            throw new ModelFormatException(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static long headerLength(FileChannel channel, long size, Path file) throws IOException {
        if (size < LENGTH_BYTES) {
            throw new ModelFormatException(file + " is too short for a safetensors file: " + size + " bytes");
        }
        ByteBuffer length = ByteBuffer.allocate(LENGTH_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        readFully(channel, length, 0, file);
        long headerLength = length.getLong(0);
        if (headerLength < 2 || headerLength > LARGEST_HEADER || headerLength > size - LENGTH_BYTES) {
            throw new ModelFormatException(
                    file + ": a header of " + headerLength + " bytes does not fit the file's " + size);
        }
        return headerLength;
    }

    private static void readFully(FileChannel channel, ByteBuffer target, long position, Path file) throws IOException {
        while (target.hasRemaining()) {
            if (channel.read(target, position + target.position()) < 0) {
                throw new ModelFormatException(file + " ends inside its header");
            }
        }
    }

    /** The names of all tensors, in the file's order. */
    public Set<String> names() {
        return header.tensors().keySet();
    }

    /**
     * A view of one tensor in its stored type, valid while this file is open.
     *
     * @throws ModelFormatException if there is none of that name
     */
    public Tensor get(String name) {
        SafetensorsHeader.Entry entry = header.tensors().get(name);
        if (entry == null) {
            throw new ModelFormatException(file + " has no tensor " + name);
        }
        long[] shape = entry.shape().stream().mapToLong(Long::longValue).toArray();
        return bytes.narrow(0, dataStart + entry.begin(), entry.end() - entry.begin())
                .view(scalarType(entry.type(), name))
                .view(shape);
    }

    private ScalarType scalarType(String type, String name) {
        return switch (type) {
            case "F32" -> ScalarType.Float;
            case "F16" -> ScalarType.Half;
            case "BF16" -> ScalarType.BFloat16;
            case "I64" -> ScalarType.Long;
            default -> throw new ModelFormatException(file + ": tensor " + name + " has the unsupported type " + type);
        };
    }

    @Override
    public void close() {
        bytes.close();
    }
}
