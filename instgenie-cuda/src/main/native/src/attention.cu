#include "attention_kernels.h"
#include "checks.h"
#include "launch.h"

#include <instgenie/attention_f32.cuh>
#include <instgenie/attention_merge.cuh>
#include <instgenie/attention_mma.cuh>

namespace instgenie {

namespace {

template <typename Sizes>
constexpr TileSizes tileSizesOf() {
    return {Sizes::kTileQueries, Sizes::kTileKeys};
}

}  // namespace

TileSizes tileSizes(int dtype, int headDim) {
    TileSizes sizes = tileSizesOf<FloatAttention<128>>();
    if (dtype != INSTGENIE_F32) {
        withHeadSize(headDim, [&](auto size) {
            sizes = tileSizesOf<MmaAttention<__half, decltype(size)::value>>();
            return INSTGENIE_OK;
        });
    }
    return sizes;
}

namespace {

constexpr int kMergeThreads = 128;

int checkAttention(const instgenie_attention_args& args) {
    if (!isComputeDtype(args.dtype)) return INSTGENIE_BAD_DTYPE;
    if (!isHeadSize(args.head_dim)) return INSTGENIE_BAD_HEAD_SIZE;
    const instgenie_attention_counts& counts = args.counts;
    if (args.heads <= 0 || args.heads > 65535 || counts.tiles < 0 || counts.merges < 0 || counts.partial_rows < 0) {
        return INSTGENIE_BAD_LENGTH;
    }
    if (!(args.scale > 0.0f)) return INSTGENIE_BAD_SCALE;
    if (counts.tiles == 0) return INSTGENIE_OK;
    if (args.segments == nullptr || args.tiles == nullptr) return INSTGENIE_NULL_POINTER;
    if (counts.merges > 0 && args.merges == nullptr) return INSTGENIE_NULL_POINTER;
    if (counts.partial_rows > 0 && args.workspace == nullptr) return INSTGENIE_NULL_POINTER;
    if (!isAligned(args.workspace, 16)) return INSTGENIE_MISALIGNED;
    return firstFailure(
            checkHeads(args.queries, args.query_row_stride, args.query_head_stride, args.head_dim, args.dtype),
            checkHeads(args.output, args.output_row_stride, args.output_head_stride, args.head_dim, args.dtype));
}

}  // namespace
}  // namespace instgenie

using namespace instgenie;

int instgenie_attention(const instgenie_attention_args* args, void* stream) {
    if (args == nullptr) return INSTGENIE_NULL_POINTER;
    const int status = checkAttention(*args);
    if (status != INSTGENIE_OK || args->counts.tiles == 0) return status;

    AttentionParams params = {};
    params.queries = args->queries;
    params.output = args->output;
    params.queryRowStride = args->query_row_stride;
    params.queryHeadStride = args->query_head_stride;
    params.outputRowStride = args->output_row_stride;
    params.outputHeadStride = args->output_head_stride;
    params.segments = args->segments;
    params.tiles = args->tiles;
    if (args->counts.partial_rows > 0) {
        params.partialOutputs = args->workspace;
        params.partialLogSums = args->workspace + args->counts.partial_rows * args->heads * args->head_dim;
    }
    params.scaleLog2 = args->scale * kLog2E;
    params.heads = args->heads;

    return withElementType(args->dtype, [&](auto* type) {
        using T = std::remove_pointer_t<decltype(type)>;
        const int tilesStatus = launchAttention<T>(params, args->head_dim, args->counts.tiles, stream);
        if (tilesStatus != INSTGENIE_OK || args->counts.merges == 0) return tilesStatus;
        return launch(mergeAttentionKernel<T>, dim3(args->counts.merges, args->heads), kMergeThreads, 0, stream, params, args->merges,
                      args->head_dim);
    });
}
