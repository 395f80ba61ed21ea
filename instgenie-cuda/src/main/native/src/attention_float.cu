#include "attention_kernels.h"
#include "launch.h"

#include <instgenie/attention_f32.cuh>

namespace instgenie {
namespace {

template <int kHeadDim>
int launchFloat(const AttentionParams& params, int tiles, void* stream) {
    using Sizes = FloatAttention<kHeadDim>;
    return launch(floatAttentionKernel<kHeadDim>, dim3(tiles, params.heads), Sizes::kThreads, Sizes::kSharedBytes, stream, params);
}

}  // namespace

int launchFloatAttention(const AttentionParams& params, int headDim, int tiles, void* stream) {
    switch (headDim) {
        case 32: return launchFloat<32>(params, tiles, stream);
        case 40: return launchFloat<40>(params, tiles, stream);
        case 64: return launchFloat<64>(params, tiles, stream);
        case 80: return launchFloat<80>(params, tiles, stream);
        case 96: return launchFloat<96>(params, tiles, stream);
        case 128: return launchFloat<128>(params, tiles, stream);
        default: return INSTGENIE_BAD_HEAD_SIZE;
    }
}

}  // namespace instgenie
