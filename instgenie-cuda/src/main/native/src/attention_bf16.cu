#include "attention_kernels.h"
#include "launch.h"

#include <instgenie/attention_mma.cuh>

namespace instgenie {
namespace {

template <int kHeadDim>
int launchMma(const AttentionParams& params, int tiles, void* stream) {
    using Sizes = MmaAttention<__nv_bfloat16, kHeadDim>;
    return launch(mmaAttentionKernel<__nv_bfloat16, kHeadDim>, dim3(tiles, params.heads), Sizes::kThreads, Sizes::kSharedBytes, stream, params);
}

}  // namespace

int launchBfloat16Attention(const AttentionParams& params, int headDim, int tiles, void* stream) {
    switch (headDim) {
        case 32: return launchMma<32>(params, tiles, stream);
        case 40: return launchMma<40>(params, tiles, stream);
        case 64: return launchMma<64>(params, tiles, stream);
        case 80: return launchMma<80>(params, tiles, stream);
        case 96: return launchMma<96>(params, tiles, stream);
        case 128: return launchMma<128>(params, tiles, stream);
        default: return INSTGENIE_BAD_HEAD_SIZE;
    }
}

}  // namespace instgenie
