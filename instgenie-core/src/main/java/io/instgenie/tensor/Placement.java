package io.instgenie.tensor;

import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.DeviceOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Where a network's tensors live, and in which number type it computes there. What a network shares with the rest of the engine (pictures,
 * noise, prompts) is float32 on the CPU. Immutable.
 *
 * @param device as libtorch names it: {@code cpu}, {@code cuda:0}
 */
public record Placement(String device, ScalarType type) {
    private static final String CPU_DEVICE = "cpu";

    /** Float32 on the CPU. */
    public static final Placement CPU = new Placement(CPU_DEVICE, ScalarType.Float);

    /** Bytes of a number that is computed with. */
    public int valueBytes() {
        return type == ScalarType.Float ? Float.BYTES : Short.BYTES;
    }

    /** A float32 tensor, of the CPU or the device, on the device in the number type computed in; itself if that is what it is. */
    public Tensor compute(Tensor tensor) {
        return equals(CPU) ? tensor : tensor.to(new Device(device), type);
    }

    /** A tensor of the CPU on the device, in its own number type; itself if that is the CPU. */
    public Tensor move(Tensor tensor) {
        return isCpu() ? tensor : tensor.to(new Device(device), tensor.scalar_type());
    }

    /** Indices of rows that are attended to: int64 on a CPU, as libtorch likes them, and int32 elsewhere, as kernels read them. */
    public Tensor indices(long... rows) {
        Tensor indices = Tensors.ofLongs(rows, rows.length); // [rows]
        return equals(CPU) ? indices : indices.to(new Device(device), ScalarType.Int);
    }

    /** A tensor of this place in float32, where it is; itself if it is so already. */
    public Tensor widen(Tensor tensor) {
        return type == ScalarType.Float ? tensor : tensor.to(ScalarType.Float);
    }

    /** A tensor of this place in float32 on the CPU; itself if it is there already. */
    public Tensor toHost(Tensor tensor) {
        return isCpu() ? widen(tensor) : widen(tensor).cpu();
    }

    /** The fastest linear layers here. */
    public LinearBackend linearBackend() {
        return equals(CPU) ? LinearBackend.fastest() : LinearBackend.PLAIN;
    }

    /** Of tensors made here. */
    public TensorOptions options(ScalarType type) {
        return new TensorOptions(type).device(new DeviceOptional(new Device(device)));
    }

    private boolean isCpu() {
        return device.equals(CPU_DEVICE);
    }
}
