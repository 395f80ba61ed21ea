#include "checks.h"
#include "launch.h"

#include <instgenie/rows.cuh>
#include <instgenie/slabs.cuh>

namespace instgenie {
namespace {

int moveRows(int rows, int64_t rowBytes, const void* input, int64_t inputStride, const int32_t* indices, void* output,
             int64_t outputStride, bool scatter, void* stream) {
    if (rows < 0 || rowBytes < 0) return INSTGENIE_BAD_LENGTH;
    if (rows == 0 || rowBytes == 0) return INSTGENIE_OK;
    if (input == nullptr || indices == nullptr || output == nullptr) return INSTGENIE_NULL_POINTER;
    if (inputStride < rowBytes || outputStride < rowBytes) return INSTGENIE_BAD_STRIDE;
    const MoveRowsParams params{
            static_cast<const unsigned char*>(input), inputStride, indices, static_cast<unsigned char*>(output), outputStride, rowBytes,
            scatter};
    const uint64_t bits = reinterpret_cast<uintptr_t>(input) | reinterpret_cast<uintptr_t>(output) | static_cast<uint64_t>(inputStride)
            | static_cast<uint64_t>(outputStride) | static_cast<uint64_t>(rowBytes);
    if (bits % sizeof(uint4) == 0) return launch(moveRowsKernel<uint4>, dim3(rows), kRowThreads, 0, stream, params);
    if (bits % sizeof(uint32_t) == 0) return launch(moveRowsKernel<uint32_t>, dim3(rows), kRowThreads, 0, stream, params);
    return launch(moveRowsKernel<uint8_t>, dim3(rows), kRowThreads, 0, stream, params);
}

/** The number of thread blocks, or a status. */
int64_t checkSlab(int dtype, int slabDtype, int rows, int heads, int headDim, const void* activations, int64_t stride, const void* slab,
                  const float* scales) {
    if (!isComputeDtype(dtype) || (slabDtype != INSTGENIE_BF16 && !isByteDtype(slabDtype))) return INSTGENIE_BAD_DTYPE;
    if (!isHeadSize(headDim)) return INSTGENIE_BAD_HEAD_SIZE;
    if (rows < 0 || heads <= 0) return INSTGENIE_BAD_LENGTH;
    if (rows == 0) return 0;
    const int64_t width = static_cast<int64_t>(heads) * headDim;
    if (isByteDtype(slabDtype) && scales == nullptr) return INSTGENIE_NULL_POINTER;
    const int status = firstFailure(checkRows(activations, stride, width, dtype), checkRows(slab, width, width, slabDtype));
    if (status != INSTGENIE_OK) return status;
    const int64_t blocks = (static_cast<int64_t>(rows) * heads + kSlabWarps - 1) / kSlabWarps;
    return blocks > INT32_MAX ? static_cast<int64_t>(INSTGENIE_BAD_LENGTH) : blocks;
}

}  // namespace
}  // namespace instgenie

using namespace instgenie;

int instgenie_gather_rows(
        int32_t rows, int64_t row_bytes, const void* input, int64_t input_stride, const int32_t* indices, void* output,
        int64_t output_stride, void* stream) {
    return moveRows(rows, row_bytes, input, input_stride, indices, output, output_stride, false, stream);
}

int instgenie_scatter_rows(
        int32_t rows, int64_t row_bytes, const void* input, int64_t input_stride, const int32_t* indices, void* output,
        int64_t output_stride, void* stream) {
    return moveRows(rows, row_bytes, input, input_stride, indices, output, output_stride, true, stream);
}

int instgenie_quantize(
        int32_t dtype, int32_t slab_dtype, int32_t rows, int32_t heads, int32_t head_dim, const void* input, int64_t input_stride,
        const int32_t* indices, void* slab, float* scales, void* stream) {
    const int64_t blocks = checkSlab(dtype, slab_dtype, rows, heads, head_dim, input, input_stride, slab, scales);
    if (blocks <= 0) return static_cast<int>(blocks);
    const int64_t slabStride = static_cast<int64_t>(heads) * head_dim;
    const SlabParams params{input, input_stride, indices, slab, slabStride, scales, nullptr, slab_dtype, rows, heads, head_dim};
    return withElementType(dtype, [&](auto* type) {
        using T = std::remove_pointer_t<decltype(type)>;
        return launch(quantizeKernel<T>, dim3(static_cast<unsigned>(blocks)), kSlabThreads, 0, stream, params);
    });
}

int instgenie_dequantize(
        int32_t dtype, int32_t slab_dtype, int32_t rows, int32_t heads, int32_t head_dim, const void* slab, const float* scales,
        const int32_t* indices, void* output, int64_t output_stride, void* stream) {
    const int64_t blocks = checkSlab(dtype, slab_dtype, rows, heads, head_dim, output, output_stride, slab, scales);
    if (blocks <= 0) return static_cast<int>(blocks);
    const int64_t slabStride = static_cast<int64_t>(heads) * head_dim;
    const SlabParams params{slab, slabStride, indices, output, output_stride, nullptr, scales, slab_dtype, rows, heads, head_dim};
    return withElementType(dtype, [&](auto* type) {
        using T = std::remove_pointer_t<decltype(type)>;
        return launch(dequantizeKernel<T>, dim3(static_cast<unsigned>(blocks)), kSlabThreads, 0, stream, params);
    });
}
