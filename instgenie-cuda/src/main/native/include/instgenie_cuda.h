/*
 * The CUDA kernels of InstGenIE: every entry point, in C, with no framework's header.
 *
 * Kernels work on device memory, return before the work is done, order it on `stream`, a cudaStream_t, and allocate nothing. A result
 * of 0 is success, below 0 an instgenie_status (nothing was launched), above 0 a cudaError_t; instgenie_error_name names all three.
 * Safe to call from several threads.
 *
 * Rows are packed: the rows of all jobs stand one after the other. Strides count elements. Rows of 16- and 32-bit elements start at
 * multiples of 16 bytes, rows of 8-bit elements at multiples of 8.
 */
#ifndef INSTGENIE_CUDA_H
#define INSTGENIE_CUDA_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#pragma GCC visibility push(default)
#endif

typedef enum instgenie_dtype {
    INSTGENIE_F32 = 0,
    INSTGENIE_F16 = 1,
    INSTGENIE_BF16 = 2,
    INSTGENIE_INT8 = 3,    /* symmetric, a float32 scale for each row and head */
    INSTGENIE_FP8_E4M3 = 4 /* a float32 scale for each row and head */
} instgenie_dtype;

typedef enum instgenie_status {
    INSTGENIE_OK = 0,
    INSTGENIE_BAD_DTYPE = -1,
    INSTGENIE_BAD_HEAD_SIZE = -2,
    INSTGENIE_BAD_LENGTH = -3,
    INSTGENIE_BAD_STRIDE = -4,
    INSTGENIE_NULL_POINTER = -5,
    INSTGENIE_MISALIGNED = -6,
    INSTGENIE_BUFFER_TOO_SMALL = -7,
    INSTGENIE_NO_KEYS = -8, /* a job has queries but nothing to attend to */
    INSTGENIE_BAD_SCALE = -9
} instgenie_status;

/* The name of a status or of a CUDA error; never null. */
const char* instgenie_error_name(int status);

/* The compute capabilities this library carries machine code for, as "80 86 89 ...". */
const char* instgenie_architectures(void);

/* ---- The device ------------------------------------------------------------------------------------------------------------------- */

typedef struct instgenie_device_info {
    char name[256];
    int32_t compute_capability; /* 90 for 9.0 */
    int32_t multiprocessors;
    int64_t total_bytes;
    int64_t free_bytes;
} instgenie_device_info;

/* The newest CUDA the installed driver can run, as 13010 for 13.1; 0 if there is no driver. */
int instgenie_driver_version(int32_t* version);

/* The CUDA this library was built with. */
int instgenie_runtime_version(int32_t* version);

int instgenie_device_count(int32_t* count);

/* Opens the device if need be: hundreds of milliseconds and some of its memory. */
int instgenie_describe_device(int32_t device, instgenie_device_info* info);

/* Makes the calling thread work on the device. */
int instgenie_use_device(int32_t device);

/* Whether the dynamic linker finds the library, e.g. libcudnn.so.9. */
int instgenie_can_load(const char* library);

/* Page-locked host memory, for all devices; it belongs to the one named, which need not be the calling thread's. */
int instgenie_allocate_pinned(int32_t device, int64_t bytes, void** memory);
int instgenie_free_pinned(void* memory);

int instgenie_allocate_device(int64_t bytes, void** memory);
int instgenie_free_device(void* memory);

/* A stream that does not wait for the default stream. */
int instgenie_create_stream(void** stream);
int instgenie_destroy_stream(void* stream);

int instgenie_create_event(void** event);
int instgenie_destroy_event(void* event);

/* Enqueued on the stream; host memory must be page-locked, or the call waits. */
int instgenie_copy_to_device(void* target, const void* source, int64_t bytes, void* stream);
int instgenie_copy_to_host(void* target, const void* source, int64_t bytes, void* stream);

/* The event stands for all that is enqueued on the stream so far. */
int instgenie_record(void* event, void* stream);

/* What is enqueued on the stream from now on waits for the event. */
int instgenie_wait_for(void* event, void* stream);

/* Sets *done to 1 once all the event stands for is done, to 0 before. */
int instgenie_is_done(void* event, int32_t* done);

/* Waits for all that is enqueued on the stream. */
int instgenie_synchronize(void* stream);

/* ---- Attention of packed queries over segments of keys and values ---------------------------------------------------------------- */

/* A run of keys and values that is read where it lies. Row i of the segment is row rows[i] of its memory, or row i if rows is null. */
typedef struct instgenie_segment {
    const void* keys;           /* [., heads, headDim] */
    const void* values;         /* [., heads, headDim] */
    const float* key_scales;    /* [., heads], 8-bit formats only */
    const float* value_scales;  /* [., heads], 8-bit formats only */
    const int32_t* rows;        /* [length] or null */
    int64_t key_row_stride;
    int64_t key_head_stride;
    int64_t value_row_stride;
    int64_t value_head_stride;
    int64_t scale_row_stride;   /* heads lie side by side */
    int32_t length;             /* rows; 0 is allowed */
    int32_t dtype;              /* the queries' own, INSTGENIE_INT8 or INSTGENIE_FP8_E4M3 */
} instgenie_segment;

/* Some queries of one job against some of the job's key tiles: what one thread block computes for one head. Made by the planner. */
typedef struct instgenie_attention_tile {
    int32_t query_begin;
    int32_t query_count;
    int32_t segment_begin;
    int32_t key_tile_begin;
    int32_t key_tile_end;
    int32_t partial_begin; /* first row of the partial results, or -1: the result is final */
} instgenie_attention_tile;

/* Query rows whose keys were split over several thread blocks; split s of row r left its part at partial_begin + s * query_count + r. */
typedef struct instgenie_attention_merge {
    int32_t query_begin;
    int32_t query_count;
    int32_t partial_begin;
    int32_t splits;
} instgenie_attention_merge;

typedef struct instgenie_attention_counts {
    int32_t tiles;
    int32_t merges;
    int64_t partial_rows; /* the workspace holds partial_rows * heads * (head_dim + 1) floats */
} instgenie_attention_counts;

/*
 * Cuts the queries of `jobs` jobs into tiles; pure host code. Job j has the queries [query_offsets[j], query_offsets[j + 1]) and the
 * segments [segment_offsets[j], segment_offsets[j + 1]). Keys are split where there are too few tiles for `multiprocessors`. The plan
 * depends on lengths only, so one plan serves all blocks of a step; `segments` (host memory) are checked on the way.
 * `counts` is always filled in when the arguments are sound; INSTGENIE_BUFFER_TOO_SMALL says that a capacity fell short of it.
 */
int instgenie_attention_plan(
        int32_t dtype, int32_t heads, int32_t head_dim, int32_t jobs, const int32_t* query_offsets, const int32_t* segment_offsets,
        const instgenie_segment* segments, int32_t multiprocessors, instgenie_attention_tile* tiles, int32_t tile_capacity,
        instgenie_attention_merge* merges, int32_t merge_capacity, instgenie_attention_counts* counts);

typedef struct instgenie_attention_args {
    const void* queries; /* [rows, heads, headDim] */
    void* output;        /* [rows, heads, headDim] */
    int64_t query_row_stride;
    int64_t query_head_stride;
    int64_t output_row_stride;
    int64_t output_head_stride;
    const instgenie_segment* segments;        /* in device memory */
    const instgenie_attention_tile* tiles;    /* in device memory */
    const instgenie_attention_merge* merges;  /* in device memory */
    instgenie_attention_counts counts;
    float* workspace; /* partial results; may be null if counts.partial_rows is 0 */
    float scale;      /* of the scores, usually 1 / sqrt(headDim) */
    int32_t dtype;    /* of queries and output: INSTGENIE_F32, INSTGENIE_F16 or INSTGENIE_BF16 */
    int32_t heads;
    int32_t head_dim; /* 32, 40, 64, 80, 96 or 128 */
} instgenie_attention_args;

/* output = softmax(scale * queries . keys) . values for every job. */
int instgenie_attention(const instgenie_attention_args* args, void* stream);

/* ---- What surrounds attention in a transformer block ------------------------------------------------------------------------------ */

/* output[r] = LayerNorm(input[r]) * (1 + scale[job(r)]) + shift[job(r)], without the norm's own weights. dim: a multiple of 8 up to 12280. */
int instgenie_layer_norm_modulate(
        int32_t dtype, int32_t rows, int32_t dim, const void* input, int64_t input_stride, const int32_t* row_jobs, const void* shift,
        const void* scale, int64_t modulation_stride, float eps, void* output, int64_t output_stride, void* stream);

typedef struct instgenie_qk_norm_rope_args {
    const void* queries; /* [rows, heads, headDim]; null: not wanted; likewise keys and values */
    const void* keys;
    const void* values;
    int64_t query_stride; /* between rows; heads lie side by side */
    int64_t key_stride;
    int64_t value_stride;
    void* queries_out; /* row r goes to row destinations[r], or r if destinations is null */
    void* keys_out;
    void* values_out;
    int64_t query_out_stride;
    int64_t key_out_stride;
    int64_t value_out_stride;
    const int32_t* destinations; /* [rows] or null */
    const void* query_weight;    /* [headDim] of the RMS norm; null: no norm */
    const void* key_weight;
    const float* cosine; /* [positions, headDim / 2]; null: no rotary embedding */
    const float* sine;
    int64_t angle_row_stride;
    int32_t angle_pair_stride;  /* 1, or 2 where the table repeats each angle for both elements of a pair */
    const int32_t* positions;   /* [rows]: the table's row for each row */
    float eps;
    int32_t dtype;
    int32_t rows;
    int32_t heads;
    int32_t head_dim;
} instgenie_qk_norm_rope_args;

/* RMS norm of queries and keys, rotary embedding of adjacent pairs at each row's own position, and packing of all three. */
int instgenie_qk_norm_rope(const instgenie_qk_norm_rope_args* args, void* stream);

/* output[r] = residual[r] + gate[job(r)] * input[r]; output may be residual. */
int instgenie_gate_residual(
        int32_t dtype, int32_t rows, int32_t dim, const void* residual, int64_t residual_stride, const int32_t* row_jobs,
        const void* gate, int64_t gate_stride, const void* input, int64_t input_stride, void* output, int64_t output_stride,
        void* stream);

/* ---- Rows and cache slabs ----------------------------------------------------------------------------------------------------------- */

/* output[i] = input[indices[i]]. Strides and row_bytes count bytes. */
int instgenie_gather_rows(
        int32_t rows, int64_t row_bytes, const void* input, int64_t input_stride, const int32_t* indices, void* output,
        int64_t output_stride, void* stream);

/* output[indices[i]] = input[i]; indices must differ. Strides and row_bytes count bytes. */
int instgenie_scatter_rows(
        int32_t rows, int64_t row_bytes, const void* input, int64_t input_stride, const int32_t* indices, void* output,
        int64_t output_stride, void* stream);

/*
 * Writes [rows, heads, headDim] of `dtype` as a slab of `slab_dtype`: INSTGENIE_BF16 (scales unused) or an 8-bit format with
 * scales [rows, heads]. Row i is read from input row indices[i], or i if indices is null. Slab and scales are dense.
 */
int instgenie_quantize(
        int32_t dtype, int32_t slab_dtype, int32_t rows, int32_t heads, int32_t head_dim, const void* input, int64_t input_stride,
        const int32_t* indices, void* slab, float* scales, void* stream);

/* The way back: output row i is slab row indices[i], or i if indices is null. */
int instgenie_dequantize(
        int32_t dtype, int32_t slab_dtype, int32_t rows, int32_t heads, int32_t head_dim, const void* slab, const float* scales,
        const int32_t* indices, void* output, int64_t output_stride, void* stream);

#if defined(__GNUC__)
#pragma GCC visibility pop
#endif

#ifdef __cplusplus
}
#endif
#endif
