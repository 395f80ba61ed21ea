// Ragged attention against softmax written out in double precision.
#include <sstream>

#include "random_case.h"

namespace proof {
namespace {

/** Keys or values of a segment's memory, [rows, heads, headDim], heads inside rows or rows inside heads. */
struct HeadsBuffer {
    Buffer buffer;
    std::vector<float> scales;  // 8-bit formats: [rows, heads]
    int64_t rowStride;
    int64_t headStride;
    int heads;

    double get(int row, int head, int dim) const {
        const double x = buffer.get(row * rowStride + head * headStride + dim);
        return scales.empty() ? x : x * scales[row * heads + head];
    }
};

HeadsBuffer makeHeads(Random& random, int dtype, int rows, int heads, int headDim, float spread) {
    const bool rowsOutside = random.chance(0.7);
    const int64_t rowStride = rowsOutside ? random.stride(static_cast<int64_t>(heads) * headDim) : random.stride(headDim);
    const int64_t headStride = rowsOutside ? headDim : rowStride * rows;
    HeadsBuffer result{Buffer(dtype, (rows - 1) * rowStride + (heads - 1) * headStride + headDim), {}, rowStride, headStride, heads};
    const bool bytes = elementBytes(dtype) == 1;
    if (bytes) result.scales.resize(static_cast<size_t>(rows) * heads);
    for (int row = 0; row < rows; ++row) {
        for (int head = 0; head < heads; ++head) {
            for (int d = 0; d < headDim; ++d) {
                const int64_t at = row * rowStride + head * headStride + d;
                if (dtype == INSTGENIE_INT8) {
                    result.buffer.store(at, static_cast<int8_t>(random.between(-127, 127)));
                } else if (dtype == INSTGENIE_FP8_E4M3) {
                    const int code = random.between(0, 255);
                    result.buffer.store(at, static_cast<uint8_t>((code & 0x7f) == 0x7f ? 0 : code));  // all but NaN
                } else {
                    result.buffer.set(at, random.normal() * spread);
                }
            }
            if (bytes) {
                const float largest = dtype == INSTGENIE_INT8 ? 127.0f : 448.0f;
                result.scales[row * heads + head] = (0.5f + std::abs(random.normal())) / largest;
            }
        }
    }
    return result;
}

struct Segment {
    HeadsBuffer keys;
    HeadsBuffer values;
    std::vector<int32_t> rows;
    int length;
    int dtype;

    int memoryRow(int i) const { return rows.empty() ? i : rows[i]; }

    instgenie_segment describe() const {
        return {keys.buffer.data(),
                values.buffer.data(),
                keys.scales.empty() ? nullptr : keys.scales.data(),
                values.scales.empty() ? nullptr : values.scales.data(),
                rows.empty() ? nullptr : rows.data(),
                keys.rowStride,
                keys.headStride,
                values.rowStride,
                values.headStride,
                keys.heads,
                length,
                dtype};
    }
};

Segment makeSegment(Random& random, int dtype, int length, int heads, int headDim, bool cached) {
    const bool gathered = cached && length > 0 && random.chance(0.5);
    const int memoryRows = std::max(1, gathered ? length + random.between(0, length) : length);
    static constexpr int kFormats[] = {INSTGENIE_INT8, INSTGENIE_FP8_E4M3};
    const int format = cached && random.chance(0.5) ? random.oneOf(kFormats) : dtype;
    Segment segment{makeHeads(random, format, memoryRows, heads, headDim, 1.0f), makeHeads(random, format, memoryRows, heads, headDim, 1.0f),
                    {}, length, format};
    if (gathered) {
        segment.rows = random.permutation(memoryRows);
        segment.rows.resize(length);
        std::sort(segment.rows.begin(), segment.rows.end());
    }
    return segment;
}

/** The lengths of one job: queries, and keys as [text, masked, cached], any of which may be empty but not all. */
struct JobLengths {
    int queries;
    int keys[3];
};

std::vector<JobLengths> makeLengths(Random& random) {
    const double p = random.chance(0.02) ? 0 : 1;
    if (p == 0) {  // a long one alone: few queries on thousands of keys, or the other way round
        const int longLength = random.between(1024, 4096);
        const int shortLength = random.between(1, 24);
        if (random.chance(0.7)) return {{shortLength, {shortLength, random.between(0, 9), longLength}}};
        return {{longLength, {shortLength, 0, random.between(0, 9)}}};
    }
    std::vector<JobLengths> jobs(random.between(1, 4));
    for (JobLengths& job : jobs) {
        job.queries = random.chance(0.1) ? 0 : random.length(300);
        for (int& keys : job.keys) keys = random.chance(0.2) ? 0 : random.length(600);
        if (job.keys[0] + job.keys[1] + job.keys[2] == 0) job.keys[random.between(0, 2)] = 1;
    }
    return jobs;
}

struct AttentionPlan {
    std::vector<instgenie_attention_tile> tiles;
    std::vector<instgenie_attention_merge> merges;
    instgenie_attention_counts counts;
};

AttentionPlan makePlan(Random& random, int dtype, int heads, int headDim, const std::vector<int32_t>& queryOffsets,
                       const std::vector<int32_t>& segmentOffsets, const std::vector<instgenie_segment>& segments) {
    static constexpr int kMultiprocessors[] = {1, 8, 132};
    const int multiprocessors = random.oneOf(kMultiprocessors);
    const int jobs = static_cast<int>(queryOffsets.size()) - 1;
    AttentionPlan plan;
    const auto make = [&] {
        return instgenie_attention_plan(
                dtype, heads, headDim, jobs, queryOffsets.data(), segmentOffsets.data(), segments.data(), multiprocessors,
                plan.tiles.data(), static_cast<int>(plan.tiles.size()), plan.merges.data(), static_cast<int>(plan.merges.size()),
                &plan.counts);
    };
    const int first = make();
    require(first == INSTGENIE_OK || first == INSTGENIE_BUFFER_TOO_SMALL, std::string("plan: ") + instgenie_error_name(first));
    plan.tiles.resize(plan.counts.tiles);
    plan.merges.resize(plan.counts.merges);
    require(make() == INSTGENIE_OK, "plan with room for all");
    return plan;
}

void compare(const std::vector<JobLengths>& jobs, const std::vector<Segment>& segments, const HeadsBuffer& queries,
             const HeadsBuffer& output, int dtype, int heads, int headDim, float scale) {
    int row = 0;
    for (size_t j = 0; j < jobs.size(); ++j) {
        for (int q = 0; q < jobs[j].queries; ++q, ++row) {
            for (int head = 0; head < heads; ++head) {
                std::vector<double> scores;
                for (size_t s = 3 * j; s < 3 * j + 3; ++s) {
                    for (int i = 0; i < segments[s].length; ++i) {
                        double score = 0;
                        for (int d = 0; d < headDim; ++d) {
                            score += queries.get(row, head, d) * segments[s].keys.get(segments[s].memoryRow(i), head, d);
                        }
                        scores.push_back(score * scale);
                    }
                }
                const double largest = *std::max_element(scores.begin(), scores.end());
                double sum = 0;
                for (double& score : scores) sum += score = std::exp(score - largest);
                std::vector<double> expected(headDim);
                size_t key = 0;
                for (size_t s = 3 * j; s < 3 * j + 3; ++s) {
                    for (int i = 0; i < segments[s].length; ++i, ++key) {
                        for (int d = 0; d < headDim; ++d) {
                            expected[d] += scores[key] / sum * segments[s].values.get(segments[s].memoryRow(i), head, d);
                        }
                    }
                }
                RowError error;
                for (int d = 0; d < headDim; ++d) error.add(output.get(row, head, d), expected[d]);
                std::ostringstream where;
                where << "attention dtype " << dtype << " headDim " << headDim << " job " << j << " query " << q << " head " << head
                      << " keys " << scores.size();
                requireClose(error, dtype, where.str());
            }
        }
    }
}

}  // namespace

void attentionCase(Random& random) {
    const int dtype = random.dtype();
    const int headDim = random.headDim();
    const std::vector<JobLengths> jobs = makeLengths(random);
    const int heads = jobs.size() == 1 ? 1 : random.between(1, 3);

    std::vector<Segment> segments;
    std::vector<int32_t> queryOffsets{0};
    std::vector<int32_t> segmentOffsets{0};
    for (const JobLengths& job : jobs) {
        queryOffsets.push_back(queryOffsets.back() + job.queries);
        segmentOffsets.push_back(segmentOffsets.back() + 3);
        for (int i = 0; i < 3; ++i) segments.push_back(makeSegment(random, dtype, job.keys[i], heads, headDim, i == 2));
    }
    std::vector<instgenie_segment> described;
    for (const Segment& segment : segments) described.push_back(segment.describe());

    const int rows = std::max(1, queryOffsets.back());
    const HeadsBuffer queries = makeHeads(random, dtype, rows, heads, headDim, random.chance(0.3) ? 3.0f : 1.0f);
    const int64_t outputStride = random.stride(static_cast<int64_t>(heads) * headDim);
    const HeadsBuffer output{Buffer(dtype, (rows - 1) * outputStride + static_cast<int64_t>(heads) * headDim), {}, outputStride, headDim, heads};
    const AttentionPlan plan = makePlan(random, dtype, heads, headDim, queryOffsets, segmentOffsets, described);
    const Buffer workspace(INSTGENIE_F32, plan.counts.partial_rows * heads * (headDim + 1));

    instgenie_attention_args args = {};
    args.queries = queries.buffer.data();
    args.output = output.buffer.data();
    args.query_row_stride = queries.rowStride;
    args.query_head_stride = queries.headStride;
    args.output_row_stride = output.rowStride;
    args.output_head_stride = output.headStride;
    args.segments = described.data();
    args.tiles = plan.tiles.data();
    args.merges = plan.merges.data();
    args.counts = plan.counts;
    args.workspace = static_cast<float*>(workspace.data());
    args.scale = 1.0f / std::sqrt(static_cast<float>(headDim));
    args.dtype = dtype;
    args.heads = heads;
    args.head_dim = headDim;
    const int status = instgenie_attention(&args, nullptr);
    require(status == INSTGENIE_OK, std::string("attention: ") + instgenie_error_name(status));

    compare(jobs, segments, queries, output, dtype, heads, headDim, args.scale);
    const int64_t width = static_cast<int64_t>(heads) * headDim;
    for (int row = 0; row + 1 < rows; ++row) {
        for (int64_t i = row * outputStride + width; i < (row + 1) * outputStride; ++i) {
            require(output.buffer.untouched(i), "attention wrote between rows");
        }
    }
}

}  // namespace proof
