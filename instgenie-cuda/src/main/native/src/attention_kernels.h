// The attention kernels, one source file for each element type so that they compile side by side.
#pragma once

#include <instgenie/attention_common.cuh>

namespace instgenie {

int launchFloatAttention(const AttentionParams& params, int headDim, int tiles, void* stream);
int launchHalfAttention(const AttentionParams& params, int headDim, int tiles, void* stream);
int launchBfloat16Attention(const AttentionParams& params, int headDim, int tiles, void* stream);

/** The rows of a query tile and of a key tile of the kernel for this element type and head size: what the planner must know. */
struct TileSizes {
    int queries;
    int keys;
};

TileSizes tileSizes(int dtype, int headDim);

}  // namespace instgenie
