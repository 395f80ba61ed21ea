package io.instgenie.weights;

import java.util.Arrays;
import java.util.Optional;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** The element types that are read, by the names the safetensors format gives them. */
enum StoredType {
    F32(ScalarType.Float, 4),
    F16(ScalarType.Half, 2),
    BF16(ScalarType.BFloat16, 2),
    I64(ScalarType.Long, 8);

    private final ScalarType scalarType;
    private final int itemSize;

    StoredType(ScalarType scalarType, int itemSize) {
        this.scalarType = scalarType;
        this.itemSize = itemSize;
    }

    /** The type of that name, if it is one of these. */
    static Optional<StoredType> named(String name) {
        return Arrays.stream(values()).filter(type -> type.name().equals(name)).findFirst();
    }

    /** The same type in libtorch. */
    ScalarType scalarType() {
        return scalarType;
    }

    /** Bytes of one element. */
    int itemSize() {
        return itemSize;
    }
}
