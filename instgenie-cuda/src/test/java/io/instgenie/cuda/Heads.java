package io.instgenie.cuda;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/**
 * {@code [rows, heads, headDim]} on the host and on the device, strided at random; what lies between rows is NaN.
 *
 * @param flat all of the memory
 * @param view of it, {@code [rows, heads, headDim]}
 * @param scales {@code [rows, heads]} of one-byte types
 * @param scalesAddress their copy on the device, or 0
 */
record Heads(
        HeadRows device, Tensor flat, Tensor view, @Nullable Tensor scales, long scalesAddress) {
    static Heads normal(
            DeviceMemory memory, Draw draw, ElementType type, int rows, int heads, int headDim, double spread) {
        boolean rowsOutside = draw.chance(0.7);
        Heads placed = layOut(draw, type, rows, heads, headDim, rowsOutside);
        if (rows > 0) {
            placed.view.copy_(values(type, rows, heads, headDim, spread));
        }
        Tensor scales = type.isScaled() ? scales(type, rows, heads) : null;
        long scalesAddress = scales == null ? 0 : memory.upload(scales);
        return new Heads(
                at(memory.upload(placed.flat), placed.device), placed.flat, placed.view, scales, scalesAddress);
    }

    /** Heads side by side, as projections and outputs are. */
    static Heads sideBySide(
            DeviceMemory memory, Draw draw, ElementType type, int rows, int heads, int headDim, boolean filled) {
        Heads placed = layOut(draw, type, rows, heads, headDim, true);
        if (filled) {
            placed.view.copy_(values(type, rows, heads, headDim, 1));
        }
        return new Heads(at(memory.upload(placed.flat), placed.device), placed.flat, placed.view, null, 0);
    }

    private static Heads layOut(Draw draw, ElementType type, int rows, int heads, int headDim, boolean rowsOutside) {
        long rowStride = draw.stride(rowsOutside ? (long) heads * headDim : headDim);
        long headStride = rowsOutside ? headDim : rowStride * Math.max(1, rows);
        long elements = rows == 0 ? 0 : (rows - 1) * rowStride + (heads - 1) * headStride + headDim;
        Tensor flat = Torch.untouched(type, elements);
        Tensor view = Torch.strided(flat, new long[] {rows, heads, headDim}, new long[] {rowStride, headStride, 1});
        HeadRows shape = new HeadRows(1 << 20, type, rows, heads, headDim, rowStride, headStride);
        return new Heads(shape, flat, view, null, 0);
    }

    private static HeadRows at(long address, HeadRows shape) {
        return new HeadRows(
                address,
                shape.type(),
                shape.rows(),
                shape.heads(),
                shape.headDim(),
                shape.rowStride(),
                shape.headStride());
    }

    private static Tensor values(ElementType type, long rows, long heads, long headDim, double spread) {
        long[] shape = {rows, heads, headDim};
        switch (type) {
            case INT8:
                return torch.randint(-127, 128, shape).to(ScalarType.Char);
            case FLOAT8_E4M3: {
                Tensor codes = torch.randint(0, 256, shape).to(ScalarType.Byte);
                Tensor magnitude = codes.remainder(new Scalar(128));
                codes.masked_fill_(magnitude.eq(new Scalar(127)), new Scalar(0)); // NaN
                return codes.view(ScalarType.Float8_e4m3fn);
            }
            default:
                return torch.randn(shape).mul_(new Scalar(spread)).to(Torch.scalarType(type));
        }
    }

    private static Tensor scales(ElementType type, long rows, long heads) {
        double largest = type == ElementType.INT8 ? 127 : 448;
        Tensor normal = torch.randn(new long[] {rows, heads}, new TensorOptions(ScalarType.Float));
        return normal.abs().add_(new Scalar(0.5)).div(new Scalar(largest));
    }

    /** What the numbers stand for, {@code [rows, heads, headDim]} in {@code type}. */
    Tensor valuesAs(ScalarType type) {
        Tensor values = scales == null ? view : view.to(ScalarType.Float).mul(scales.unsqueeze(-1));
        return values.to(type);
    }

    /** Reads the device's memory back. */
    void download(DeviceMemory memory) {
        memory.download(device.address(), flat);
    }

    /** Whether memory outside the view is as it was laid out. Destroys the view's content. */
    boolean gapsAreUntouched() {
        Tensor untouched = Torch.untouched(device.type(), 1);
        view.copy_(untouched);
        return flat.view(ScalarType.Byte).eq(new Scalar(255)).all().item_bool();
    }
}
