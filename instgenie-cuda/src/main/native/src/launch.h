// Launching kernels, and choosing them by element type and head size.
#pragma once

#include <cuda_bf16.h>
#include <cuda_fp16.h>
#include <cuda_runtime.h>

#include <instgenie_cuda.h>

#include <type_traits>

namespace instgenie {

/** More shared memory than this a kernel must ask for. */
constexpr size_t kDefaultSharedBytes = 48 * 1024;

template <typename... Expected, typename... Actual>
int launch(void (*kernel)(Expected...), dim3 grid, int threads, size_t sharedBytes, void* stream, Actual... args) {
    if (sharedBytes > kDefaultSharedBytes) {
        const cudaError_t error = cudaFuncSetAttribute(
                reinterpret_cast<const void*>(kernel), cudaFuncAttributeMaxDynamicSharedMemorySize, static_cast<int>(sharedBytes));
        if (error != cudaSuccess) return error;
    }
    cudaLaunchConfig_t config = {};
    config.gridDim = grid;
    config.blockDim = dim3(threads);
    config.dynamicSmemBytes = sharedBytes;
    config.stream = static_cast<cudaStream_t>(stream);
    return cudaLaunchKernelEx(&config, kernel, args...);
}

/** Calls `function` with a null pointer of the element type, which names the type. */
template <typename Function>
int withElementType(int dtype, Function function) {
    switch (dtype) {
        case INSTGENIE_F32: return function(static_cast<float*>(nullptr));
        case INSTGENIE_F16: return function(static_cast<__half*>(nullptr));
        case INSTGENIE_BF16: return function(static_cast<__nv_bfloat16*>(nullptr));
        default: return INSTGENIE_BAD_DTYPE;
    }
}

/** Calls `function` with the head size as a constant. */
template <typename Function>
int withHeadSize(int headDim, Function function) {
    switch (headDim) {
        case 32: return function(std::integral_constant<int, 32>{});
        case 40: return function(std::integral_constant<int, 40>{});
        case 64: return function(std::integral_constant<int, 64>{});
        case 80: return function(std::integral_constant<int, 80>{});
        case 96: return function(std::integral_constant<int, 96>{});
        case 128: return function(std::integral_constant<int, 128>{});
        default: return INSTGENIE_BAD_HEAD_SIZE;
    }
}

}  // namespace instgenie
