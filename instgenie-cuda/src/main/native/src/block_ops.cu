#include "checks.h"
#include "launch.h"

#include <instgenie/modulation.cuh>
#include <instgenie/qk_norm_rope.cuh>

namespace instgenie {
namespace {

constexpr int kLargestNormDim = 12280;  // a row in float32 and eight sums fit the shared memory that needs no asking

int checkVectors(int dtype, int rows, int dim) {
    if (!isComputeDtype(dtype)) return INSTGENIE_BAD_DTYPE;
    return rows < 0 || dim <= 0 || dim % kChunk != 0 ? INSTGENIE_BAD_LENGTH : INSTGENIE_OK;
}

int checkPart(const void* input, int64_t inputStride, const void* output, int64_t outputStride, const void* weight,
              const instgenie_qk_norm_rope_args& args) {
    if (input == nullptr) return INSTGENIE_OK;
    const int64_t width = static_cast<int64_t>(args.heads) * args.head_dim;
    if (!isAligned(weight, 16)) return INSTGENIE_MISALIGNED;
    return firstFailure(checkRows(input, inputStride, width, args.dtype), checkRows(output, outputStride, width, args.dtype));
}

int checkQkNormRope(const instgenie_qk_norm_rope_args& args) {
    if (!isComputeDtype(args.dtype)) return INSTGENIE_BAD_DTYPE;
    if (!isHeadSize(args.head_dim)) return INSTGENIE_BAD_HEAD_SIZE;
    if (args.rows < 0 || args.heads <= 0) return INSTGENIE_BAD_LENGTH;
    if (args.cosine != nullptr) {
        if (args.sine == nullptr || args.positions == nullptr) return INSTGENIE_NULL_POINTER;
        if (args.angle_pair_stride <= 0 || args.angle_row_stride < 0) return INSTGENIE_BAD_STRIDE;
    }
    return firstFailure(
            checkPart(args.queries, args.query_stride, args.queries_out, args.query_out_stride, args.query_weight, args),
            checkPart(args.keys, args.key_stride, args.keys_out, args.key_out_stride, args.key_weight, args),
            checkPart(args.values, args.value_stride, args.values_out, args.value_out_stride, nullptr, args));
}

}  // namespace
}  // namespace instgenie

using namespace instgenie;

int instgenie_layer_norm_modulate(
        int32_t dtype, int32_t rows, int32_t dim, const void* input, int64_t input_stride, const int32_t* row_jobs, const void* shift,
        const void* scale, int64_t modulation_stride, float eps, void* output, int64_t output_stride, void* stream) {
    int status = checkVectors(dtype, rows, dim);
    if (status == INSTGENIE_OK && dim > kLargestNormDim) status = INSTGENIE_BAD_LENGTH;
    if (status != INSTGENIE_OK || rows == 0) return status;
    if (row_jobs == nullptr) return INSTGENIE_NULL_POINTER;
    status = firstFailure(
            checkRows(input, input_stride, dim, dtype), checkRows(shift, modulation_stride, dim, dtype),
            checkRows(scale, modulation_stride, dim, dtype), checkRows(output, output_stride, dim, dtype));
    if (status != INSTGENIE_OK) return status;
    const LayerNormModulateParams params{
            input, input_stride, row_jobs, shift, scale, modulation_stride, output, output_stride, dim, eps};
    const size_t sharedBytes = (2 * kModulationWarps + dim) * sizeof(float);
    return withElementType(dtype, [&](auto* type) {
        using T = std::remove_pointer_t<decltype(type)>;
        return launch(layerNormModulateKernel<T>, dim3(rows), kModulationThreads, sharedBytes, stream, params);
    });
}

int instgenie_gate_residual(
        int32_t dtype, int32_t rows, int32_t dim, const void* residual, int64_t residual_stride, const int32_t* row_jobs,
        const void* gate, int64_t gate_stride, const void* input, int64_t input_stride, void* output, int64_t output_stride,
        void* stream) {
    int status = checkVectors(dtype, rows, dim);
    if (status != INSTGENIE_OK || rows == 0) return status;
    if (row_jobs == nullptr) return INSTGENIE_NULL_POINTER;
    status = firstFailure(
            checkRows(residual, residual_stride, dim, dtype), checkRows(gate, gate_stride, dim, dtype),
            checkRows(input, input_stride, dim, dtype), checkRows(output, output_stride, dim, dtype));
    if (status != INSTGENIE_OK) return status;
    const GateResidualParams params{
            residual, residual_stride, row_jobs, gate, gate_stride, input, input_stride, output, output_stride, dim};
    return withElementType(dtype, [&](auto* type) {
        using T = std::remove_pointer_t<decltype(type)>;
        return launch(gateResidualKernel<T>, dim3(rows), kModulationThreads, 0, stream, params);
    });
}

int instgenie_qk_norm_rope(const instgenie_qk_norm_rope_args* args, void* stream) {
    if (args == nullptr) return INSTGENIE_NULL_POINTER;
    const int status = checkQkNormRope(*args);
    if (status != INSTGENIE_OK || args->rows == 0) return status;
    const bool rotary = args->cosine != nullptr;
    QkNormRopeParams params = {};
    params.parts[0] = {args->queries, args->query_stride, args->queries_out, args->query_out_stride, args->query_weight, rotary};
    params.parts[1] = {args->keys, args->key_stride, args->keys_out, args->key_out_stride, args->key_weight, rotary};
    params.parts[2] = {args->values, args->value_stride, args->values_out, args->value_out_stride, nullptr, false};
    params.destinations = args->destinations;
    params.positions = args->positions;
    params.cosine = args->cosine;
    params.sine = args->sine;
    params.angleRowStride = args->angle_row_stride;
    params.anglePairStride = args->angle_pair_stride;
    params.rows = args->rows;
    params.heads = args->heads;
    params.headDim = args->head_dim;
    params.eps = args->eps;
    const int64_t blocks = (static_cast<int64_t>(args->rows) * args->heads + kHeadWarps - 1) / kHeadWarps;
    if (blocks > INT32_MAX) return INSTGENIE_BAD_LENGTH;
    return withElementType(args->dtype, [&](auto* type) {
        using T = std::remove_pointer_t<decltype(type)>;
        return launch(qkNormRopeKernel<T>, dim3(static_cast<unsigned>(blocks), 3), kHeadThreads, 0, stream, params);
    });
}
