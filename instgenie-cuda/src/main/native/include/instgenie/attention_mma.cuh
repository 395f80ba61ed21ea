// Attention on tensor cores, for 16-bit queries.
#pragma once

#include <instgenie/attention_common.cuh>
#include <instgenie/key_value_ring.cuh>

namespace instgenie {

/**
 * The sizes of one thread block. Four warps own 32 query rows each, so that a fragment of keys read from shared memory serves two
 * products: with one it would be shared memory that binds, not the tensor cores.
 */
template <typename T, int kHeadDim>
struct MmaAttention {
    static constexpr int kWarps = 4;
    static constexpr int kThreads = kWarps * kWarpSize;
    static constexpr int kRowFragments = 2;
    static constexpr int kWarpQueries = kRowFragments * 16;
    static constexpr int kTileQueries = kWarps * kWarpQueries;
    /** These sizes take half a tile at a time: where a row's chunks don't divide the threads, 64 keys leave too few registers for the sums. */
    static constexpr bool kHalfTiles = kHeadDim == 80 || kHeadDim == 96;
    static constexpr int kTileKeys = kHalfTiles ? 32 : 64;
    static constexpr int kStages = kHalfTiles ? 5 : 3;
    using Ring = KeyValueRing<T, kHeadDim, kTileKeys, kThreads, kStages>;
    static constexpr size_t kQueryBytes = kTileQueries * Ring::kRowElements * sizeof(T);
    static constexpr size_t kSharedBytes = kQueryBytes + Ring::kSharedBytes;
};

/**
 * The running softmax of a warp's 32 query rows and the weighted sum of values so far.
 *
 * Layout (PTX, m16n8k16): of each 16x8 result, lane i holds row i / 4, columns 2 (i % 4) and the next, and the same of row i / 4 + 8.
 * Two results side by side are, packed to 16 bits, just the left operand of the next product: weights never leave the registers.
 */
template <typename T, int kHeadDim>
class WarpAttention {
    using Sizes = MmaAttention<T, kHeadDim>;
    using Ring = typename Sizes::Ring;
    static constexpr int kRowElements = Ring::kRowElements;
    static constexpr int kDimTiles = Ring::kPaddedDim / 8;
    static constexpr int kKeyTiles = Sizes::kTileKeys / 8;
    static constexpr int kRowFragments = Sizes::kRowFragments;

public:
    __device__ explicit WarpAttention(const T* queries) : queries_(queries), lane_(threadIdx.x % kWarpSize) {}

    /** scores = queries . keys, [32, kTileKeys]. */
    __device__ void multiplyKeys(const T* keys) {
#pragma unroll
        for (int f = 0; f < kRowFragments; ++f)
#pragma unroll
            for (int n = 0; n < kKeyTiles; ++n)
#pragma unroll
                for (int i = 0; i < 4; ++i) scores_[f][n][i] = 0.0f;
#pragma unroll
        for (int k = 0; k < Ring::kPaddedDim; k += 16) {
            uint32_t q[kRowFragments][4];
#pragma unroll
            for (int f = 0; f < kRowFragments; ++f) {
                loadMatrices(q[f], queries_ + (f * 16 + lane_ % 16) * kRowElements + k + lane_ / 16 * 8);
            }
#pragma unroll
            for (int n = 0; n < kKeyTiles; n += 2) {
                uint32_t b[4];  // keys n * 8 .. + 16 by dims k .. + 16
                loadMatrices(b, keys + (n * 8 + lane_ % 8 + lane_ / 16 * 8) * kRowElements + k + lane_ / 8 % 2 * 8);
#pragma unroll
                for (int f = 0; f < kRowFragments; ++f) {
                    multiplyAdd<T>(scores_[f][n], q[f], b[0], b[1]);
                    multiplyAdd<T>(scores_[f][n + 1], q[f], b[2], b[3]);
                }
            }
        }
    }

    /** Turns scores into weights, 2^(score - largest score of the row), and rescales what was summed under a smaller maximum. */
    __device__ void updateSoftmax(int keys, float scaleLog2) {
        if (keys < Sizes::kTileKeys) hideScoresFrom(keys);
        raiseMaximum(scaleLog2);
#pragma unroll
        for (int f = 0; f < kRowFragments; ++f)
#pragma unroll
            for (int h = 0; h < 2; ++h) {
                float sum = 0.0f;
#pragma unroll
                for (int n = 0; n < kKeyTiles; ++n) {
                    const float first = fastExp2(scores_[f][n][2 * h] * scaleLog2 - maximum_[f][h]);
                    const float second = fastExp2(scores_[f][n][2 * h + 1] * scaleLog2 - maximum_[f][h]);
                    sum += first + second;
                    weights_[f][n / 2][n % 2 * 2 + h] = packPair<T>(first, second);
                }
                sum_[f][h] += sum;
            }
    }

    /** output += weights . values. */
    __device__ void multiplyValues(const T* values) {
#pragma unroll
        for (int k = 0; k < kKeyTiles; k += 2) {
#pragma unroll
            for (int n = 0; n < kDimTiles; n += 2) {
                uint32_t b[4];  // keys k * 8 .. + 16 by dims n * 8 .. + 16
                loadMatricesTransposed(b, values + (k * 8 + lane_ % 16) * kRowElements + n * 8 + lane_ / 16 * 8);
#pragma unroll
                for (int f = 0; f < kRowFragments; ++f) {
                    multiplyAdd<T>(output_[f][n], weights_[f][k / 2], b[0], b[1]);
                    multiplyAdd<T>(output_[f][n + 1], weights_[f][k / 2], b[2], b[3]);
                }
            }
        }
    }

    /** Writes the rows below `rows`, the first of which is row `firstRow` of the tile. */
    __device__ void write(const TileOutput<T, kHeadDim>& target, int firstRow, int rows) const {
#pragma unroll
        for (int f = 0; f < kRowFragments; ++f)
#pragma unroll
            for (int h = 0; h < 2; ++h) {
                const float sum = sumOverLanes<4>(sum_[f][h]);
                const int row = f * 16 + h * 8 + lane_ / 4;
                if (row >= rows) continue;
                if (lane_ % 4 == 0) target.writeLogSum(firstRow + row, maximum_[f][h] + log2f(sum));
#pragma unroll
                for (int n = 0; n < kHeadDim / 8; ++n) {
                    target.write(firstRow + row, n * 8 + lane_ % 4 * 2, output_[f][n][2 * h] / sum, output_[f][n][2 * h + 1] / sum);
                }
            }
    }

private:
    /** Most tiles hold no score above those before: then nothing is rescaled, which would be as much work as the rest of the softmax. */
    __device__ void raiseMaximum(float scaleLog2) {
        float correction[kRowFragments][2];
        bool grew = false;
#pragma unroll
        for (int f = 0; f < kRowFragments; ++f)
#pragma unroll
            for (int h = 0; h < 2; ++h) {
                float largest = scores_[f][0][2 * h];
#pragma unroll
                for (int n = 0; n < kKeyTiles; ++n) {
                    largest = fmaxf(largest, fmaxf(scores_[f][n][2 * h], scores_[f][n][2 * h + 1]));
                }
                const float maximum = fmaxf(maximum_[f][h], maxOverLanes<4>(largest) * scaleLog2);
                grew |= maximum > maximum_[f][h];
                correction[f][h] = fastExp2(maximum_[f][h] - maximum);
                maximum_[f][h] = maximum;
            }
        if (!__any_sync(kAllLanes, grew)) return;
#pragma unroll
        for (int f = 0; f < kRowFragments; ++f)
#pragma unroll
            for (int h = 0; h < 2; ++h) {
                sum_[f][h] *= correction[f][h];
#pragma unroll
                for (int n = 0; n < kDimTiles; ++n) {
                    output_[f][n][2 * h] *= correction[f][h];
                    output_[f][n][2 * h + 1] *= correction[f][h];
                }
            }
    }

    __device__ void hideScoresFrom(int keys) {
#pragma unroll
        for (int f = 0; f < kRowFragments; ++f)
#pragma unroll
            for (int n = 0; n < kKeyTiles; ++n)
#pragma unroll
                for (int i = 0; i < 4; ++i) {
                    if (n * 8 + lane_ % 4 * 2 + i % 2 >= keys) scores_[f][n][i] = -INFINITY;
                }
    }

    const T* queries_;
    int lane_;
    float scores_[kRowFragments][kKeyTiles][4];
    uint32_t weights_[kRowFragments][kKeyTiles / 2][4];  // packed as soon as they are known: half the registers while values load
    float output_[kRowFragments][kDimTiles][4] = {};
    float maximum_[kRowFragments][2] = {{-INFINITY, -INFINITY}, {-INFINITY, -INFINITY}};
    float sum_[kRowFragments][2] = {};
};

/** Grid: (tiles, heads). Block: MmaAttention::kThreads. */
template <typename T, int kHeadDim>
__global__ void __launch_bounds__(MmaAttention<T, kHeadDim>::kThreads)
        mmaAttentionKernel(const __grid_constant__ AttentionParams params) {
    using Sizes = MmaAttention<T, kHeadDim>;
    const instgenie_attention_tile tile = params.tiles[blockIdx.x];
    const int head = blockIdx.y;
    unsigned char* shared = dynamicSharedMemory();
    T* queries = reinterpret_cast<T*>(shared);

    loadQueriesAsync<T, kHeadDim, Sizes::kTileQueries, Sizes::Ring::kRowElements, Sizes::kThreads>(
            queries, static_cast<const T*>(params.queries) + tile.query_begin * params.queryRowStride + head * params.queryHeadStride,
            params.queryRowStride, tile.query_count);
    typename Sizes::Ring ring(shared + Sizes::kQueryBytes, params.segments, tile, head);
    ring.start();

    const int firstRow = threadIdx.x / kWarpSize * Sizes::kWarpQueries;
    const int rows = tile.query_count - firstRow;  // a warp without rows helps to load and does nothing else
    WarpAttention<T, kHeadDim> attention(queries + firstRow * Sizes::Ring::kRowElements);
    for (int i = tile.key_tile_begin; i < tile.key_tile_end; ++i) {
        const int keys = ring.keys();
        const T* keyTile = ring.acquire();
        if (rows > 0) {
            attention.multiplyKeys(keyTile);
            attention.updateSoftmax(keys, params.scaleLog2);
        }
        const T* valueTile = ring.acquire();
        if (rows > 0) attention.multiplyValues(valueTile);
    }
    if (rows > 0) attention.write(TileOutput<T, kHeadDim>(params, tile, head), firstRow, rows);
}

}  // namespace instgenie
