#include "checks.h"

#include <algorithm>
#include <vector>

#include "attention_kernels.h"

namespace instgenie {
namespace {

/** As many thread blocks as each multiprocessor runs at a time. */
constexpr int kBlocksPerMultiprocessor = 2;
/** A split of fewer key tiles than this does not pay for its merge. */
constexpr int kLeastTilesPerSplit = 4;
constexpr int kMostSplits = 32;
/** What a merge takes in the time of a key tile: on the whole, and for each part that it reads. Measured on an H200. */
constexpr int kMergeTiles = 2;
constexpr int kMergeTilesPerSplit = 1;

int checkSegment(const instgenie_segment& segment, int dtype, int headDim) {
    if (segment.length < 0) return INSTGENIE_BAD_LENGTH;
    if (segment.length == 0) return INSTGENIE_OK;
    if (segment.dtype != dtype && !isByteDtype(segment.dtype)) return INSTGENIE_BAD_DTYPE;
    if (isByteDtype(segment.dtype)) {
        if (segment.key_scales == nullptr || segment.value_scales == nullptr) return INSTGENIE_NULL_POINTER;
        if (segment.scale_row_stride <= 0) return INSTGENIE_BAD_STRIDE;
    }
    return firstFailure(
            checkHeads(segment.keys, segment.key_row_stride, segment.key_head_stride, headDim, segment.dtype),
            checkHeads(segment.values, segment.value_row_stride, segment.value_head_stride, headDim, segment.dtype));
}

int checkOffsets(const int32_t* offsets, int jobs) {
    if (offsets == nullptr) return INSTGENIE_NULL_POINTER;
    if (offsets[0] < 0) return INSTGENIE_BAD_LENGTH;
    for (int j = 0; j < jobs; ++j) {
        if (offsets[j + 1] < offsets[j]) return INSTGENIE_BAD_LENGTH;
    }
    return INSTGENIE_OK;
}

/**
 * Into how many parts to split keys, so that few thread blocks fill the device and the last of many leave little of it idle: blocks run in
 * waves of `atOnce`, each as long as its part of the `keyTiles`.
 */
int splitsFor(int64_t blocks, int64_t atOnce, int keyTiles) {
    int best = 1;
    int64_t leastTime = INT64_MAX;
    for (int splits = 1; splits <= std::clamp(keyTiles / kLeastTilesPerSplit, 1, kMostSplits); ++splits) {
        const int64_t waves = (blocks * splits + atOnce - 1) / atOnce;
        const int64_t merge = splits == 1 ? 0 : kMergeTiles + kMergeTilesPerSplit * splits;
        const int64_t time = waves * ceilDiv(keyTiles, splits) + merge;
        if (time < leastTime) {
            leastTime = time;
            best = splits;
        }
    }
    return best;
}

struct Plan {
    std::vector<instgenie_attention_tile> tiles;
    std::vector<instgenie_attention_merge> merges;
    int64_t partialRows = 0;

    /** One tile of queries, its keys in up to `splits` parts of nearly equal length. */
    void add(instgenie_attention_tile tile, int splits) {
        const int keyTiles = tile.key_tile_end;
        if (splits > 1) {
            merges.push_back({tile.query_begin, tile.query_count, static_cast<int32_t>(partialRows), splits});
        }
        for (int s = 0; s < splits; ++s) {
            tile.key_tile_begin = static_cast<int32_t>(static_cast<int64_t>(keyTiles) * s / splits);
            tile.key_tile_end = static_cast<int32_t>(static_cast<int64_t>(keyTiles) * (s + 1) / splits);
            tile.partial_begin = splits > 1 ? static_cast<int32_t>(partialRows) : -1;
            if (splits > 1) partialRows += tile.query_count;
            tiles.push_back(tile);
        }
    }
};

}  // namespace
}  // namespace instgenie

using namespace instgenie;

int instgenie_attention_plan(
        int32_t dtype, int32_t heads, int32_t head_dim, int32_t jobs, const int32_t* query_offsets, const int32_t* segment_offsets,
        const instgenie_segment* segments, int32_t multiprocessors, instgenie_attention_tile* tiles, int32_t tile_capacity,
        instgenie_attention_merge* merges, int32_t merge_capacity, instgenie_attention_counts* counts) {
    if (counts == nullptr) return INSTGENIE_NULL_POINTER;
    *counts = {0, 0, 0};
    if (!isComputeDtype(dtype)) return INSTGENIE_BAD_DTYPE;
    if (!isHeadSize(head_dim)) return INSTGENIE_BAD_HEAD_SIZE;
    if (heads <= 0 || jobs < 0 || multiprocessors <= 0 || tile_capacity < 0 || merge_capacity < 0) return INSTGENIE_BAD_LENGTH;
    const int offsetStatus = firstFailure(checkOffsets(query_offsets, jobs), checkOffsets(segment_offsets, jobs));
    if (offsetStatus != INSTGENIE_OK) return offsetStatus;
    if (segments == nullptr && segment_offsets[jobs] > 0) return INSTGENIE_NULL_POINTER;

    const TileSizes sizes = tileSizes(dtype, head_dim);
    std::vector<int> keyTiles(jobs);
    int64_t blocks = 0;
    for (int j = 0; j < jobs; ++j) {
        int64_t tilesOfJob = 0;
        for (int s = segment_offsets[j]; s < segment_offsets[j + 1]; ++s) {
            const int status = checkSegment(segments[s], dtype, head_dim);
            if (status != INSTGENIE_OK) return status;
            tilesOfJob += ceilDiv(segments[s].length, sizes.keys);
        }
        if (tilesOfJob > INT32_MAX) return INSTGENIE_BAD_LENGTH;
        keyTiles[j] = static_cast<int>(tilesOfJob);
        const int queries = query_offsets[j + 1] - query_offsets[j];
        if (queries > 0 && keyTiles[j] == 0) return INSTGENIE_NO_KEYS;
        blocks += static_cast<int64_t>(ceilDiv(queries, sizes.queries)) * heads;
    }

    Plan plan;
    const int64_t atOnce = static_cast<int64_t>(multiprocessors) * kBlocksPerMultiprocessor;
    const int wanted = blocks == 0 ? 1 : splitsFor(blocks, atOnce, *std::max_element(keyTiles.begin(), keyTiles.end()));
    for (int j = 0; j < jobs; ++j) {
        const int splits = std::clamp(keyTiles[j] / kLeastTilesPerSplit, 1, wanted);
        for (int begin = query_offsets[j]; begin < query_offsets[j + 1]; begin += sizes.queries) {
            const int count = std::min(sizes.queries, query_offsets[j + 1] - begin);
            plan.add({begin, count, segment_offsets[j], 0, keyTiles[j], -1}, splits);
        }
    }
    if (plan.partialRows > INT32_MAX || plan.tiles.size() > INT32_MAX) return INSTGENIE_BAD_LENGTH;
    // The longest tiles start first, so that none is left alone at the end. Tiles of one job stay together and share the L2 cache.
    std::stable_sort(plan.tiles.begin(), plan.tiles.end(), [](const auto& a, const auto& b) {
        return a.key_tile_end - a.key_tile_begin > b.key_tile_end - b.key_tile_begin;
    });

    *counts = {static_cast<int32_t>(plan.tiles.size()), static_cast<int32_t>(plan.merges.size()), plan.partialRows};
    if (counts->tiles > tile_capacity || counts->merges > merge_capacity) return INSTGENIE_BUFFER_TOO_SMALL;
    if ((counts->tiles > 0 && tiles == nullptr) || (counts->merges > 0 && merges == nullptr)) return INSTGENIE_NULL_POINTER;
    std::copy(plan.tiles.begin(), plan.tiles.end(), tiles);
    std::copy(plan.merges.begin(), plan.merges.end(), merges);
    return INSTGENIE_OK;
}
