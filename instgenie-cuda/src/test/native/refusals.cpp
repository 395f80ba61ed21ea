// Bad arguments: refused before anything is launched, each with a status that names it.
#include "random_case.h"

namespace proof {
namespace {

void expect(int expected, int actual, const char* what) {
    require(actual == expected, std::string(what) + ": " + instgenie_error_name(actual) + " instead of " + instgenie_error_name(expected));
}

struct PlanArguments {
    alignas(16) char memory[16] = {};
    instgenie_segment segment{memory, memory, nullptr, nullptr, nullptr, 64, 64, 64, 64, 0, 10, INSTGENIE_BF16};
    int32_t queryOffsets[2] = {0, 5};
    int32_t segmentOffsets[2] = {0, 1};
    int32_t dtype = INSTGENIE_BF16;
    int32_t headDim = 64;
    int32_t capacity = 8;

    int plan() {
        instgenie_attention_tile tiles[8];
        instgenie_attention_merge merges[8];
        instgenie_attention_counts counts;
        return instgenie_attention_plan(
                dtype, 1, headDim, 1, queryOffsets, segmentOffsets, &segment, 1, tiles, capacity, merges, capacity, &counts);
    }
};

template <typename Change>
void expectPlan(int expected, const char* what, Change change) {
    PlanArguments arguments;
    change(arguments);
    expect(expected, arguments.plan(), what);
}

}  // namespace

void refusals() {
    expectPlan(INSTGENIE_OK, "sound", [](PlanArguments&) {});
    expectPlan(INSTGENIE_BAD_DTYPE, "queries as bytes", [](PlanArguments& a) { a.dtype = INSTGENIE_INT8; });
    expectPlan(INSTGENIE_BAD_DTYPE, "segment of another type", [](PlanArguments& a) { a.segment.dtype = INSTGENIE_F16; });
    expectPlan(INSTGENIE_BAD_HEAD_SIZE, "head of 48", [](PlanArguments& a) { a.headDim = 48; });
    expectPlan(INSTGENIE_BAD_LENGTH, "offsets fall", [](PlanArguments& a) { a.queryOffsets[1] = -1; });
    expectPlan(INSTGENIE_BAD_LENGTH, "negative length", [](PlanArguments& a) { a.segment.length = -1; });
    expectPlan(INSTGENIE_BAD_STRIDE, "rows overlap", [](PlanArguments& a) { a.segment.key_row_stride = 32; });
    expectPlan(INSTGENIE_BAD_STRIDE, "rows off their alignment", [](PlanArguments& a) { a.segment.value_row_stride = 65; });
    expectPlan(INSTGENIE_NULL_POINTER, "no keys in memory", [](PlanArguments& a) { a.segment.keys = nullptr; });
    expectPlan(INSTGENIE_NULL_POINTER, "bytes without scales", [](PlanArguments& a) { a.segment.dtype = INSTGENIE_INT8; });
    expectPlan(INSTGENIE_MISALIGNED, "keys off their alignment", [](PlanArguments& a) { a.segment.keys = a.memory + 2; });
    expectPlan(INSTGENIE_NO_KEYS, "nothing to attend to", [](PlanArguments& a) { a.segment.length = 0; });
    expectPlan(INSTGENIE_BUFFER_TOO_SMALL, "no room", [](PlanArguments& a) { a.capacity = 0; });

    instgenie_attention_args args = {};
    args.dtype = INSTGENIE_BF16;
    args.heads = 1;
    args.head_dim = 64;
    args.scale = 1.0f;
    expect(INSTGENIE_OK, instgenie_attention(&args, nullptr), "no work");
    args.counts.tiles = 1;
    expect(INSTGENIE_NULL_POINTER, instgenie_attention(&args, nullptr), "no tiles");
    args.scale = 0.0f;
    expect(INSTGENIE_BAD_SCALE, instgenie_attention(&args, nullptr), "no scale");
    expect(INSTGENIE_NULL_POINTER, instgenie_attention(nullptr, nullptr), "no arguments");

    alignas(16) char memory[64] = {};
    const int32_t jobs[1] = {0};
    const auto norm = [&](int dtype, int dim, int64_t stride, const void* input) {
        return instgenie_layer_norm_modulate(dtype, 1, dim, input, stride, jobs, memory, memory, dim, 1e-6f, memory, dim, nullptr);
    };
    expect(INSTGENIE_BAD_DTYPE, norm(INSTGENIE_INT8, 8, 8, memory), "norm of bytes");
    expect(INSTGENIE_BAD_LENGTH, norm(INSTGENIE_F32, 12, 12, memory), "norm of 12");
    expect(INSTGENIE_BAD_LENGTH, norm(INSTGENIE_F32, 12288, 12288, memory), "norm of 12288");
    expect(INSTGENIE_BAD_STRIDE, norm(INSTGENIE_F32, 8, 4, memory), "norm of rows that overlap");
    expect(INSTGENIE_MISALIGNED, norm(INSTGENIE_F32, 8, 8, memory + 4), "norm off its alignment");
    expect(INSTGENIE_BAD_STRIDE, instgenie_gather_rows(1, 8, memory, 4, jobs, memory, 8, nullptr), "gather of rows that overlap");
    expect(INSTGENIE_NULL_POINTER, instgenie_scatter_rows(1, 8, memory, 8, nullptr, memory, 8, nullptr), "scatter without indices");
    expect(INSTGENIE_BAD_DTYPE, instgenie_quantize(INSTGENIE_F32, INSTGENIE_F16, 1, 1, 64, memory, 64, nullptr, memory, nullptr, nullptr),
           "slab of float16");
    require(std::string(instgenie_error_name(-99)) == "INSTGENIE_UNKNOWN_STATUS", "name of an unknown status");
    require(std::string(instgenie_error_name(1)) == "cudaErrorInvalidValue", "name of a CUDA error");
}

}  // namespace proof
