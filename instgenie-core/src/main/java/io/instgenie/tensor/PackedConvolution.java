package io.instgenie.tensor;

import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.Tensor;

/**
 * oneDNN's convolution over channels-last maps with weights packed once: libtorch's own operator packs them at every call, which on a map
 * of 8 x 8 takes as long as a third of the products. Float32 on the CPU. Thread-safe.
 */
public final class PackedConvolution implements AutoCloseable {
    private static final String CONVOLUTION = "mkldnn::_convolution_pointwise";
    private static final String PACK = "mkldnn::_reorder_convolution_weight";

    private final Operators operators;
    private final IValue weight; // [out, in, kernel, kernel], opaque blocked layout
    private final IValue bias; // [out]
    private final IValue stride;
    private final IValue padding;

    /** @param weight {@code [out, in, kernel, kernel]}; {@code bias [out]}. Neither is needed afterwards. */
    public PackedConvolution(Tensor weight, Tensor bias, long stride, long padding) {
        operators = Operators.INSTANCE;
        this.stride = Tensors.hold(UnboundOperator.ints(stride, stride));
        this.padding = Tensors.hold(UnboundOperator.ints(padding, padding));
        this.weight = Tensors.hold(new IValue(operators.pack(weight.contiguous(), this.padding, this.stride)));
        this.bias = Tensors.hold(new IValue(bias.clone()));
    }

    /** Whether this build of libtorch has oneDNN's operators. */
    public static boolean isAvailable() {
        return UnboundOperator.exists(CONVOLUTION, "") && UnboundOperator.exists(PACK, "");
    }

    /** {@code x [batch, in, height, width]} to {@code [batch, out, height', width']}. */
    public Tensor apply(Tensor x) {
        try (IValue input = new IValue(x)) { // which would keep the map in memory until the scope's end
            return operators.convolution.call(
                    input,
                    weight,
                    bias,
                    padding,
                    stride,
                    operators.ones,
                    operators.one,
                    operators.none,
                    operators.noScalars,
                    operators.absent); // [batch, out, height', width']
        }
    }

    /** {@link #apply} and {@code addend [batch, out, height', width']}, channels-last, which stays as it is. */
    public Tensor applyAdd(Tensor x, Tensor addend) {
        if (addend.size(2) * addend.size(3) == 1) { // whose layout oneDNN cannot tell
            return apply(x).add_(addend); // [batch, out, 1, 1]
        }
        try (IValue input = new IValue(x);
                IValue other = new IValue(addend)) {
            return operators.convolutionBinary.call(
                    input,
                    other,
                    weight,
                    bias,
                    padding,
                    stride,
                    operators.ones,
                    operators.one,
                    operators.add,
                    operators.absent,
                    operators.absent,
                    operators.noScalars,
                    operators.absent); // [batch, out, height', width']
        }
    }

    @Override
    public void close() {
        weight.close();
        bias.close();
        stride.close();
        padding.close();
    }

    /** The process's handles to the unbound operators, and the constants they take. */
    private static final class Operators {
        static final Operators INSTANCE = new Operators();

        final UnboundOperator convolution = UnboundOperator.find(CONVOLUTION, "");
        final UnboundOperator convolutionBinary = UnboundOperator.find(CONVOLUTION, "binary");
        private final UnboundOperator pack = UnboundOperator.find(PACK, "");
        final IValue ones = Tensors.hold(UnboundOperator.ints(1, 1));
        final IValue one = Tensors.hold(new IValue(1L));
        final IValue none = Tensors.hold(new IValue("none"));
        final IValue add = Tensors.hold(new IValue("add"));
        final IValue absent = Tensors.hold(new IValue());
        final IValue noScalars = Tensors.hold(UnboundOperator.noScalars());

        Tensor pack(Tensor weight, IValue padding, IValue stride) {
            return pack.call(new IValue(weight), padding, stride, ones, one, absent); // [out, in, kernel, kernel]
        }
    }
}
