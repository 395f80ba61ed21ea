package io.instgenie.cache.disk;

import static org.assertj.core.api.Assertions.assertThat;

import io.instgenie.cost.Section;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Files whose content follows from their manifest's hash and nothing else. */
public final class SlabFiles {
    static final SlabLayout SMALL =
            new SlabLayout(2, List.of(BlockSections.of(100, 0), BlockSections.of(64, 37), BlockSections.of(0, 200)));

    private static final byte[] ORIGIN = "what a template is computed from".getBytes(StandardCharsets.UTF_8);

    private SlabFiles() {}

    static TemplateFileHeader header(String hash) {
        return header(hash, SMALL);
    }

    public static TemplateFileHeader header(String hash, SlabLayout layout) {
        return new TemplateFileHeader(
                hash, Map.of("model", "sticker", "prompt", "a blue sky – ünïcode"), "float32", ORIGIN.length, layout);
    }

    static ByteBuffer content(TemplateFileHeader header, int step, int block, Section section) {
        byte[] bytes = new byte[header.layout().bytes(block, section)];
        new Random(header.manifestHash().hashCode() * 31L + header.layout().index(step, block, section))
                .nextBytes(bytes);
        return ByteBuffer.wrap(bytes);
    }

    /** Writes a whole file. False if the tier has no room. */
    public static boolean write(DiskTier tier, TemplateFileHeader header) throws IOException {
        TemplateFileWriter writer = tier.write(header).orElse(null);
        if (writer == null) {
            return false;
        }
        try (writer) {
            fill(writer);
            writer.commit();
        }
        return true;
    }

    static void writeOrigin(TemplateFileWriter writer) throws IOException {
        writer.writeOrigin(ByteBuffer.wrap(ORIGIN));
    }

    /** Writes all sections, the last first. */
    static void fill(TemplateFileWriter writer) throws IOException {
        TemplateFileHeader header = writer.header();
        writeOrigin(writer);
        for (int step = header.layout().steps() - 1; step >= 0; step--) {
            for (int block = header.layout().blocks().size() - 1; block >= 0; block--) {
                for (Section section : Section.values()) {
                    writer.write(step, block, section, content(header, step, block, section));
                }
            }
        }
    }

    /** Reads every section and compares it with what belongs there. */
    static void assertWhole(TemplateFile file) throws IOException {
        assertThat(file.isWhole()).isTrue();
        assertThat(file.origin()).isEqualTo(ByteBuffer.wrap(ORIGIN));
        TemplateFileHeader header = file.header();
        for (int step = 0; step < header.layout().steps(); step++) {
            for (int block = 0; block < header.layout().blocks().size(); block++) {
                for (Section section : Section.values()) {
                    ByteBuffer into = ByteBuffer.allocateDirect(header.layout().bytes(block, section));
                    file.read(step, block, section, into);
                    assertThat(into.flip())
                            .as("%s of step %d, block %d", section, step, block)
                            .isEqualTo(content(header, step, block, section));
                }
            }
        }
    }
}
