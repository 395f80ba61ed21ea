package io.instgenie.cuda;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * {@code [rows, width]} on the host and on the device, strided at random; what lies between rows is NaN.
 *
 * @param flat all of the memory
 * @param view of it, {@code [rows, width]}
 */
record Matrix(Rows device, Tensor flat, Tensor view) {
    static Matrix normal(DeviceMemory memory, Draw draw, ElementType type, int rows, int width) {
        Tensor values = torch.randn(rows, width).to(Torch.scalarType(type));
        return place(memory, type, values, draw.stride(width));
    }

    static Matrix untouched(DeviceMemory memory, Draw draw, ElementType type, int rows, int width) {
        return place(memory, type, Torch.untouched(type, (long) rows * width).view(rows, width), draw.stride(width));
    }

    private static Matrix place(DeviceMemory memory, ElementType type, Tensor values, long stride) {
        long rows = values.size(0);
        long width = values.size(1);
        Tensor flat = Torch.untouched(type, (rows - 1) * stride + width);
        Tensor view = Torch.strided(flat, new long[] {rows, width}, new long[] {stride, 1});
        view.copy_(values);
        return new Matrix(new Rows(memory.upload(flat), type, (int) rows, (int) width, stride), flat, view);
    }

    /** {@code width} of the columns. */
    Rows columns(int from, int width) {
        long address = device.address() + (long) from * device.type().bytes();
        return new Rows(address, device.type(), device.rows(), width, device.stride());
    }

    /** The rows, in double precision, by index. */
    Tensor rowsOf(int[] indices) {
        return Torch.doubles(view).index_select(0, Torch.ints(indices));
    }

    void download(DeviceMemory memory) {
        memory.download(device.address(), flat);
    }

    void requireClose(Tensor expected, String where) {
        ElementType type = device.type();
        Torch.requireClose(view, expected, Torch.tolerance(type), where + " of " + type);
    }
}
