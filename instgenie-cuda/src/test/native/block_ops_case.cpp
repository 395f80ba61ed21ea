// adaLN, gates, RMS norm with rotary embedding, moved rows and cache slabs, each against its definition in double precision.
#include "random_case.h"

namespace proof {
namespace {

struct Rows {
    Buffer buffer;
    int64_t stride;
    double get(int64_t row, int64_t column) const { return buffer.get(row * stride + column); }
};

Rows normalRows(Random& random, int dtype, int rows, int64_t width) {
    const int64_t stride = random.stride(width);
    return {random.normals(dtype, (rows - 1) * stride + width), stride};
}

Rows emptyRows(Random& random, int dtype, int rows, int64_t width) {
    const int64_t stride = random.stride(width);
    return {Buffer(dtype, (rows - 1) * stride + width), stride};
}

void requireOk(int status, const char* what) { require(status == INSTGENIE_OK, std::string(what) + ": " + instgenie_error_name(status)); }

}  // namespace

void layerNormModulateCase(Random& random) {
    const int dtype = random.dtype();
    const int rows = random.between(1, 12);
    const int jobs = random.between(1, 4);
    const int dim = 8 * (random.chance(0.9) ? random.between(1, 200) : random.between(200, 1535));
    const Rows input = normalRows(random, dtype, rows, dim);
    const Rows modulation = normalRows(random, dtype, jobs, 2 * dim);  // shift and scale side by side, as the model makes them
    const Rows output = emptyRows(random, dtype, rows, dim);
    const std::vector<int32_t> rowJobs = random.indices(rows, jobs);
    const char* scale = static_cast<const char*>(modulation.buffer.data()) + static_cast<int64_t>(dim) * elementBytes(dtype);
    constexpr float kEps = 1e-6f;
    requireOk(instgenie_layer_norm_modulate(
                      dtype, rows, dim, input.buffer.data(), input.stride, rowJobs.data(), modulation.buffer.data(), scale,
                      modulation.stride, kEps, output.buffer.data(), output.stride, nullptr),
              "layer norm");
    for (int row = 0; row < rows; ++row) {
        double mean = 0;
        double variance = 0;
        for (int d = 0; d < dim; ++d) mean += input.get(row, d) / dim;
        for (int d = 0; d < dim; ++d) variance += (input.get(row, d) - mean) * (input.get(row, d) - mean) / dim;
        RowError error;
        for (int d = 0; d < dim; ++d) {
            const double normed = (input.get(row, d) - mean) / std::sqrt(variance + kEps);
            error.add(output.get(row, d), normed * (1 + modulation.get(rowJobs[row], dim + d)) + modulation.get(rowJobs[row], d));
        }
        requireClose(error, dtype, "layer norm dim " + std::to_string(dim) + " row " + std::to_string(row));
    }
}

void gateResidualCase(Random& random) {
    const int dtype = random.dtype();
    const int rows = random.between(1, 12);
    const int jobs = random.between(1, 4);
    const int dim = 8 * random.between(1, 400);
    const Rows residual = normalRows(random, dtype, rows, dim);
    const Rows input = normalRows(random, dtype, rows, dim);
    const Rows gate = normalRows(random, dtype, jobs, dim);
    const std::vector<int32_t> rowJobs = random.indices(rows, jobs);
    std::vector<RowError> errors(rows);
    std::vector<std::vector<double>> expected(rows, std::vector<double>(dim));
    for (int row = 0; row < rows; ++row) {
        for (int d = 0; d < dim; ++d) expected[row][d] = residual.get(row, d) + gate.get(rowJobs[row], d) * input.get(row, d);
    }
    const bool inPlace = random.chance(0.5);
    const Rows separate = emptyRows(random, dtype, rows, dim);
    const Rows& output = inPlace ? residual : separate;
    requireOk(instgenie_gate_residual(
                      dtype, rows, dim, residual.buffer.data(), residual.stride, rowJobs.data(), gate.buffer.data(), gate.stride,
                      input.buffer.data(), input.stride, output.buffer.data(), output.stride, nullptr),
              "gate");
    for (int row = 0; row < rows; ++row) {
        for (int d = 0; d < dim; ++d) errors[row].add(output.get(row, d), expected[row][d]);
        requireClose(errors[row], dtype, "gate row " + std::to_string(row));
    }
}

void qkNormRopeCase(Random& random) {
    const int dtype = random.dtype();
    const int headDim = random.headDim();
    const int heads = random.between(1, 4);
    const int rows = random.between(1, 20);
    const int positionCount = random.between(1, 50);
    const int outputRows = rows + random.between(0, 10);
    const int64_t width = static_cast<int64_t>(heads) * headDim;
    const Rows inputs[3] = {normalRows(random, dtype, rows, width), normalRows(random, dtype, rows, width), normalRows(random, dtype, rows, width)};
    const Rows outputs[3] = {emptyRows(random, dtype, outputRows, width), emptyRows(random, dtype, outputRows, width),
                             emptyRows(random, dtype, outputRows, width)};
    const Buffer weights[2] = {random.normals(dtype, headDim), random.normals(dtype, headDim)};
    const bool rotary = random.chance(0.8);
    const bool norm = random.chance(0.8);
    const bool wantsQueries = random.chance(0.8);
    const bool packed = random.chance(0.5);
    const int pairStride = random.between(1, 2);
    const int64_t angleStride = static_cast<int64_t>(headDim) / 2 * pairStride;
    Buffer cosine(INSTGENIE_F32, positionCount * angleStride);
    Buffer sine(INSTGENIE_F32, positionCount * angleStride);
    for (int64_t i = 0; i < cosine.elements(); ++i) {
        const float angle = 3 * random.normal();
        cosine.set(i, std::cos(angle));
        sine.set(i, std::sin(angle));
    }
    const std::vector<int32_t> positions = random.indices(rows, positionCount);
    std::vector<int32_t> destinations = random.permutation(outputRows);
    constexpr float kEps = 1e-6f;

    instgenie_qk_norm_rope_args args = {};
    args.queries = wantsQueries ? inputs[0].buffer.data() : nullptr;
    args.keys = inputs[1].buffer.data();
    args.values = inputs[2].buffer.data();
    args.query_stride = inputs[0].stride;
    args.key_stride = inputs[1].stride;
    args.value_stride = inputs[2].stride;
    args.queries_out = outputs[0].buffer.data();
    args.keys_out = outputs[1].buffer.data();
    args.values_out = outputs[2].buffer.data();
    args.query_out_stride = outputs[0].stride;
    args.key_out_stride = outputs[1].stride;
    args.value_out_stride = outputs[2].stride;
    args.destinations = packed ? destinations.data() : nullptr;
    args.query_weight = norm ? weights[0].data() : nullptr;
    args.key_weight = norm ? weights[1].data() : nullptr;
    args.cosine = rotary ? static_cast<const float*>(cosine.data()) : nullptr;
    args.sine = rotary ? static_cast<const float*>(sine.data()) : nullptr;
    args.angle_row_stride = angleStride;
    args.angle_pair_stride = pairStride;
    args.positions = positions.data();
    args.eps = kEps;
    args.dtype = dtype;
    args.rows = rows;
    args.heads = heads;
    args.head_dim = headDim;
    requireOk(instgenie_qk_norm_rope(&args, nullptr), "norm and rope");

    for (int part = wantsQueries ? 0 : 1; part < 3; ++part) {
        for (int row = 0; row < rows; ++row) {
            const int target = packed ? destinations[row] : row;
            for (int head = 0; head < heads; ++head) {
                std::vector<double> x(headDim);
                double squares = 0;
                for (int d = 0; d < headDim; ++d) {
                    x[d] = inputs[part].get(row, head * headDim + d);
                    squares += x[d] * x[d];
                }
                for (int d = 0; d < headDim && part < 2 && norm; ++d) x[d] *= weights[part].get(d) / std::sqrt(squares / headDim + kEps);
                RowError error;
                for (int d = 0; d < headDim; d += 2) {
                    const int64_t at = positions[row] * angleStride + d / 2 * pairStride;
                    const double c = part < 2 && rotary ? cosine.get(at) : 1;
                    const double s = part < 2 && rotary ? sine.get(at) : 0;
                    error.add(outputs[part].get(target, head * headDim + d), x[d] * c - x[d + 1] * s);
                    error.add(outputs[part].get(target, head * headDim + d + 1), x[d + 1] * c + x[d] * s);
                }
                requireClose(error, dtype, "norm and rope part " + std::to_string(part) + " headDim " + std::to_string(headDim));
            }
        }
    }
    for (int row = rows; row < outputRows; ++row) {
        const int target = packed ? destinations[row] : row;
        require(outputs[1].buffer.untouched(target * outputs[1].stride), "packing wrote a row it was not given");
    }
}

void moveRowsCase(Random& random) {
    static constexpr int kUnits[] = {1, 4, 16};
    const int unit = random.oneOf(kUnits);
    const int rowBytes = unit * random.between(1, 300);
    const int rows = random.between(1, 30);
    const int otherRows = rows + random.between(0, 20);
    const int64_t stride = rowBytes + unit * random.between(0, 3);
    Buffer many(INSTGENIE_INT8, otherRows * stride);
    Buffer few(INSTGENIE_INT8, rows * stride);
    std::vector<int32_t> indices = random.permutation(otherRows);
    indices.resize(rows);
    const bool scatter = random.chance(0.5);
    Buffer& source = scatter ? few : many;
    for (int64_t i = 0; i < source.elements(); ++i) source.store(i, static_cast<int8_t>(random.between(-128, 126)));
    const auto move = scatter ? instgenie_scatter_rows : instgenie_gather_rows;
    requireOk(move(rows, rowBytes, source.data(), stride, indices.data(), scatter ? many.data() : few.data(), stride, nullptr), "move");
    for (int row = 0; row < rows; ++row) {
        for (int i = 0; i < stride; ++i) {
            const int8_t there = many.load<int8_t>(indices[row] * stride + i);
            const int8_t here = few.load<int8_t>(row * stride + i);
            if (i < rowBytes) require(there == here, "a byte was lost on the move");
            else require((scatter ? many : few).untouched((scatter ? indices[row] : row) * stride + i), "wrote between rows");
        }
    }
}

void slabCase(Random& random) {
    static constexpr int kFormats[] = {INSTGENIE_BF16, INSTGENIE_INT8, INSTGENIE_FP8_E4M3};
    // Half a step of the code, as a share of the largest number; bfloat16 keeps 8 bits, E4M3 4.
    static constexpr double kSteps[] = {1.0 / 256, 0.5 / 127, 1.0 / 16};
    const int dtype = random.dtype();
    const int formatIndex = random.between(0, 2);
    const int format = kFormats[formatIndex];
    const int headDim = random.headDim();
    const int heads = random.between(1, 4);
    const int rows = random.between(1, 20);
    const int inputRows = rows + random.between(0, 10);
    const int64_t width = static_cast<int64_t>(heads) * headDim;
    Rows input = normalRows(random, dtype, inputRows, width);
    if (random.chance(0.2)) {
        for (int64_t i = 0; i < headDim; ++i) input.buffer.set(i, 0.0f);  // a head of zeros has no scale
    }
    const bool gathered = random.chance(0.5);
    const std::vector<int32_t> indices = random.indices(rows, inputRows);
    const Buffer slab(format, rows * width);
    const Buffer scales(INSTGENIE_F32, static_cast<int64_t>(rows) * heads);
    requireOk(instgenie_quantize(
                      dtype, format, rows, heads, headDim, input.buffer.data(), input.stride, gathered ? indices.data() : nullptr,
                      slab.data(), static_cast<float*>(scales.data()), nullptr),
              "quantize");
    const Rows output = emptyRows(random, dtype, rows, width);
    const std::vector<int32_t> back = random.indices(rows, rows);
    requireOk(instgenie_dequantize(
                      dtype, format, rows, heads, headDim, slab.data(), static_cast<const float*>(scales.data()), back.data(),
                      output.buffer.data(), output.stride, nullptr),
              "dequantize");
    for (int row = 0; row < rows; ++row) {
        for (int head = 0; head < heads; ++head) {
            RowError quantized;
            RowError restored;
            for (int d = 0; d < headDim; ++d) {
                const int64_t column = head * headDim + d;
                const double scale = format == INSTGENIE_BF16 ? 1.0 : scales.get(row * heads + head);
                quantized.add(slab.get(row * width + column) * scale, input.get(gathered ? indices[row] : row, column));
                const double backScale = format == INSTGENIE_BF16 ? 1.0 : scales.get(back[row] * heads + head);
                restored.add(output.get(row, column), slab.get(back[row] * width + column) * backScale);
            }
            require(quantized.relative() <= kSteps[formatIndex] * 1.001, "a slab is off by " + std::to_string(quantized.relative()));
            requireClose(restored, dtype, "dequantize");
        }
    }
}

}  // namespace proof
