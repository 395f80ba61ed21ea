// Tiles of keys and values on their way from segments to shared memory.
#pragma once

#include <instgenie/numeric.cuh>
#include <instgenie/ptx.cuh>

namespace instgenie {

/** A walk over the key tiles of a job. Tiles never straddle two segments, so each has one format; the last of a segment is ragged. */
template <int kTileKeys>
class KeyTileCursor {
public:
    __device__ KeyTileCursor(const instgenie_segment* segments, const instgenie_attention_tile& tile)
            : segment_(segments + tile.segment_begin), remaining_(tile.key_tile_end - tile.key_tile_begin) {
        int skip = tile.key_tile_begin;
        for (int here = ceilDiv(segment_->length, kTileKeys); skip >= here; here = ceilDiv(segment_->length, kTileKeys)) {
            skip -= here;
            ++segment_;
        }
        row_ = skip * kTileKeys;
        length_ = segment_->length;
    }

    __device__ bool atEnd() const { return remaining_ == 0; }
    __device__ const instgenie_segment& segment() const { return *segment_; }
    __device__ int row() const { return row_; }
    __device__ int dtype() const { return segment_->dtype; }
    __device__ int keys() const {
        const int rest = length_ - row_;
        return rest < kTileKeys ? rest : kTileKeys;
    }

    __device__ void advance() {
        --remaining_;
        row_ += kTileKeys;
        while (remaining_ > 0 && row_ >= length_) {  // more than once over empty segments
            ++segment_;
            row_ = 0;
            length_ = segment_->length;
        }
    }

private:
    const instgenie_segment* segment_;
    int row_;
    int remaining_;
    int length_;
};

/**
 * A ring of slots in shared memory through which key and value tiles pass in turn: keys of tile 0, values of tile 0, keys of tile 1, ...
 * While one slot is computed on, the others fill. All threads of the block call every method together.
 *
 * A tile of an 8-bit format lands as bytes at the front of its slot; each thread takes the chunks it copied itself into registers,
 * and once all have done so, writes them back as T.
 */
template <typename T, int kHeadDim, int kTileKeys, int kThreads, int kStages>
class KeyValueRing {
public:
    /** Tensor cores take the head's elements by sixteen; the rest is zero. */
    static constexpr int kPaddedDim = ceilDiv(kHeadDim, 16) * 16;
    /** Sixteen more bytes a row: eight rows then start in different banks. */
    static constexpr int kRowElements = kPaddedDim + 16 / static_cast<int>(sizeof(T));
    static constexpr int kSlotElements = kTileKeys * kRowElements;
    static constexpr size_t kSharedBytes = kStages * (kSlotElements * sizeof(T) + kTileKeys * sizeof(float));

    __device__ KeyValueRing(unsigned char* shared, const instgenie_segment* segments, const instgenie_attention_tile& tile, int head)
            : slots_(reinterpret_cast<T*>(shared)),
              scales_(reinterpret_cast<float*>(slots_ + kStages * kSlotElements)),
              head_(head),
              loading_(segments, tile),
              computing_(segments, tile) {}

    /** Starts the first loads. They join whatever copies the caller has started and not committed. */
    __device__ void start() {
#pragma unroll
        for (int i = 0; i < kStages - 1; ++i) loadNext();
    }

    /** The number of keys in the tile whose keys acquire() gives next. */
    __device__ int keys() const { return computing_.keys(); }

    /** Waits for the next tile and returns it, [kTileKeys, kRowElements]; it stays until the next call. Rows past keys() are zero. */
    __device__ const T* acquire() {
        T* slot = slots_ + computeSlot_ * kSlotElements;
        const float* scales = scales_ + computeSlot_ * kTileKeys;
        computeSlot_ = computeSlot_ + 1 == kStages ? 0 : computeSlot_ + 1;
        const int dtype = computing_.dtype();
        if (computingValues_) computing_.advance();
        computingValues_ = !computingValues_;

        waitForCopies<kStages - 2>();
        if (isByteDtype(dtype)) {
            expand(slot, scales, dtype);
        } else {
            __syncthreads();
            loadNext();
        }
        return slot;
    }

private:
    static constexpr int kRowChunks = kPaddedDim / kChunk;
    /** Each thread copies the same chunk of every kRowsAtOnce-th row; where a row's chunks don't divide the threads, the last few have none. */
    static constexpr int kRowsAtOnce = kThreads / kRowChunks;
    static constexpr int kThreadChunks = ceilDiv(kTileKeys, kRowsAtOnce);

    __device__ static int firstKey() { return threadIdx.x / kRowChunks; }
    __device__ static int element() { return threadIdx.x % kRowChunks * kChunk; }
    /** Whether this thread copies the i-th of its chunks. */
    __device__ static bool copies(int i) {
        constexpr bool kAllThreads = kThreads % kRowChunks == 0;
        constexpr bool kAllRows = kTileKeys % kRowsAtOnce == 0;
        return (kAllThreads || firstKey() < kRowsAtOnce) && (kAllRows || firstKey() + i * kRowsAtOnce < kTileKeys);
    }

    /** Fills the slot that was computed on last: the caller has passed a barrier since. */
    __device__ void loadNext() {
        if (!loading_.atEnd()) {
            load();
            loadSlot_ = loadSlot_ + 1 == kStages ? 0 : loadSlot_ + 1;
            if (loadingValues_) loading_.advance();
            loadingValues_ = !loadingValues_;
        }
        commitCopies();  // even an empty group: the count of groups is what acquire() waits by
    }

    __device__ void load() {
        const instgenie_segment& segment = loading_.segment();
        const bool bytes = isByteDtype(loading_.dtype());
        const int size = bytes ? 1 : static_cast<int>(sizeof(T));
        const int64_t rowBytes = size * (loadingValues_ ? segment.value_row_stride : segment.key_row_stride);
        const int64_t headStart = head_ * (loadingValues_ ? segment.value_head_stride : segment.key_head_stride);
        const auto* base = static_cast<const unsigned char*>(loadingValues_ ? segment.values : segment.keys);
        const int32_t* rows = segment.rows;
        const int firstRow = loading_.row();
        const int keys = loading_.keys();
        T* slot = slots_ + loadSlot_ * kSlotElements;
        const unsigned char* start = base + size * (headStart + element());
        const unsigned char* inOrder = start + (firstRow + firstKey()) * rowBytes;
#pragma unroll
        for (int i = 0; i < kThreadChunks; ++i, inOrder += kRowsAtOnce * rowBytes) {
            if (!copies(i)) break;
            const int key = firstKey() + i * kRowsAtOnce;
            const bool valid = key < keys && (kHeadDim == kPaddedDim || element() < kHeadDim);
            const unsigned char* source = base;  // what is not valid is not read, but has to be an address
            if (valid) source = rows == nullptr ? inOrder : start + rows[firstRow + key] * rowBytes;
            if (bytes) {
                copyAsync<8>(rawChunk(slot, key), source, valid);
            } else {
                T* target = slot + key * kRowElements + element();
                copyAsync<16>(target, source, valid);
                if constexpr (sizeof(T) == 4) copyAsync<16>(target + 4, source + (valid ? 16 : 0), valid);
            }
        }
        if (bytes && threadIdx.x < kTileKeys) {
            const float* scales = loadingValues_ ? segment.value_scales : segment.key_scales;
            const int key = threadIdx.x;
            const bool valid = key < keys;
            const int64_t offset = valid ? sourceRow(rows, firstRow + key) * segment.scale_row_stride + head_ : 0;
            copyAsync<4>(scales_ + loadSlot_ * kTileKeys + key, scales + offset, valid);
        }
    }

    __device__ static int64_t sourceRow(const int32_t* rows, int row) { return rows == nullptr ? row : rows[row]; }

    /** Where this thread's bytes of a row land. */
    __device__ static uint8_t* rawChunk(T* slot, int key) { return reinterpret_cast<uint8_t*>(slot) + key * kPaddedDim + element(); }

    __device__ void expand(T* slot, const float* scales, int dtype) {
        Codes raw[kThreadChunks];
#pragma unroll
        for (int i = 0; i < kThreadChunks; ++i) {
            if (copies(i)) raw[i] = *reinterpret_cast<const Codes*>(rawChunk(slot, firstKey() + i * kRowsAtOnce));
        }
        __syncthreads();
        loadNext();
#pragma unroll
        for (int i = 0; i < kThreadChunks; ++i) {
            if (!copies(i)) break;
            const int key = firstKey() + i * kRowsAtOnce;
            const float scale = scales[key];
            chunkAt(slot + key * kRowElements + element()) = dtype == INSTGENIE_INT8
                    ? decoded<INSTGENIE_INT8>(raw[i], scale)
                    : decoded<INSTGENIE_FP8_E4M3>(raw[i], scale);
        }
        __syncthreads();
    }

    /** A chunk of bytes. */
    struct alignas(8) Codes {
        uint32_t low;
        uint32_t high;
    };

    template <int kDtype>
    __device__ static Chunk<T> decoded(const Codes& codes, float scale) {
        return {{fromFloat<T>(decodeByteOf<0>(kDtype, codes.low) * scale), fromFloat<T>(decodeByteOf<1>(kDtype, codes.low) * scale),
                 fromFloat<T>(decodeByteOf<2>(kDtype, codes.low) * scale), fromFloat<T>(decodeByteOf<3>(kDtype, codes.low) * scale),
                 fromFloat<T>(decodeByteOf<0>(kDtype, codes.high) * scale), fromFloat<T>(decodeByteOf<1>(kDtype, codes.high) * scale),
                 fromFloat<T>(decodeByteOf<2>(kDtype, codes.high) * scale), fromFloat<T>(decodeByteOf<3>(kDtype, codes.high) * scale)}};
    }

    T* slots_;
    float* scales_;
    int head_;
    KeyTileCursor<kTileKeys> loading_;
    KeyTileCursor<kTileKeys> computing_;
    int loadSlot_ = 0;
    int computeSlot_ = 0;
    bool loadingValues_ = false;
    bool computingValues_ = false;
};

/** Copies kTileQueries rows of queries to shared memory, [kTileQueries, kRowElements], zeros past `count`; does not commit. */
template <typename T, int kHeadDim, int kTileQueries, int kRowElements, int kThreads>
__device__ void loadQueriesAsync(T* shared, const T* queries, int64_t rowStride, int count) {
    constexpr int kRowChunks = ceilDiv(kHeadDim, 16) * 16 / kChunk;
    for (int chunk = threadIdx.x; chunk < kTileQueries * kRowChunks; chunk += kThreads) {
        const int row = chunk / kRowChunks;
        const int element = chunk % kRowChunks * kChunk;
        const bool valid = row < count && element < kHeadDim;
        const T* source = queries + (valid ? row * rowStride + element : 0);
        T* target = shared + row * kRowElements + element;
        copyAsync<16>(target, source, valid);
        if constexpr (sizeof(T) == 4) copyAsync<16>(target + 4, source + (valid ? 4 : 0), valid);
    }
}

}  // namespace instgenie
