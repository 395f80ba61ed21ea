package io.instgenie.activations;

import io.instgenie.cache.disk.BlockSections;
import io.instgenie.cache.disk.SlabLayout;
import io.instgenie.cache.disk.TemplateFileHeader;
import io.instgenie.cost.BlockShape;
import io.instgenie.cost.Section;
import io.instgenie.cost.SectionShape;
import io.instgenie.model.Numbers;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * What is kept of a template's pass at one step, block by block, and as which bytes. Immutable.
 *
 * @param blocks of the denoiser, for the template's size and prompt
 */
public record ActivationFormat(Kept kept, Precision precision, List<BlockShape> blocks) {
    public ActivationFormat {
        blocks = List.copyOf(blocks);
    }

    /** Whether a section of a block is kept. */
    public boolean keeps(int block, Section section) {
        return shapeOf(block, section).isPresent();
    }

    /** What edits read of a block, whether it is kept or not. */
    public Optional<Section> lends(int block) {
        return blocks.get(block).lends();
    }

    /** Whether all that edits read of a block is kept. */
    public boolean keepsLent(int block) {
        return lends(block).map(section -> keeps(block, section)).orElse(true);
    }

    /** Whether all that edits read of any block is kept. */
    public boolean keepsLent() {
        return IntStream.range(0, blocks.size()).allMatch(this::keepsLent);
    }

    /** Whether a pass can begin at a block, from what is kept of it. */
    public boolean canResume(int block) {
        return blocks.get(block).resumable() && keeps(block, Section.HIDDEN_STATES);
    }

    private Optional<SectionShape> shapeOf(int block, Section section) {
        BlockShape shape = blocks.get(block);
        return kept.keeps(shape, section) ? shape.shapeOf(section) : Optional.empty();
    }

    private SectionShape require(int block, Section section) {
        return shapeOf(block, section)
                .orElseThrow(() -> new IllegalStateException(section + " of block " + block + " are not kept"));
    }

    /** A section's bytes, 0 if it is not kept. */
    public long bytes(int block, Section section) {
        return shapeOf(block, section)
                .map(shape -> precision.bytes(shape.allRows(), shape.heads(), shape.width()))
                .orElse(0L);
    }

    /** The bytes of all of one step. */
    public long stepBytes() {
        long bytes = 0;
        for (int block = 0; block < blocks.size(); block++) {
            for (Section section : Section.values()) {
                bytes += bytes(block, section);
            }
        }
        return bytes;
    }

    /** The same in another precision. */
    public ActivationFormat in(Precision other) {
        return new ActivationFormat(kept, other, blocks);
    }

    /** The same with other sections. */
    public ActivationFormat keeping(Kept other) {
        return new ActivationFormat(other, precision, blocks);
    }

    /**
     * The header of a file in this format.
     *
     * @param fields what the hash is of, for people to read
     * @param originBytes of what the template is computed from, 0 if that is not stored
     */
    public TemplateFileHeader header(String manifestHash, Map<String, String> fields, int originBytes, int steps) {
        return new TemplateFileHeader(
                manifestHash, fields, precision.name(), originBytes, new SlabLayout(steps, sections()));
    }

    private List<BlockSections> sections() {
        return IntStream.range(0, blocks.size())
                .mapToObj(block -> BlockSections.of(Arrays.stream(Section.values())
                        .mapToInt(section -> Math.toIntExact(bytes(block, section)))
                        .toArray()))
                .toList();
    }

    /** @param parts of a section, {@code [rows, heads, width]} each, wherever they are */
    Tensor encode(Tensor... parts) {
        return precision.encode(parts.length == 1 ? parts[0] : torch.cat(new TensorVector(parts)));
    }

    /** One part of a section as it is kept, where its bytes are. */
    Numbers part(int block, Section section, int part, Tensor bytes) {
        SectionShape shape = require(block, section);
        Numbers all = precision.read(bytes, shape.heads(), shape.width()); // [parts * rows, heads, width]
        return shape.parts() == 1 ? all : all.narrow((long) part * shape.rows(), shape.rows());
    }

    /** A section's bytes in another format, where they are. */
    Tensor transcode(int block, Section section, Tensor bytes, ActivationFormat to) {
        if (to.precision == precision) {
            return bytes;
        }
        SectionShape shape = require(block, section);
        return to.encode(precision.read(bytes, shape.heads(), shape.width()).in(ScalarType.Float));
    }
}
