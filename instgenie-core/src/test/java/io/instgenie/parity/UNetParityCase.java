package io.instgenie.parity;

import com.fasterxml.jackson.core.JsonToken;
import io.instgenie.weights.SafetensorsFile;
import io.instgenie.weights.StrictJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One edit of a UNet as Diffusers computed it, every intermediate tensor kept. */
public enum UNetParityCase {
    SD15_INPAINT("sd15-inpaint"),
    SD21_BLEND("sd21-blend"),
    SD21_INPAINT("sd21-inpaint"),
    SDXL_BLEND("sdxl-blend"),
    SDXL_INPAINT("sdxl-inpaint");

    private final String folder;
    private final Map<String, String> call = new HashMap<>();

    UNetParityCase(String folder) {
        this.folder = folder;
        Path file = path("case.json");
        try {
            StrictJson.readObject(Files.readAllBytes(file), file, (name, parser) -> {
                if (parser.currentToken() == JsonToken.START_ARRAY) {
                    parser.skipChildren();
                } else {
                    call.put(name, parser.getText());
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A file of this case. */
    public Path path(String name) {
        try {
            return Path.of(Objects.requireNonNull(
                                    UNetParityCase.class.getResource("/parity/" + folder + "/case.json"), folder)
                            .toURI())
                    .resolveSibling(name);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** An argument of the pipeline's call as {@code case.json} spells it; null if it has none of that name. */
    public @Nullable String argument(String name) {
        return call.get(name);
    }

    /** A number among the arguments. */
    public double number(String name) {
        return Double.parseDouble(Objects.requireNonNull(call.get(name), name));
    }

    public String prompt() {
        return Objects.requireNonNull(call.get("prompt"));
    }

    public SafetensorsFile expected() {
        return SafetensorsFile.open(path("expected.safetensors"));
    }

    public boolean isXl() {
        return folder.startsWith("sdxl");
    }

    /** Whether the denoiser takes the masked picture and the mask as further channels. */
    public boolean inpaints() {
        return folder.endsWith("inpaint");
    }
}
