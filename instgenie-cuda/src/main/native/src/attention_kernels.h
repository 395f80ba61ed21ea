// The attention kernels, one source file for each element type so that they compile side by side.
#pragma once

#include <instgenie/attention_common.cuh>

namespace instgenie {

/** Starts the kernel for queries of type T: a thread block for each tile and head. */
template <typename T>
int launchAttention(const AttentionParams& params, int headDim, int tiles, void* stream);

template <>
int launchAttention<float>(const AttentionParams& params, int headDim, int tiles, void* stream);

/** The rows of a query tile and of a key tile of the kernel for this element type and head size: what the planner must know. */
struct TileSizes {
    int queries;
    int keys;
};

TileSizes tileSizes(int dtype, int headDim);

}  // namespace instgenie
