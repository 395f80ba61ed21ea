package io.instgenie.tensor;

import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * oneDNN's linear layer over weights packed once, in the blocked layout its kernels read. Small products gain most: a cached step's few
 * rows would otherwise pay for packing all weights at every call.
 */
final class PackedLinear implements LinearKernel {
    private static final String LINEAR = "mkldnn::_linear_pointwise";
    private static final String PACK = "mkldnn::_reorder_linear_weight";

    private final IValue weight; // [out, in], opaque blocked layout
    private final IValue bias; // [out] or None
    private final Operators operators;

    PackedLinear(Tensor weight, @Nullable Tensor bias) {
        operators = Operators.INSTANCE;
        this.weight = Tensors.hold(new IValue(operators.pack(weight.contiguous())));
        this.bias = Tensors.hold(bias == null ? new IValue() : new IValue(bias.contiguous()));
    }

    /** Whether this build of libtorch has oneDNN's operators. */
    static boolean isAvailable() {
        return UnboundOperator.exists(LINEAR, "") && UnboundOperator.exists(PACK, "");
    }

    @Override
    public Tensor apply(Tensor x) {
        return operators.linear(x, weight, bias, operators.none, operators.absent); // [rows, out]
    }

    @Override
    public Tensor applyGelu(Tensor x) {
        return operators.linear(x, weight, bias, operators.gelu, operators.tanh); // [rows, out]
    }

    @Override
    public Tensor applyExactGelu(Tensor x) {
        return operators.linear(x, weight, bias, operators.gelu, operators.exact); // [rows, out]
    }

    @Override
    public Tensor applyMultiply(Tensor x, Tensor factor) {
        return operators.linearBinary(x, factor, weight, bias, operators.mul); // [rows, out]
    }

    @Override
    public Tensor applyAdd(Tensor x, Tensor addend) {
        return operators.linearBinary(x, addend, weight, bias, operators.add); // [rows, out]
    }

    @Override
    public void close() {
        weight.close();
        bias.close();
    }

    /** The process's handles to the unbound operators, and the constants they take. */
    private static final class Operators {
        static final Operators INSTANCE = new Operators();

        private final UnboundOperator linear = UnboundOperator.find(LINEAR, "");
        private final UnboundOperator linearBinary = UnboundOperator.find(LINEAR, "binary");
        private final UnboundOperator pack = UnboundOperator.find(PACK, "");
        final IValue none = Tensors.hold(new IValue("none"));
        final IValue gelu = Tensors.hold(new IValue("gelu"));
        final IValue tanh = Tensors.hold(new IValue("tanh"));
        /** GELU by the error function. */
        final IValue exact = Tensors.hold(new IValue("none"));

        final IValue add = Tensors.hold(new IValue("add"));
        final IValue mul = Tensors.hold(new IValue("mul"));
        final IValue absent = Tensors.hold(new IValue());
        private final IValue noScalars = Tensors.hold(UnboundOperator.noScalars());

        Tensor pack(Tensor weight) {
            return pack.call(new IValue(weight), absent); // [out, in]
        }

        Tensor linear(Tensor x, IValue weight, IValue bias, IValue activation, IValue algorithm) {
            return linear.call(new IValue(x), weight, bias, activation, noScalars, algorithm); // [rows, out]
        }

        Tensor linearBinary(Tensor x, Tensor other, IValue weight, IValue bias, IValue operation) {
            return linearBinary.call(new IValue(x), new IValue(other), weight, bias, operation); // [rows, out]
        }
    }
}
