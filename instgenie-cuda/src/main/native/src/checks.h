// What launchers refuse before they launch.
#pragma once

#include <cstddef>
#include <cstdint>

#include <instgenie/numeric.cuh>
#include <instgenie_cuda.h>

namespace instgenie {

constexpr int kHeadSizes[] = {32, 40, 64, 80, 96, 128};

inline bool isHeadSize(int headDim) {
    for (int size : kHeadSizes) {
        if (size == headDim) return true;
    }
    return false;
}

inline bool isComputeDtype(int dtype) { return dtype == INSTGENIE_F32 || dtype == INSTGENIE_F16 || dtype == INSTGENIE_BF16; }

inline int elementBytes(int dtype) { return dtype == INSTGENIE_F32 ? 4 : isByteDtype(dtype) ? 1 : 2; }

inline bool isAligned(const void* pointer, size_t bytes) { return reinterpret_cast<uintptr_t>(pointer) % bytes == 0; }

/** Rows of at least `width` elements, each of which starts where eight elements can be read at once. */
inline int checkRows(const void* pointer, int64_t stride, int64_t width, int dtype) {
    const int alignment = isByteDtype(dtype) ? 8 : 16;
    if (pointer == nullptr) return INSTGENIE_NULL_POINTER;
    if (!isAligned(pointer, alignment)) return INSTGENIE_MISALIGNED;
    if (stride < width || stride * elementBytes(dtype) % alignment != 0) return INSTGENIE_BAD_STRIDE;
    return INSTGENIE_OK;
}

/** Rows of heads: [., heads, headDim], heads `headStride` apart. Rows may interleave with heads either way round. */
inline int checkHeads(const void* pointer, int64_t rowStride, int64_t headStride, int headDim, int dtype) {
    const int status = checkRows(pointer, rowStride, headDim, dtype);
    return status != INSTGENIE_OK ? status : checkRows(pointer, headStride, headDim, dtype);
}

/** The first that is not INSTGENIE_OK. */
template <typename... Statuses>
int firstFailure(Statuses... statuses) {
    int result = INSTGENIE_OK;
    ((result = result != INSTGENIE_OK ? result : statuses), ...);
    return result;
}

}  // namespace instgenie
