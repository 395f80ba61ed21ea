package io.instgenie.examples.cli;

import io.instgenie.edit.EditImage;
import io.instgenie.edit.EditMask;
import java.nio.file.Path;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** A mask, and which part of its picture it is. */
@SuppressWarnings("NullAway.Init") // picocli sets the options
final class MaskOptions {
    @Option(names = "--mask", paramLabel = "FILE", required = true, description = "Mask, white = repaint.")
    private Path mask;

    @Option(
            names = "--mask-channel",
            paramLabel = "CHANNEL",
            description =
                    "luminance: the mask's brightness, white = repaint; alpha: its alpha, opaque = repaint; "
                            + "transparency: transparent = repaint (default: luminance, but a mask whose alpha varies is refused).")
    private @Nullable Channel channel;

    @Option(names = "--invert-mask", description = "Repaint what the mask leaves.")
    private boolean inverted;

    /** What of a picture is the mask. */
    enum Channel {
        LUMINANCE(EditMask::ofLuminance),
        ALPHA(EditMask::ofAlpha),
        TRANSPARENCY(EditMask::ofTransparency);

        private final Function<EditImage, EditMask> reading;

        Channel(Function<EditImage, EditMask> reading) {
            this.reading = reading;
        }
    }

    EditMask mask() {
        EditImage picture = EditImage.read(mask);
        EditMask read = channel == null ? EditMask.of(picture) : channel.reading.apply(picture);
        return inverted ? read.invert() : read;
    }
}
