// Attention in float32 throughout, for models that run in it and as the measure of the 16-bit kernels. Plain multiply-adds: tensor
// cores would round the operands to TF32.
#pragma once

#include <instgenie/attention_common.cuh>
#include <instgenie/key_value_ring.cuh>

namespace instgenie {

/** Four neighbouring lanes own one query row; each takes every fourth key, then every fourth group of four dims. */
template <int kHeadDim>
struct FloatAttention {
    static constexpr int kThreads = 128;
    static constexpr int kBlocks = 3;  // a multiprocessor: asking for more makes the compiler spill
    static constexpr int kRowLanes = 4;
    static constexpr int kTileQueries = kThreads / kRowLanes;
    static constexpr int kTileKeys = 32;
    static constexpr int kStages = 3;
    using Ring = KeyValueRing<float, kHeadDim, kTileKeys, kThreads, kStages>;
    static constexpr int kWeightElements = kTileKeys + 1;
    static constexpr size_t kQueryBytes = kTileQueries * Ring::kRowElements * sizeof(float);
    static constexpr size_t kWeightBytes = kTileQueries * kWeightElements * sizeof(float);
    static constexpr size_t kSharedBytes = kQueryBytes + Ring::kSharedBytes + kWeightBytes;
};

__device__ inline void multiplyAdd(float4& sum, float a, const float4& b) {
    sum.x += a * b.x;
    sum.y += a * b.y;
    sum.z += a * b.z;
    sum.w += a * b.w;
}

/** Grid: (tiles, heads). Block: FloatAttention::kThreads. */
template <int kHeadDim>
__global__ void __launch_bounds__(FloatAttention<kHeadDim>::kThreads, FloatAttention<kHeadDim>::kBlocks)
        floatAttentionKernel(const __grid_constant__ AttentionParams params) {
    using Sizes = FloatAttention<kHeadDim>;
    constexpr int kRowElements = Sizes::Ring::kRowElements;
    constexpr int kRowLanes = Sizes::kRowLanes;
    constexpr int kLaneKeys = Sizes::kTileKeys / kRowLanes;
    constexpr int kDimGroups = kHeadDim / 4;
    constexpr int kLaneGroups = ceilDiv(kDimGroups, kRowLanes);

    const instgenie_attention_tile tile = params.tiles[blockIdx.x];
    const int head = blockIdx.y;
    const int row = threadIdx.x / kRowLanes;
    const int lane = threadIdx.x % kRowLanes;
    unsigned char* shared = dynamicSharedMemory();
    float* queries = reinterpret_cast<float*>(shared);
    const float* query = queries + row * kRowElements;
    float* weights = reinterpret_cast<float*>(shared + Sizes::kQueryBytes + Sizes::Ring::kSharedBytes) + row * Sizes::kWeightElements;

    loadQueriesAsync<float, kHeadDim, Sizes::kTileQueries, kRowElements, Sizes::kThreads>(
            queries, static_cast<const float*>(params.queries) + tile.query_begin * params.queryRowStride + head * params.queryHeadStride,
            params.queryRowStride, tile.query_count);
    typename Sizes::Ring ring(shared + Sizes::kQueryBytes, params.segments, tile, head);
    ring.start();

    float4 output[kLaneGroups] = {};
    float maximum = -INFINITY;
    float sum = 0.0f;
    for (int t = tile.key_tile_begin; t < tile.key_tile_end; ++t) {
        const int keys = ring.keys();
        const float* keyTile = ring.acquire();
        float scores[kLaneKeys] = {};
#pragma unroll 4
        for (int d = 0; d < kHeadDim; d += 4) {
            const float4 q = *reinterpret_cast<const float4*>(query + d);
#pragma unroll
            for (int i = 0; i < kLaneKeys; ++i) {
                const float4 k = *reinterpret_cast<const float4*>(keyTile + (lane + i * kRowLanes) * kRowElements + d);
                scores[i] += q.x * k.x + q.y * k.y + q.z * k.z + q.w * k.w;
            }
        }
        float largest = -INFINITY;
#pragma unroll
        for (int i = 0; i < kLaneKeys; ++i) {
            if (lane + i * kRowLanes >= keys) scores[i] = -INFINITY;
            largest = fmaxf(largest, scores[i]);
        }
        const float newMaximum = fmaxf(maximum, maxOverLanes<kRowLanes>(largest) * params.scaleLog2);
        const float correction = fastExp2(maximum - newMaximum);
        maximum = newMaximum;
        float tileSum = 0.0f;
#pragma unroll
        for (int i = 0; i < kLaneKeys; ++i) {
            const float weight = fastExp2(scores[i] * params.scaleLog2 - maximum);
            tileSum += weight;
            weights[lane + i * kRowLanes] = weight;
        }
        sum = sum * correction + tileSum;
        __syncwarp();  // a row's lanes are of one warp

        const float* valueTile = ring.acquire();
#pragma unroll
        for (int g = 0; g < kLaneGroups; ++g) {
            output[g].x *= correction;
            output[g].y *= correction;
            output[g].z *= correction;
            output[g].w *= correction;
        }
#pragma unroll 4
        for (int key = 0; key < Sizes::kTileKeys; ++key) {
            const float weight = weights[key];
#pragma unroll
            for (int g = 0; g < kLaneGroups; ++g) {
                const int group = lane + g * kRowLanes;
                if (kDimGroups % kRowLanes != 0 && group >= kDimGroups) break;
                multiplyAdd(output[g], weight, *reinterpret_cast<const float4*>(valueTile + key * kRowElements + group * 4));
            }
        }
        // The next tile's weights are written only after the next acquire(), a barrier.
    }

    sum = sumOverLanes<kRowLanes>(sum);
    if (row >= tile.query_count) return;
    const TileOutput<float, kHeadDim> target(params, tile, head);
    if (lane == 0) target.writeLogSum(row, maximum + log2f(sum));
#pragma unroll
    for (int g = 0; g < kLaneGroups; ++g) {
        const int group = lane + g * kRowLanes;
        if (kDimGroups % kRowLanes != 0 && group >= kDimGroups) break;
        target.write(row, group * 4, output[g].x / sum, output[g].y / sum);
        target.write(row, group * 4 + 2, output[g].z / sum, output[g].w / sum);
    }
}

}  // namespace instgenie
