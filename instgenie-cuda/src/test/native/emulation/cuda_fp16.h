// Half precision on the host, by the names CUDA gives it.
#pragma once

#include <cstdint>
#include <cstring>

struct __half {
    uint16_t bits;
};

inline float __half2float(__half h) {
    const uint32_t sign = static_cast<uint32_t>(h.bits & 0x8000u) << 16;
    const uint32_t rest = h.bits & 0x7fffu;
    if (rest < 0x400u) {  // zero or subnormal: multiples of 2^-24
        const float magnitude = static_cast<float>(rest) * 0x1p-24f;
        return sign != 0 ? -magnitude : magnitude;
    }
    const uint32_t bits = sign | (rest >= 0x7c00u ? 0x7f800000u | (rest & 0x3ffu) << 13 : (rest << 13) + (112u << 23));
    float f;
    std::memcpy(&f, &bits, sizeof f);
    return f;
}

inline __half __float2half_rn(float f) {
    uint32_t bits;
    std::memcpy(&bits, &f, sizeof bits);
    const uint32_t sign = bits >> 16 & 0x8000u;
    bits &= 0x7fffffffu;
    uint32_t result;
    if (bits > 0x7f800000u) {
        result = 0x7fffu;
    } else if (bits >= 0x477ff000u) {  // rounds past 65504
        result = 0x7c00u;
    } else if (bits < 0x38800000u) {  // below 2^-14: adding 2^-1 leaves the multiple of 2^-24 in the low bits, rounded to even
        float magnitude;
        std::memcpy(&magnitude, &bits, sizeof magnitude);
        magnitude += 0.5f;
        uint32_t shifted;
        std::memcpy(&shifted, &magnitude, sizeof shifted);
        result = shifted - 0x3f000000u;
    } else {
        result = (bits + 0xfffu + (bits >> 13 & 1u) - (112u << 23)) >> 13;
    }
    return __half{static_cast<uint16_t>(sign | result)};
}
