// What both attention kernels share: their arguments and where a tile's results go.
#pragma once

#include <instgenie/numeric.cuh>

namespace instgenie {

constexpr float kLog2E = 1.4426950408889634f;

struct AttentionParams {
    const void* queries;
    void* output;
    int64_t queryRowStride;
    int64_t queryHeadStride;
    int64_t outputRowStride;
    int64_t outputHeadStride;
    const instgenie_segment* segments;
    const instgenie_attention_tile* tiles;
    float* partialOutputs;  // [partialRows, heads, headDim], each split normalised by itself
    float* partialLogSums;  // [partialRows, heads], base 2
    float scaleLog2;        // of the scores, times log2(e): weights are powers of two
    int heads;
};

/** Where the results of one tile and head go: to the output, or to the workspace if the keys are split. */
template <typename T, int kHeadDim>
class TileOutput {
public:
    __device__ TileOutput(const AttentionParams& params, const instgenie_attention_tile& tile, int head)
            : params_(params), tile_(tile), head_(head) {}

    /** Elements `dim` and `dim + 1` of the tile's row. */
    __device__ void write(int row, int dim, float first, float second) const {
        if (tile_.partial_begin < 0) {
            T* target = static_cast<T*>(params_.output) + (tile_.query_begin + row) * params_.outputRowStride
                    + head_ * params_.outputHeadStride + dim;
            *reinterpret_cast<Pair<T>*>(target) = Pair<T>{fromFloat<T>(first), fromFloat<T>(second)};
        } else {
            float* target = params_.partialOutputs + partialRow(row) * kHeadDim + dim;
            *reinterpret_cast<Pair<float>*>(target) = Pair<float>{first, second};
        }
    }

    /** log2 of the sum of all weights of the row; only a merge needs it. */
    __device__ void writeLogSum(int row, float logSum) const {
        if (tile_.partial_begin >= 0) params_.partialLogSums[partialRow(row)] = logSum;
    }

private:
    __device__ int64_t partialRow(int row) const {
        return static_cast<int64_t>(tile_.partial_begin + row) * params_.heads + head_;
    }

    const AttentionParams& params_;
    const instgenie_attention_tile& tile_;
    int head_;
};

}  // namespace instgenie
