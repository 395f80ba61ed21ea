// The instructions of the header of this name, emulated with the fragment layouts of the PTX manual.
#pragma once

#include <cuda_bf16.h>
#include <cuda_fp16.h>
#include <cuda_runtime.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "../block.h"

namespace instgenie {

inline unsigned char* dynamicSharedMemory() { return emulation::sharedMemory(); }

template <int kBytes>
inline void copyAsync(void* shared, const void* source, bool valid) {
    static_assert(kBytes == 4 || kBytes == 8 || kBytes == 16);
    emulation::queueCopy(shared, source, kBytes, valid);
}

inline void commitCopies() { emulation::commitCopies(); }

template <int kGroups>
inline void waitForCopies() {
    emulation::waitForCopies(kGroups);
}

struct MatrixLoad {
    const unsigned char* row;
    uint32_t* fragment;
};

/** Register m of lane i holds elements 2 (i % 4) and the next of row i / 4 of matrix m. */
inline void loadMatrices(uint32_t (&fragment)[4], const void* row) {
    MatrixLoad load{static_cast<const unsigned char*>(row), fragment};
    emulation::warpOperation("ldmatrix", &load, [](void** loads) {
        for (int lane = 0; lane < emulation::kLanes; ++lane) {
            for (int m = 0; m < 4; ++m) {
                const unsigned char* source = static_cast<MatrixLoad*>(loads[m * 8 + lane / 4])->row;
                if (reinterpret_cast<uintptr_t>(source) % 16 != 0) std::abort();
                std::memcpy(&static_cast<MatrixLoad*>(loads[lane])->fragment[m], source + lane % 4 * 4, 4);
            }
        }
    });
}

/** Register m of lane i holds element i / 4 of rows 2 (i % 4) and the next of matrix m. */
inline void loadMatricesTransposed(uint32_t (&fragment)[4], const void* row) {
    MatrixLoad load{static_cast<const unsigned char*>(row), fragment};
    emulation::warpOperation("ldmatrix.trans", &load, [](void** loads) {
        for (int lane = 0; lane < emulation::kLanes; ++lane) {
            for (int m = 0; m < 4; ++m) {
                uint16_t elements[2];
                for (int j = 0; j < 2; ++j) {
                    const unsigned char* source = static_cast<MatrixLoad*>(loads[m * 8 + lane % 4 * 2 + j])->row;
                    if (reinterpret_cast<uintptr_t>(source) % 16 != 0) std::abort();
                    std::memcpy(&elements[j], source + lane / 4 * 2, 2);
                }
                std::memcpy(&static_cast<MatrixLoad*>(loads[lane])->fragment[m], elements, 4);
            }
        }
    });
}

inline float element(uint32_t bits, int index, __half) { return __half2float(__half{static_cast<uint16_t>(bits >> 16 * index)}); }
inline float element(uint32_t bits, int index, __nv_bfloat16) {
    return __bfloat162float(__nv_bfloat16{static_cast<uint16_t>(bits >> 16 * index)});
}

struct Multiplication {
    float* d;
    const uint32_t* a;
    uint32_t b0;
    uint32_t b1;
};

// Local arrays only, and most of the emulation's time: not worth the sanitizers.
template <typename T>
__attribute__((no_sanitize("address", "undefined"))) void multiplyWarp(void** multiplications) {
    float a[16][16];
    float b[16][8];
    float d[16][8];
    for (int lane = 0; lane < emulation::kLanes; ++lane) {
        const auto& m = *static_cast<const Multiplication*>(multiplications[lane]);
        const int group = lane / 4;
        const int column = lane % 4 * 2;
        for (int j = 0; j < 2; ++j) {
            a[group][column + j] = element(m.a[0], j, T{});
            a[group + 8][column + j] = element(m.a[1], j, T{});
            a[group][column + 8 + j] = element(m.a[2], j, T{});
            a[group + 8][column + 8 + j] = element(m.a[3], j, T{});
            b[column + j][group] = element(m.b0, j, T{});
            b[column + 8 + j][group] = element(m.b1, j, T{});
            d[group][column + j] = m.d[j];
            d[group + 8][column + j] = m.d[2 + j];
        }
    }
    for (int row = 0; row < 16; ++row)
        for (int k = 0; k < 16; ++k)
            for (int column = 0; column < 8; ++column) d[row][column] += a[row][k] * b[k][column];
    for (int lane = 0; lane < emulation::kLanes; ++lane) {
        auto& m = *static_cast<Multiplication*>(multiplications[lane]);
        for (int j = 0; j < 2; ++j) {
            m.d[j] = d[lane / 4][lane % 4 * 2 + j];
            m.d[2 + j] = d[lane / 4 + 8][lane % 4 * 2 + j];
        }
    }
}

template <typename T>
void multiplyAdd(float (&d)[4], const uint32_t (&a)[4], uint32_t b0, uint32_t b1) {
    Multiplication multiplication{d, a, b0, b1};
    emulation::warpOperation("mma", &multiplication, multiplyWarp<T>);
}

inline float fastExp2(float x) { return std::exp2(x); }

}  // namespace instgenie
