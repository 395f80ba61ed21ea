// adaLN and gates: row r is modulated by the vectors of its own job.
#pragma once

#include <instgenie/numeric.cuh>
#include <instgenie/ptx.cuh>

namespace instgenie {

constexpr int kModulationWarps = 4;
constexpr int kModulationThreads = kModulationWarps * kWarpSize;

/** Sum over the block; every thread gets it. `scratch` holds a float for each warp and may be used again after the next barrier. */
__device__ inline float sumOverBlock(float x, float* scratch) {
    x = sumOverLanes<kWarpSize>(x);
    if (threadIdx.x % kWarpSize == 0) scratch[threadIdx.x / kWarpSize] = x;
    __syncthreads();
    float sum = 0.0f;
#pragma unroll
    for (int warp = 0; warp < kModulationWarps; ++warp) sum += scratch[warp];
    return sum;
}

struct LayerNormModulateParams {
    const void* input;
    int64_t inputStride;
    const int32_t* rowJobs;
    const void* shift;
    const void* scale;
    int64_t modulationStride;
    void* output;
    int64_t outputStride;
    int dim;
    float eps;
};

/** Grid: rows. The row stays in shared memory between mean, variance and output: one read and one write of device memory. */
template <typename T>
__global__ void __launch_bounds__(kModulationThreads) layerNormModulateKernel(const __grid_constant__ LayerNormModulateParams params) {
    const int64_t row = blockIdx.x;
    const T* input = static_cast<const T*>(params.input) + row * params.inputStride;
    const int64_t modulation = params.rowJobs[row] * params.modulationStride;
    const T* shift = static_cast<const T*>(params.shift) + modulation;
    const T* scale = static_cast<const T*>(params.scale) + modulation;
    T* output = static_cast<T*>(params.output) + row * params.outputStride;
    float* scratch = reinterpret_cast<float*>(dynamicSharedMemory());
    float* values = scratch + 2 * kModulationWarps;  // each thread reads back only what it wrote

    float sum = 0.0f;
    for (int d = threadIdx.x * kChunk; d < params.dim; d += kModulationThreads * kChunk) {
        const Chunk<T> x = chunkAt(input + d);
        Chunk<float>& kept = chunkAt(values + d);
#pragma unroll
        for (int i = 0; i < kChunk; ++i) {
            kept.values[i] = toFloat(x.values[i]);
            sum += kept.values[i];
        }
    }
    const float mean = sumOverBlock(sum, scratch) / params.dim;
    float squares = 0.0f;
    for (int d = threadIdx.x * kChunk; d < params.dim; d += kModulationThreads * kChunk) {
        const Chunk<float>& x = chunkAt(values + d);
#pragma unroll
        for (int i = 0; i < kChunk; ++i) squares += (x.values[i] - mean) * (x.values[i] - mean);
    }
    const float variance = sumOverBlock(squares, scratch + kModulationWarps) / params.dim;
    const float factor = rsqrtf(variance + params.eps);
    for (int d = threadIdx.x * kChunk; d < params.dim; d += kModulationThreads * kChunk) {
        const Chunk<float>& x = chunkAt(values + d);
        const Chunk<T> a = chunkAt(scale + d);
        const Chunk<T> b = chunkAt(shift + d);
        Chunk<T> y;
#pragma unroll
        for (int i = 0; i < kChunk; ++i) {
            y.values[i] = fromFloat<T>((x.values[i] - mean) * factor * (1.0f + toFloat(a.values[i])) + toFloat(b.values[i]));
        }
        chunkAt(output + d) = y;
    }
}

struct GateResidualParams {
    const void* residual;
    int64_t residualStride;
    const int32_t* rowJobs;
    const void* gate;
    int64_t gateStride;
    const void* input;
    int64_t inputStride;
    void* output;
    int64_t outputStride;
    int dim;
};

/** Grid: rows. `output` may be `residual`: a thread reads a chunk before it writes it. */
template <typename T>
__global__ void __launch_bounds__(kModulationThreads) gateResidualKernel(const __grid_constant__ GateResidualParams params) {
    const int64_t row = blockIdx.x;
    const T* residual = static_cast<const T*>(params.residual) + row * params.residualStride;
    const T* gate = static_cast<const T*>(params.gate) + params.rowJobs[row] * params.gateStride;
    const T* input = static_cast<const T*>(params.input) + row * params.inputStride;
    T* output = static_cast<T*>(params.output) + row * params.outputStride;
    for (int d = threadIdx.x * kChunk; d < params.dim; d += kModulationThreads * kChunk) {
        const Chunk<T> x = chunkAt(residual + d);
        const Chunk<T> g = chunkAt(gate + d);
        const Chunk<T> y = chunkAt(input + d);
        Chunk<T> z;
#pragma unroll
        for (int i = 0; i < kChunk; ++i) {
            z.values[i] = fromFloat<T>(toFloat(x.values[i]) + toFloat(g.values[i]) * toFloat(y.values[i]));
        }
        chunkAt(output + d) = z;
    }
}

}  // namespace instgenie
