// Element types: conversion to and from float, eight elements at a time, and the 8-bit formats of the cache.
#pragma once

#include <cuda_bf16.h>
#include <cuda_fp16.h>
#include <cuda_runtime.h>

#include <cmath>
#include <cstdint>
#include <cstring>

#include <instgenie_cuda.h>

namespace instgenie {

constexpr int kWarpSize = 32;
constexpr unsigned kAllLanes = 0xffffffffu;

__host__ __device__ constexpr int ceilDiv(int a, int b) { return (a + b - 1) / b; }

__device__ inline float toFloat(float x) { return x; }
__device__ inline float toFloat(__half x) { return __half2float(x); }
__device__ inline float toFloat(__nv_bfloat16 x) { return __bfloat162float(x); }

template <typename T>
__device__ T fromFloat(float x);
template <>
__device__ inline float fromFloat<float>(float x) { return x; }
template <>
__device__ inline __half fromFloat<__half>(float x) { return __float2half_rn(x); }
template <>
__device__ inline __nv_bfloat16 fromFloat<__nv_bfloat16>(float x) { return __float2bfloat16_rn(x); }

/** Two elements, as a memory access of their own. */
template <typename T>
struct alignas(2 * sizeof(T)) Pair {
    T first;
    T second;
};

/** Eight elements: one access of 8 or 16 bytes, or two of 16. */
template <typename T>
struct alignas(sizeof(T) == 1 ? 8 : 16) Chunk {
    T values[8];
};
constexpr int kChunk = 8;

template <typename T>
__device__ inline const Chunk<T>& chunkAt(const T* p) { return *reinterpret_cast<const Chunk<T>*>(p); }
template <typename T>
__device__ inline Chunk<T>& chunkAt(T* p) { return *reinterpret_cast<Chunk<T>*>(p); }

/** The bits of two elements in one register, the first in the low half: what a tensor core operand is made of. */
template <typename T>
__device__ inline uint32_t packPair(float first, float second) {
    const Pair<T> pair{fromFloat<T>(first), fromFloat<T>(second)};
    uint32_t bits;
    memcpy(&bits, &pair, sizeof bits);
    return bits;
}

/** E4M3: sign, 4 bits of exponent with bias 7, 3 bits of mantissa; moving them under float's exponent leaves a factor of 2^120. */
__device__ inline float decodeE4m3(uint8_t code) {
    const float magnitude = __uint_as_float((code & 0x7fu) << 20) * 0x1p120f;
    return (code & 0x80u) != 0 ? -magnitude : magnitude;
}

/** Rounds to nearest even. |x| must be at most 448, the largest E4M3. */
__device__ inline uint8_t encodeE4m3(float x) {
    const uint32_t sign = (__float_as_uint(x) >> 24) & 0x80u;
    const float magnitude = fabsf(x);
    if (magnitude < 0x1p-6f) {  // below the normal numbers: multiples of 2^-9
        return static_cast<uint8_t>(sign | static_cast<uint32_t>(rintf(magnitude * 0x1p9f)));
    }
    uint32_t bits = __float_as_uint(magnitude);
    bits += 0x7ffffu + ((bits >> 20) & 1u);
    return static_cast<uint8_t>(sign | ((bits >> 20) - (120u << 3)));
}

/** Whether numbers are kept as bytes, with scales. */
__host__ __device__ constexpr bool isByteDtype(int dtype) { return dtype == INSTGENIE_INT8 || dtype == INSTGENIE_FP8_E4M3; }

/** The largest magnitude an 8-bit format can hold. */
__host__ __device__ constexpr float largestCode(int dtype) { return dtype == INSTGENIE_INT8 ? 127.0f : 448.0f; }

__device__ inline float decodeByte(int dtype, uint8_t code) {
    return dtype == INSTGENIE_INT8 ? static_cast<float>(static_cast<int8_t>(code)) : decodeE4m3(code);
}

/** decodeByte of the I-th byte of `codes`, without the conversions that run at a quarter of the rate. */
template <int I>
__device__ inline float decodeByteOf(int dtype, uint32_t codes) {
    if (dtype == INSTGENIE_INT8) {  // 2^23 + code + 128 has the code in its lowest byte
        return __uint_as_float(__byte_perm(codes ^ 0x80808080u, 0x4b000000u, 0x7440u | I)) - 8388736.0f;
    }
    const int32_t top = static_cast<int32_t>(__byte_perm(codes, 0u, 0x0444u | I << 12));
    return __uint_as_float(static_cast<uint32_t>(top >> 4) & 0x87f00000u) * 0x1p120f;
}

__device__ inline uint8_t encodeByte(int dtype, float x) {
    return dtype == INSTGENIE_INT8 ? static_cast<uint8_t>(static_cast<int8_t>(rintf(x))) : encodeE4m3(x);
}

/** Sum over aligned groups of kLanes lanes; every lane gets it. */
template <int kLanes>
__device__ inline float sumOverLanes(float x) {
#pragma unroll
    for (int mask = kLanes / 2; mask > 0; mask /= 2) x += __shfl_xor_sync(kAllLanes, x, mask);
    return x;
}

template <int kLanes>
__device__ inline float maxOverLanes(float x) {
#pragma unroll
    for (int mask = kLanes / 2; mask > 0; mask /= 2) x = fmaxf(x, __shfl_xor_sync(kAllLanes, x, mask));
    return x;
}

}  // namespace instgenie
