// How both 16-bit types start their kernel.
#pragma once

#include <instgenie/attention_mma.cuh>

#include "attention_kernels.h"
#include "launch.h"

namespace instgenie {

template <typename T>
int launchAttention(const AttentionParams& params, int headDim, int tiles, void* stream) {
    return withHeadSize(headDim, [&](auto size) {
        using Sizes = MmaAttention<T, decltype(size)::value>;
        return launch(mmaAttentionKernel<T, decltype(size)::value>, dim3(tiles, params.heads), Sizes::kThreads, Sizes::kSharedBytes, stream,
                      params);
    });
}

}  // namespace instgenie
