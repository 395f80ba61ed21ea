// Random inputs and the comparison with what they should give.
#pragma once

#include <cuda_bf16.h>
#include <cuda_fp16.h>
#include <instgenie_cuda.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

namespace proof {

inline int elementBytes(int dtype) { return dtype == INSTGENIE_F32 ? 4 : dtype == INSTGENIE_F16 || dtype == INSTGENIE_BF16 ? 2 : 1; }

/** How far a result may be from the reference, as a share of the largest number of its row. */
inline double tolerance(int dtype) { return dtype == INSTGENIE_F32 ? 1e-5 : 2e-2; }

inline void require(bool condition, const std::string& what) {
    if (!condition) throw std::runtime_error(what);
}

/** Memory of exactly the size asked for, so that the address sanitizer sees the first byte too many; full of 0xff, which is NaN. */
class Buffer {
public:
    Buffer(int dtype, int64_t elements) : dtype_(dtype), elements_(elements), bytes_(static_cast<unsigned char*>(std::malloc(size()))) {
        std::memset(bytes_.get(), 0xff, size());
    }

    void* data() const { return bytes_.get(); }
    int64_t elements() const { return elements_; }

    void set(int64_t i, float x) {
        switch (dtype_) {
            case INSTGENIE_F32: store(i, x); break;
            case INSTGENIE_F16: store(i, __float2half_rn(x)); break;
            default: store(i, __float2bfloat16_rn(x)); break;
        }
    }

    double get(int64_t i) const {
        switch (dtype_) {
            case INSTGENIE_F32: return load<float>(i);
            case INSTGENIE_F16: return __half2float(load<__half>(i));
            case INSTGENIE_BF16: return __bfloat162float(load<__nv_bfloat16>(i));
            case INSTGENIE_INT8: return load<int8_t>(i);
            default: return decodeE4m3(load<uint8_t>(i));
        }
    }

    template <typename T>
    T load(int64_t i) const {
        T x;
        std::memcpy(&x, bytes_.get() + i * sizeof(T), sizeof(T));
        return x;
    }

    template <typename T>
    void store(int64_t i, T x) {
        std::memcpy(bytes_.get() + i * sizeof(T), &x, sizeof(T));
    }

    /** Whether element i is as the constructor left it. */
    bool untouched(int64_t i) const {
        const int width = elementBytes(dtype_);
        for (int64_t byte = i * width; byte < (i + 1) * width; ++byte) {
            if (bytes_.get()[byte] != 0xff) return false;
        }
        return true;
    }

private:
    struct Free {
        void operator()(unsigned char* p) const { std::free(p); }
    };

    /** By the definition, not by the kernels' way of moving bits. */
    static double decodeE4m3(uint8_t code) {
        const int exponent = code >> 3 & 15;
        const int mantissa = code & 7;
        const double magnitude = exponent == 0 ? std::ldexp(mantissa, -9) : std::ldexp(8 + mantissa, exponent - 10);
        return (code & 0x80) != 0 ? -magnitude : magnitude;
    }

    size_t size() const { return static_cast<size_t>(elements_) * elementBytes(dtype_); }

    int dtype_;
    int64_t elements_;
    std::unique_ptr<unsigned char, Free> bytes_;
};

class Random {
public:
    explicit Random(uint64_t seed) : engine_(seed) {}

    int between(int low, int high) { return std::uniform_int_distribution<int>(low, high)(engine_); }
    bool chance(double p) { return std::uniform_real_distribution<double>(0, 1)(engine_) < p; }
    float normal() { return std::normal_distribution<float>()(engine_); }
    template <typename T, size_t kCount>
    T oneOf(const T (&choices)[kCount]) { return choices[between(0, static_cast<int>(kCount) - 1)]; }

    int dtype() { return between(INSTGENIE_F32, INSTGENIE_BF16); }
    int headDim() {
        static constexpr int kSizes[] = {32, 40, 64, 80, 96, 128};
        return oneOf(kSizes);
    }

    /** Short for the most part: the edges of tiles are where things go wrong. */
    int length(int largest) {
        const double p = std::uniform_real_distribution<double>(0, 1)(engine_);
        return between(1, std::min(largest, p < 0.7 ? 40 : p < 0.95 ? 160 : largest));
    }

    std::vector<int32_t> permutation(int size) {
        std::vector<int32_t> result(size);
        for (int i = 0; i < size; ++i) result[i] = i;
        std::shuffle(result.begin(), result.end(), engine_);
        return result;
    }

    /** A row's stride: the width, or a few chunks more. */
    int64_t stride(int64_t width) { return width + (chance(0.5) ? 16 * between(1, 3) : 0); }

    Buffer normals(int dtype, int64_t elements, float spread = 1.0f) {
        Buffer buffer(dtype, elements);
        for (int64_t i = 0; i < elements; ++i) buffer.set(i, normal() * spread);
        return buffer;
    }

    std::vector<int32_t> indices(int count, int limit) {
        std::vector<int32_t> result(count);
        for (int32_t& i : result) i = between(0, limit - 1);
        return result;
    }

    std::mt19937_64& engine() { return engine_; }

private:
    std::mt19937_64 engine_;
};

/** The worst error of a row against its reference, as a share of the row's largest number. */
class RowError {
public:
    void add(double actual, double expected) {
        require(std::isfinite(actual), "a result is not finite");
        error_ = std::max(error_, std::abs(actual - expected));
        largest_ = std::max(largest_, std::abs(expected));
    }
    double relative() const { return largest_ == 0 ? error_ : error_ / largest_; }

private:
    double error_ = 0;
    double largest_ = 0;
};

inline void requireClose(const RowError& error, int dtype, const std::string& where) {
    require(error.relative() <= tolerance(dtype), where + ": off by " + std::to_string(error.relative()) + " of the row's largest number");
}

/** One random case; throws what is wrong. */
void attentionCase(Random& random);
void layerNormModulateCase(Random& random);
void gateResidualCase(Random& random);
void qkNormRopeCase(Random& random);
void moveRowsCase(Random& random);
void slabCase(Random& random);
/** Every bad argument is refused with its own status. */
void refusals();

}  // namespace proof
