// The instructions that CUDA C++ has no words for. The only header that holds assembly: an emulation replaces it (and CUDA's own
// headers) by one of the same name, and every kernel compiles as host code.
#pragma once

#include <cuda_bf16.h>
#include <cuda_fp16.h>
#include <cuda_runtime.h>

#include <cstdint>

namespace instgenie {

/** The block's dynamic shared memory. */
__device__ inline unsigned char* dynamicSharedMemory() {
    extern __shared__ __align__(16) unsigned char instgenieSharedMemory[];
    return instgenieSharedMemory;
}

__device__ inline uint32_t sharedAddress(const void* p) { return static_cast<uint32_t>(__cvta_generic_to_shared(p)); }

/** Starts to copy kBytes (4, 8 or 16) to shared memory; fills with zeros if not `valid`. `source` is not read then. */
template <int kBytes>
__device__ inline void copyAsync(void* shared, const void* source, bool valid) {
    const int bytes = valid ? kBytes : 0;
    if constexpr (kBytes == 16) {
        asm volatile("cp.async.cg.shared.global [%0], [%1], 16, %2;" ::"r"(sharedAddress(shared)), "l"(source), "r"(bytes) : "memory");
    } else {
        asm volatile("cp.async.ca.shared.global [%0], [%1], %2, %3;" ::"r"(sharedAddress(shared)), "l"(source), "n"(kBytes), "r"(bytes)
                     : "memory");
    }
}

/** Closes the group of copies this thread has started since the last group. */
__device__ inline void commitCopies() { asm volatile("cp.async.commit_group;" ::: "memory"); }

/** Waits until at most kGroups of this thread's youngest groups are under way. */
template <int kGroups>
__device__ inline void waitForCopies() {
    asm volatile("cp.async.wait_group %0;" ::"n"(kGroups) : "memory");
}

/** Four 8x8 matrices of 16-bit elements; lane i gives the address of row i % 8 of matrix i / 8. */
__device__ inline void loadMatrices(uint32_t (&fragment)[4], const void* row) {
    asm volatile("ldmatrix.sync.aligned.m8n8.x4.shared.b16 {%0, %1, %2, %3}, [%4];"
                 : "=r"(fragment[0]), "=r"(fragment[1]), "=r"(fragment[2]), "=r"(fragment[3])
                 : "r"(sharedAddress(row))
                 : "memory");
}

__device__ inline void loadMatricesTransposed(uint32_t (&fragment)[4], const void* row) {
    asm volatile("ldmatrix.sync.aligned.m8n8.x4.trans.shared.b16 {%0, %1, %2, %3}, [%4];"
                 : "=r"(fragment[0]), "=r"(fragment[1]), "=r"(fragment[2]), "=r"(fragment[3])
                 : "r"(sharedAddress(row))
                 : "memory");
}

/** d += a . b with a [16, 16], b [16, 8], d [16, 8] in float. */
template <typename T>
__device__ void multiplyAdd(float (&d)[4], const uint32_t (&a)[4], uint32_t b0, uint32_t b1);

template <>
__device__ inline void multiplyAdd<__half>(float (&d)[4], const uint32_t (&a)[4], uint32_t b0, uint32_t b1) {
    asm volatile("mma.sync.aligned.m16n8k16.row.col.f32.f16.f16.f32 {%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, {%0, %1, %2, %3};"
                 : "+f"(d[0]), "+f"(d[1]), "+f"(d[2]), "+f"(d[3])
                 : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b0), "r"(b1));
}

template <>
__device__ inline void multiplyAdd<__nv_bfloat16>(float (&d)[4], const uint32_t (&a)[4], uint32_t b0, uint32_t b1) {
    asm volatile("mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32 {%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, {%0, %1, %2, %3};"
                 : "+f"(d[0]), "+f"(d[1]), "+f"(d[2]), "+f"(d[3])
                 : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b0), "r"(b1));
}

/** 2^x within 2 units in the last place; 2^-inf is 0. */
__device__ inline float fastExp2(float x) {
    float y;
    asm("ex2.approx.ftz.f32 %0, %1;" : "=f"(y) : "f"(x));
    return y;
}

}  // namespace instgenie
