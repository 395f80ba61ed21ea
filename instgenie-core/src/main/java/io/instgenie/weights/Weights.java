package io.instgenie.weights;

import io.instgenie.edit.ModelFormatException;
import io.instgenie.tensor.Placement;
import io.instgenie.tensor.Tensors;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * The parameters of one model component by name, under a prefix. Every parameter is checked for type, shape and finite values when it
 * is taken, and remembered as used, so that a loader can name what it left over. Views under a prefix share the files and what is
 * remembered; closing one closes all. Not thread-safe.
 */
public final class Weights implements AutoCloseable {
    private final Shards shards;
    private final String prefix;
    private final Set<String> used;
    private final Placement placement;

    private Weights(Shards shards, String prefix, Set<String> used, Placement placement) {
        this.shards = shards;
        this.placement = placement;
        this.prefix = prefix;
        this.used = used;
    }

    /** {@link #open(Path, Placement)} for the CPU. */
    public static Weights open(Path folder) {
        return open(folder, Placement.CPU);
    }

    /**
     * The weights in a component's folder under the names of whichever library has some there, without a variant.
     *
     * @param placement of the network that is made from them
     * @throws ModelFormatException if there are none, or they are malformed
     */
    public static Weights open(Path folder, Placement placement) {
        return open(WeightFiles.find(folder, WeightNaming.of(folder), null), placement);
    }

    /**
     * The weights in these files, mapped and not read.
     *
     * @param placement of the network that is made from them
     * @throws ModelFormatException if they are malformed
     */
    public static Weights open(WeightFiles files, Placement placement) {
        return new Weights(Shards.open(files), "", new HashSet<>(), placement);
    }

    /** The same weights, seen from under {@code prefix}, e.g. {@code "transformer_blocks.0."}. */
    public Weights in(String prefix) {
        return new Weights(shards, this.prefix + prefix, used, placement);
    }

    /** Of the network that is made from them. */
    public Placement placement() {
        return placement;
    }

    /** Whether there is a parameter of that name. */
    public boolean has(String name) {
        return shards.names().contains(prefix + name);
    }

    /** How many dimensions a parameter has. */
    public int rank(String name) {
        return Math.toIntExact(shards.get(prefix + name).dim());
    }

    /**
     * One parameter, at its {@linkplain #placement place}, valid in the current scope.
     *
     * @throws ModelFormatException if it is missing, of another shape, not of a floating type, or not finite; the message names it
     */
    public Tensor get(String name, long... shape) {
        String fullName = prefix + name;
        Tensor tensor = shards.get(fullName); // shape
        if (!Arrays.equals(Tensors.shape(tensor), shape)) {
            throw invalid(
                    fullName,
                    "has the shape " + Arrays.toString(Tensors.shape(tensor)) + ", the config asks for "
                            + Arrays.toString(shape));
        }
        if (!tensor.is_floating_point()) {
            throw invalid(fullName, "holds whole numbers, where a parameter is F32, F16 or BF16");
        }
        Tensor value = tensor.to(ScalarType.Float); // shape
        if (!torch.isfinite(value).all().item_bool()) {
            throw invalid(fullName, "has values that are NaN or infinite");
        }
        used.add(fullName);
        return placement.compute(value);
    }

    /** Remembers a tensor as used, if it is there, that a file may hold although no computation needs it. */
    public void skip(String name) {
        used.add(prefix + name);
    }

    private ModelFormatException invalid(String fullName, String what) {
        return new ModelFormatException(shards.pathOf(fullName) + ": parameter " + fullName + " " + what);
    }

    /** The full names of the parameters never taken, sorted, whatever the prefix. */
    public Set<String> unused() {
        Set<String> names = new TreeSet<>(shards.names());
        names.removeAll(used);
        return names;
    }

    @Override
    public void close() {
        shards.close();
    }
}
