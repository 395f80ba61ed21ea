// The last part of attention whose keys were split over several thread blocks.
#pragma once

#include <instgenie/attention_common.cuh>

namespace instgenie {

/**
 * output = sum over splits of 2^(logSum - largest) * partial, over the sum of these factors.
 * Grid: (merges, heads). One warp for each row in turn; lanes go over pairs of dims.
 */
template <typename T>
__global__ void mergeAttentionKernel(
        const __grid_constant__ AttentionParams params, const instgenie_attention_merge* merges, int headDim) {
    const instgenie_attention_merge merge = merges[blockIdx.x];
    const int head = blockIdx.y;
    const int lane = threadIdx.x % kWarpSize;
    for (int row = threadIdx.x / kWarpSize; row < merge.query_count; row += blockDim.x / kWarpSize) {
        const int64_t first = static_cast<int64_t>(merge.partial_begin + row) * params.heads + head;
        const int64_t splitStride = static_cast<int64_t>(merge.query_count) * params.heads;
        float largest = -INFINITY;
        for (int s = 0; s < merge.splits; ++s) largest = fmaxf(largest, params.partialLogSums[first + s * splitStride]);
        float sum = 0.0f;
        for (int s = 0; s < merge.splits; ++s) sum += exp2f(params.partialLogSums[first + s * splitStride] - largest);
        for (int dim = lane * 2; dim < headDim; dim += kWarpSize * 2) {
            float x = 0.0f;
            float y = 0.0f;
            for (int s = 0; s < merge.splits; ++s) {
                const int64_t part = first + s * splitStride;
                const float factor = exp2f(params.partialLogSums[part] - largest) / sum;
                const auto& pair = *reinterpret_cast<const Pair<float>*>(params.partialOutputs + part * headDim + dim);
                x += factor * pair.first;
                y += factor * pair.second;
            }
            T* target = static_cast<T*>(params.output) + (merge.query_begin + row) * params.outputRowStride
                    + head * params.outputHeadStride + dim;
            *reinterpret_cast<Pair<T>*>(target) = Pair<T>{fromFloat<T>(x), fromFloat<T>(y)};
        }
    }
}

}  // namespace instgenie
