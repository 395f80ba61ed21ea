// Rows gathered and scattered, whatever their elements are.
#pragma once

#include <instgenie/numeric.cuh>

namespace instgenie {

constexpr int kRowWarps = 4;
constexpr int kRowThreads = kRowWarps * kWarpSize;

struct MoveRowsParams {
    const unsigned char* input;
    int64_t inputStride;
    const int32_t* indices;
    unsigned char* output;
    int64_t outputStride;
    int64_t rowBytes;
    bool scatter;
};

/** Grid: rows. Moves a row in accesses of one Access; all addresses and sizes are multiples of it. */
template <typename Access>
__global__ void __launch_bounds__(kRowThreads) moveRowsKernel(const __grid_constant__ MoveRowsParams params) {
    const int64_t row = blockIdx.x;
    const int64_t indexed = params.indices[row];
    const auto* from = reinterpret_cast<const Access*>(params.input + (params.scatter ? row : indexed) * params.inputStride);
    auto* to = reinterpret_cast<Access*>(params.output + (params.scatter ? indexed : row) * params.outputStride);
    const int64_t accesses = params.rowBytes / static_cast<int64_t>(sizeof(Access));
    for (int64_t i = threadIdx.x; i < accesses; i += kRowThreads) to[i] = from[i];
}

}  // namespace instgenie
