package io.instgenie.weights;

import io.instgenie.tensor.Tensors;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Published weights in another guise, for tests. Calls belong inside a {@link io.instgenie.tensor.TensorScope}. */
public final class SafetensorsWriter {
    private static final Map<ScalarType, String> TYPES = Map.of(
            ScalarType.Float, "F32", ScalarType.Half, "F16", ScalarType.BFloat16, "BF16", ScalarType.Long, "I64");

    private SafetensorsWriter() {}

    /** All tensors of a file by name, copied, in a map to change. */
    public static Map<String, Tensor> read(Path file) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        try (SafetensorsFile source = SafetensorsFile.open(file)) {
            source.names().forEach(name -> tensors.put(name, source.get(name).clone()));
        }
        return tensors;
    }

    /** Writes the weights of a network to {@code folder}, and gives the folder back. */
    public static Path write(Path folder, Map<String, Tensor> tensors) {
        List<String> entries = new ArrayList<>();
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        tensors.forEach((name, tensor) -> {
            int begin = data.size();
            data.writeBytes(bytes(tensor));
            String type = Objects.requireNonNull(TYPES.get(tensor.scalar_type().intern()));
            entries.add("\"%s\":{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":[%d,%d]}"
                    .formatted(name, type, List.of(boxed(tensor)), begin, data.size()));
        });
        String header = "{" + String.join(",", entries) + "}";
        SafetensorsBytes.write(folder.resolve("model.safetensors"), SafetensorsBytes.of(header, data.toByteArray()));
        return folder;
    }

    private static Long[] boxed(Tensor tensor) {
        return Arrays.stream(Tensors.shape(tensor)).boxed().toArray(Long[]::new);
    }

    private static byte[] bytes(Tensor tensor) {
        Tensor stored = tensor.contiguous().view(-1).view(ScalarType.Byte); // [bytes]
        byte[] bytes = new byte[Math.toIntExact(stored.numel())];
        stored.data_ptr_byte().get(bytes);
        return bytes;
    }
}
