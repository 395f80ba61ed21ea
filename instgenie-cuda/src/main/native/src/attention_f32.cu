#include <instgenie/attention_f32.cuh>

#include "attention_kernels.h"
#include "launch.h"

template <>
int instgenie::launchAttention<float>(const AttentionParams& params, int headDim, int tiles, void* stream) {
    return withHeadSize(headDim, [&](auto size) {
        using Sizes = FloatAttention<decltype(size)::value>;
        return launch(floatAttentionKernel<decltype(size)::value>, dim3(tiles, params.heads), Sizes::kThreads, Sizes::kSharedBytes, stream,
                      params);
    });
}
