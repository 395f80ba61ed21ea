package io.instgenie.engine;

import io.instgenie.admission.EditMemory;
import io.instgenie.cost.JobSize;
import io.instgenie.edit.InvalidRequestException;
import io.instgenie.encode.EditPlan;
import io.instgenie.mask.Canvas;
import io.instgenie.model.PipelineSpec;
import io.instgenie.model.autoencoders.AutoencoderKlConfig;
import io.instgenie.model.autoencoders.AutoencoderMemory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What edits take of memory, in numbers only: from a model's configuration, a picture's size and a mask's tokens. Decides where pictures
 * are too large to be encoded and decoded whole. Immutable and thread-safe.
 */
public final class MemoryEstimate {
    /** On the Java heap, of each pixel that the model sees: three planes of float32 thrice, and bytes of red, green and blue. */
    private static final int HEAP_BYTES_SEEN = 40;

    /** On the Java heap, of each pixel of the picture as it came: copies while the result is put together. */
    private static final int HEAP_BYTES = 16;

    /** Of each pixel of an edit: picture, mask, latents. */
    private static final int HELD_BYTES = 24;

    private static final long LEAST_LIMIT = 4L << 30;
    private static final double MEGABYTE = 1e6;

    private final PipelineSpec spec;
    private final AutoencoderKlConfig vae;
    private final AutoencoderMemory autoencoder;
    private final VaeTiling tiling;
    private final int valueBytes;
    private final long limit;
    private final long heapLimit;

    /** @param heapLimit bytes of the Java heap */
    public MemoryEstimate(DeviceModel model, MemoryOptions options, int batch, long heapLimit) {
        spec = model.pipeline().spec();
        vae = model.pipeline().autoencoder().config();
        valueBytes = model.pipeline().denoiser().placement().valueBytes();
        autoencoder = new AutoencoderMemory(vae, valueBytes);
        tiling = options.vaeTiling();
        limit = options.maxPendingBytes().orElse(Math.max(LEAST_LIMIT, ofBatchAtOwnSize(batch)));
        this.heapLimit = heapLimit;
    }

    /** What a whole batch at the model's own size takes, while further edits are encoded and decoded. */
    private long ofBatchAtOwnSize(int batch) {
        long pixels = (long) spec.pictureSize() * spec.pictureSize();
        long tokenSize = spec.patches().tokenSize();
        int tokens = Math.toIntExact(pixels / (tokenSize * tokenSize)) + 1;
        JobSize size = new JobSize(tokens, 512, tokens);
        return 2 * (autoencoder.whole(pixels) + heap(pixels, pixels)) + batch * (stepping(size) + HEAP_BYTES * pixels);
    }

    /** Most bytes of all edits that are pending. */
    public long limit() {
        return limit;
    }

    /** Whether pictures of so many pixels are encoded and decoded in tiles. */
    public boolean tiles(long pixels) {
        return switch (tiling) {
            case ALWAYS -> true;
            case NEVER -> false;
            case WHERE_NEEDED -> autoencoder.whole(pixels) + heap(pixels, pixels) + HELD_BYTES * pixels > limit;
        };
    }

    /** What an edit takes. */
    public EditMemory of(EditPlan plan, EditSize size) {
        return of(plan, size, vae.canTile() && tiles(pixels(plan.canvas())));
    }

    private EditMemory of(EditPlan plan, EditSize size, boolean tiled) {
        long seen = pixels(plan.canvas());
        long computing = tiled ? autoencoder.tiled(seen) : autoencoder.whole(seen);
        return new EditMemory(
                size.pendingBytes(plan) + 4 * seen, stepping(size.tokens()), computing + heap(seen, pixels(plan)));
    }

    /** Of its own rows, and of a template's that are computed with them. */
    private long stepping(JobSize size) {
        long rows = size.rows();
        long others = size.maskedTokens() < size.imageTokens() ? (long) size.textTokens() + size.imageTokens() : 0;
        return (rows + others) * spec.rowNumbers() * valueBytes;
    }

    private static long heap(long seen, long all) {
        return HEAP_BYTES_SEEN * seen + HEAP_BYTES * all;
    }

    private static long pixels(Canvas canvas) {
        return (long) canvas.width() * canvas.height();
    }

    private static long pixels(EditPlan plan) {
        return (long) plan.picture().width() * plan.picture().height();
    }

    /**
     * Refuses an edit that would not fit even with no other about.
     *
     * @throws InvalidRequestException if it would not
     */
    public void requireFit(EditPlan plan, EditSize size) {
        EditMemory memory = of(plan, size);
        long heap = heap(pixels(plan.canvas()), pixels(plan));
        if (heap > heapLimit) {
            throw refused(
                    plan, heap, "of the Java heap, which has " + megabytes(heapLimit), List.of("a larger heap (-Xmx)"));
        }
        if (memory.alone() > limit) {
            List<String> others = new ArrayList<>();
            if (vae.canTile() && of(plan, size, true).alone() <= limit) {
                others.add("vaeTiling(true)");
            }
            others.add("a larger maxPendingBytes");
            throw refused(
                    plan, memory.alone(), "and maxPendingBytes is " + limit + " (" + megabytes(limit) + ")", others);
        }
    }

    private InvalidRequestException refused(EditPlan plan, long bytes, String limits, List<String> others) {
        List<String> help = new ArrayList<>(others);
        if (plan.subject().crop().isEmpty()) {
            help.add(
                    0,
                    "paddingMaskCrop, which repaints a crop around the mask at " + spec.pictureSize() + " x "
                            + spec.pictureSize() + " pixels");
        }
        return new InvalidRequestException(
                "an edit of " + plan.picture().width() + " x " + plan.picture().height() + " pixels takes "
                        + megabytes(bytes) + " " + limits + "; what helps: " + String.join(", or ", help));
    }

    private static String megabytes(long bytes) {
        return String.format(Locale.ROOT, "%,.0f MB", bytes / MEGABYTE);
    }
}
