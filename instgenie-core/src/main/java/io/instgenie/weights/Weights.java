package io.instgenie.weights;

import io.instgenie.edit.ModelFormatException;
import io.instgenie.tensor.Tensors;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * The parameters of one model component by name, under a prefix. Every parameter is checked for shape and finite values when it is
 * taken, and remembered as used, so that a loader can name what it left over. Not thread-safe.
 */
public final class Weights implements AutoCloseable {
    private static final List<String> FILE_NAMES = List.of("diffusion_pytorch_model.safetensors", "model.safetensors");

    private final SafetensorsFile file;
    private final String prefix;
    private final Set<String> used;

    private Weights(SafetensorsFile file, String prefix, Set<String> used) {
        this.file = file;
        this.prefix = prefix;
        this.used = used;
    }

    /**
     * The weights in a component's folder.
     *
     * @throws ModelFormatException if there are none, or they are malformed
     */
    public static Weights open(Path folder) {
        for (String name : FILE_NAMES) {
            if (Files.exists(folder.resolve(name))) {
                return new Weights(SafetensorsFile.open(folder.resolve(name)), "", new HashSet<>());
            }
        }
        throw new ModelFormatException(folder + " holds no weights; looked for " + FILE_NAMES);
    }

    /** The same weights, seen from under {@code prefix}, e.g. {@code "transformer_blocks.0."}. */
    public Weights in(String prefix) {
        return new Weights(file, this.prefix + prefix, used);
    }

    /** Whether there is a parameter of that name. */
    public boolean has(String name) {
        return file.names().contains(prefix + name);
    }

    /** How many dimensions a parameter has. */
    public int rank(String name) {
        return Math.toIntExact(file.get(prefix + name).dim());
    }

    /**
     * One parameter, in float32, valid in the current scope and while these weights are open.
     *
     * @throws ModelFormatException if it is missing, of another shape, or not finite; the message names it
     */
    public Tensor get(String name, long... shape) {
        String fullName = prefix + name;
        Tensor tensor = file.get(fullName);
        if (!Arrays.equals(Tensors.shape(tensor), shape)) {
            throw new ModelFormatException("parameter " + fullName + " has the shape "
                    + Arrays.toString(Tensors.shape(tensor)) + ", the config asks for " + Arrays.toString(shape));
        }
        Tensor value = tensor.to(ScalarType.Float);
        if (!torch.isfinite(value).all().item_bool()) {
            throw new ModelFormatException("parameter " + fullName + " has values that are NaN or infinite");
        }
        used.add(fullName);
        return value;
    }

    /** The names of the parameters never taken, sorted. */
    public Set<String> unused() {
        Set<String> names = new TreeSet<>(file.names());
        names.removeAll(used);
        return names;
    }

    @Override
    public void close() {
        file.close();
    }
}
