// Cache slabs: activations as bfloat16, or as bytes with a scale for each row and head.
#pragma once

#include <instgenie/numeric.cuh>

namespace instgenie {

constexpr int kSlabWarps = 4;
constexpr int kSlabThreads = kSlabWarps * kWarpSize;

struct SlabParams {
    const void* input;
    int64_t inputStride;  // between rows; heads lie side by side
    const int32_t* indices;
    void* output;
    int64_t outputStride;
    float* scalesOut;
    const float* scalesIn;
    int slabDtype;
    int rows;
    int heads;
    int headDim;
};

/** The row and head of one warp, and where its elements lie. */
struct SlabItem {
    bool valid;
    int64_t inputRow;
    int64_t row;
    int head;

    __device__ explicit SlabItem(const SlabParams& params) {
        const int64_t item = static_cast<int64_t>(blockIdx.x) * kSlabWarps + threadIdx.x / kWarpSize;
        valid = item < static_cast<int64_t>(params.rows) * params.heads;
        row = item / params.heads;
        head = static_cast<int>(item % params.heads);
        inputRow = valid && params.indices != nullptr ? params.indices[row] : row;
    }
};

/** Grid: rows * heads / kSlabWarps; one warp for each row and head. The largest element gets the largest code. */
template <typename T>
__global__ void __launch_bounds__(kSlabThreads) quantizeKernel(const __grid_constant__ SlabParams params) {
    const SlabItem item(params);
    if (!item.valid) return;  // the whole warp
    const int lane = threadIdx.x % kWarpSize;
    const T* input = static_cast<const T*>(params.input) + item.inputRow * params.inputStride + item.head * params.headDim;
    const int64_t target = item.row * params.outputStride + item.head * params.headDim;
    if (params.slabDtype == INSTGENIE_BF16) {
        auto* output = static_cast<__nv_bfloat16*>(params.output) + target;
        for (int d = lane; d < params.headDim; d += kWarpSize) output[d] = fromFloat<__nv_bfloat16>(toFloat(input[d]));
        return;
    }
    float largest = 0.0f;
    for (int d = lane; d < params.headDim; d += kWarpSize) largest = fmaxf(largest, fabsf(toFloat(input[d])));
    largest = maxOverLanes<kWarpSize>(largest);
    const float limit = largestCode(params.slabDtype);
    const float scale = largest / limit;
    auto* output = static_cast<uint8_t*>(params.output) + target;
    for (int d = lane; d < params.headDim; d += kWarpSize) {
        const float x = scale > 0.0f ? toFloat(input[d]) / scale : 0.0f;
        output[d] = encodeByte(params.slabDtype, fminf(fmaxf(x, -limit), limit));  // the quotient may round past the limit
    }
    if (lane == 0) params.scalesOut[item.row * params.heads + item.head] = scale;
}

/** Grid: rows * heads / kSlabWarps; one warp for each row and head. */
template <typename T>
__global__ void __launch_bounds__(kSlabThreads) dequantizeKernel(const __grid_constant__ SlabParams params) {
    const SlabItem item(params);
    if (!item.valid) return;  // the whole warp
    const int64_t source = item.inputRow * params.inputStride + item.head * params.headDim;
    T* output = static_cast<T*>(params.output) + item.row * params.outputStride + item.head * params.headDim;
    if (params.slabDtype == INSTGENIE_BF16) {
        const auto* input = static_cast<const __nv_bfloat16*>(params.input) + source;
        for (int d = threadIdx.x % kWarpSize; d < params.headDim; d += kWarpSize) output[d] = fromFloat<T>(toFloat(input[d]));
        return;
    }
    const auto* input = static_cast<const uint8_t*>(params.input) + source;
    const float scale = params.scalesIn[item.inputRow * params.heads + item.head];
    for (int d = threadIdx.x % kWarpSize; d < params.headDim; d += kWarpSize) {
        output[d] = fromFloat<T>(decodeByte(params.slabDtype, input[d]) * scale);
    }
}

}  // namespace instgenie
