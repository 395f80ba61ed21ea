#include <cuda_runtime.h>

#include <instgenie_cuda.h>

#ifndef INSTGENIE_ARCHITECTURES
#define INSTGENIE_ARCHITECTURES ""
#endif

const char* instgenie_error_name(int status) {
    switch (status) {
        case INSTGENIE_OK: return "INSTGENIE_OK";
        case INSTGENIE_BAD_DTYPE: return "INSTGENIE_BAD_DTYPE";
        case INSTGENIE_BAD_HEAD_SIZE: return "INSTGENIE_BAD_HEAD_SIZE";
        case INSTGENIE_BAD_LENGTH: return "INSTGENIE_BAD_LENGTH";
        case INSTGENIE_BAD_STRIDE: return "INSTGENIE_BAD_STRIDE";
        case INSTGENIE_NULL_POINTER: return "INSTGENIE_NULL_POINTER";
        case INSTGENIE_MISALIGNED: return "INSTGENIE_MISALIGNED";
        case INSTGENIE_BUFFER_TOO_SMALL: return "INSTGENIE_BUFFER_TOO_SMALL";
        case INSTGENIE_NO_KEYS: return "INSTGENIE_NO_KEYS";
        case INSTGENIE_BAD_SCALE: return "INSTGENIE_BAD_SCALE";
        default: return status > 0 ? cudaGetErrorName(static_cast<cudaError_t>(status)) : "INSTGENIE_UNKNOWN_STATUS";
    }
}

const char* instgenie_architectures(void) { return INSTGENIE_ARCHITECTURES; }
