// From the projections to attention: RMS norm of queries and keys, rotary embedding, packing.
#pragma once

#include <instgenie/numeric.cuh>

namespace instgenie {

constexpr int kHeadWarps = 4;
constexpr int kHeadThreads = kHeadWarps * kWarpSize;

struct HeadRows {
    const void* input;  // null: not wanted
    int64_t inputStride;
    void* output;
    int64_t outputStride;
    const void* weight;  // null: no norm
    bool rotary;
};

struct QkNormRopeParams {
    HeadRows parts[3];  // queries, keys, values
    const int32_t* destinations;
    const int32_t* positions;
    const float* cosine;
    const float* sine;
    int64_t angleRowStride;
    int anglePairStride;
    int rows;
    int heads;
    int headDim;
    float eps;
};

/** Grid: (rows * heads / kHeadWarps, 3). One warp for each row and head, whose lanes hold pairs: at most two each, as heads end at 128. */
template <typename T>
__global__ void __launch_bounds__(kHeadThreads) qkNormRopeKernel(const __grid_constant__ QkNormRopeParams params) {
    constexpr int kLanePairs = 2;
    const HeadRows& part = params.parts[blockIdx.y];
    const int64_t item = static_cast<int64_t>(blockIdx.x) * kHeadWarps + threadIdx.x / kWarpSize;
    if (part.input == nullptr || item >= static_cast<int64_t>(params.rows) * params.heads) return;  // the whole warp
    const int lane = threadIdx.x % kWarpSize;
    const int64_t row = item / params.heads;
    const int headStart = static_cast<int>(item % params.heads) * params.headDim;
    const int pairs = params.headDim / 2;
    const T* input = static_cast<const T*>(part.input) + row * part.inputStride + headStart;

    float x[kLanePairs] = {};
    float y[kLanePairs] = {};
    float squares = 0.0f;
#pragma unroll
    for (int i = 0; i < kLanePairs; ++i) {
        const int pair = lane + i * kWarpSize;
        if (pair >= pairs) break;
        const Pair<T> loaded = reinterpret_cast<const Pair<T>*>(input)[pair];
        x[i] = toFloat(loaded.first);
        y[i] = toFloat(loaded.second);
        squares += x[i] * x[i] + y[i] * y[i];
    }
    if (part.weight != nullptr) {
        const float factor = rsqrtf(sumOverLanes<kWarpSize>(squares) / params.headDim + params.eps);
#pragma unroll
        for (int i = 0; i < kLanePairs; ++i) {
            const int pair = lane + i * kWarpSize;
            if (pair >= pairs) break;
            const Pair<T> weight = static_cast<const Pair<T>*>(part.weight)[pair];
            x[i] *= factor * toFloat(weight.first);
            y[i] *= factor * toFloat(weight.second);
        }
    }
    const int64_t target = params.destinations == nullptr ? row : params.destinations[row];
    T* output = static_cast<T*>(part.output) + target * part.outputStride + headStart;
    const int64_t angles = part.rotary ? params.positions[row] * params.angleRowStride : 0;
#pragma unroll
    for (int i = 0; i < kLanePairs; ++i) {
        const int pair = lane + i * kWarpSize;
        if (pair >= pairs) break;
        float cosine = 1.0f;
        float sine = 0.0f;
        if (part.rotary) {
            cosine = params.cosine[angles + pair * params.anglePairStride];
            sine = params.sine[angles + pair * params.anglePairStride];
        }
        reinterpret_cast<Pair<T>*>(output)[pair] =
                Pair<T>{fromFloat<T>(x[i] * cosine - y[i] * sine), fromFloat<T>(y[i] * cosine + x[i] * sine)};
    }
}

}  // namespace instgenie
