package io.instgenie.tensor;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/** libtorch's own linear layer: BLAS, which packs the weights anew at every call. */
final class PlainLinear implements LinearKernel {
    private final Tensor weight; // [out, in]
    private final TensorOptional bias; // [out] or nothing

    PlainLinear(Tensor weight, @Nullable Tensor bias) {
        this.weight = Tensors.hold(new Tensor(weight));
        this.bias = Tensors.hold(bias == null ? new TensorOptional() : new TensorOptional(bias));
    }

    @Override
    public Tensor apply(Tensor x) {
        return torch.linear(x, weight, bias); // [rows, out]
    }

    @Override
    public Tensor applyGelu(Tensor x) {
        return torch.gelu(apply(x), "tanh"); // [rows, out]
    }

    @Override
    public Tensor applyExactGelu(Tensor x) {
        return torch.gelu(apply(x)); // [rows, out]
    }

    @Override
    public Tensor applyMultiply(Tensor x, Tensor factor) {
        return apply(x).mul_(factor); // [rows, out]
    }

    @Override
    public Tensor applyAdd(Tensor x, Tensor addend) {
        return apply(x).add_(addend); // [rows, out]
    }

    @Override
    public void close() {
        weight.close();
        bias.close();
    }
}
