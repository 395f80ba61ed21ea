package io.instgenie.tensor;

import org.bytedeco.pytorch.Dispatcher;
import org.bytedeco.pytorch.GenericList;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.OperatorHandle;
import org.bytedeco.pytorch.OperatorName;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * oneDNN's linear layer over weights packed once, in the blocked layout its kernels read. Small products gain most: a cached step's few
 * rows would otherwise pay for packing all weights at every call. These operators have no Java binding and are called through libtorch's
 * dispatcher.
 */
final class PackedLinear implements LinearKernel {
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
        return Dispatcher.singleton()
                        .findSchema(new OperatorName("mkldnn::_linear_pointwise", ""))
                        .has_value()
                && Dispatcher.singleton()
                        .findSchema(new OperatorName("mkldnn::_reorder_linear_weight", ""))
                        .has_value();
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

        private final OperatorHandle linear = find("mkldnn::_linear_pointwise", "");
        private final OperatorHandle linearBinary = find("mkldnn::_linear_pointwise", "binary");
        private final OperatorHandle pack = find("mkldnn::_reorder_linear_weight", "");
        final IValue none = Tensors.hold(new IValue("none"));
        final IValue gelu = Tensors.hold(new IValue("gelu"));
        final IValue tanh = Tensors.hold(new IValue("tanh"));
        /** GELU by the error function. */
        final IValue exact = Tensors.hold(new IValue("none"));

        final IValue add = Tensors.hold(new IValue("add"));
        final IValue mul = Tensors.hold(new IValue("mul"));
        final IValue absent = Tensors.hold(new IValue());
        /** An empty {@code Scalar?[]}: the list's element type must be exact, and a schema is where it can be had. */
        private final IValue noScalars =
                Tensors.hold(new IValue(new GenericList(torch.parseSchema("f(Scalar?[] s) -> ()")
                        .arguments()
                        .type()
                        .get()
                        .containedType(0))));

        private static OperatorHandle find(String name, String overload) {
            return Tensors.hold(Dispatcher.singleton().findSchemaOrThrow(name, overload));
        }

        Tensor pack(Tensor weight) {
            return call(pack, new IValue(weight), absent); // [out, in]
        }

        Tensor linear(Tensor x, IValue weight, IValue bias, IValue activation, IValue algorithm) {
            return call(linear, new IValue(x), weight, bias, activation, noScalars, algorithm); // [rows, out]
        }

        Tensor linearBinary(Tensor x, Tensor other, IValue weight, IValue bias, IValue operation) {
            return call(linearBinary, new IValue(x), new IValue(other), weight, bias, operation); // [rows, out]
        }

        private static Tensor call(OperatorHandle operator, IValue... arguments) {
            try (IValueVector stack = new IValueVector(arguments)) {
                operator.callBoxed(stack);
                return new Tensor(stack.get(0).toTensor()); // a reference into the stack otherwise
            }
        }
    }
}
