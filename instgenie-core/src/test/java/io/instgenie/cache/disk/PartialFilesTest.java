package io.instgenie.cache.disk;

import static io.instgenie.cache.disk.SlabFiles.content;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.instgenie.cache.CacheContents;
import io.instgenie.cache.Lease;
import io.instgenie.cost.Section;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of templates of which not all steps were recorded. */
class PartialFilesTest {
    private static final TemplateFileHeader HEADER = SlabFiles.header("a-template");
    private static final int STORED = 1;
    private static final int MISSING = 0;

    @TempDir
    private Path folder;

    private DiskTier tier;

    @BeforeEach
    void writeOneStepAndABit() throws IOException {
        tier = new DiskTier(folder, CacheContents.leastRecentlyUsed(1 << 20), bytes -> 0, Clock.systemUTC());
        try (TemplateFileWriter writer = tier.write(HEADER).orElseThrow()) {
            SlabFiles.writeOrigin(writer);
            writeStep(writer, STORED);
            writer.write(MISSING, 0, Section.KEY_VALUES, content(HEADER, MISSING, 0, Section.KEY_VALUES));
            writer.commitWritten();
        }
    }

    private static void writeStep(TemplateFileWriter writer, int step) throws IOException {
        for (int block = 0; block < HEADER.layout().blocks().size(); block++) {
            for (Section section : Section.values()) {
                writer.write(step, block, section, content(HEADER, step, block, section));
            }
        }
    }

    @Test
    void onlyWholeStepsAreThere() throws IOException {
        try (Lease<TemplateFile> file = tier.open(HEADER.manifestHash()).orElseThrow()) {
            assertThat(file.value().has(STORED)).isTrue();
            assertThat(file.value().has(MISSING)).isFalse();
            assertThat(file.value().isWhole()).isFalse();
            assertThat(file.value().storedSteps()).isEqualTo(1);
            ByteBuffer read = ByteBuffer.allocate(100);
            file.value().read(STORED, 0, Section.KEY_VALUES, read);
            assertThat(read.flip()).isEqualTo(content(HEADER, STORED, 0, Section.KEY_VALUES));
            assertThatThrownBy(() -> file.value().read(MISSING, 0, Section.KEY_VALUES, read.clear()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("step " + MISSING);
        }
    }

    @Test
    void aWholeOneTakesItsPlaceWhileItIsRead() throws IOException {
        try (Lease<TemplateFile> file = tier.open(HEADER.manifestHash()).orElseThrow();
                TemplateFileWriter writer = tier.write(HEADER).orElseThrow()) {
            SlabFiles.writeOrigin(writer);
            writer.copy(file.value(), STORED);
            writeStep(writer, MISSING);
            writer.commit();
            file.value().read(STORED, 0, Section.KEY_VALUES, ByteBuffer.allocate(100));
            try (Lease<TemplateFile> whole = tier.open(HEADER.manifestHash()).orElseThrow()) {
                SlabFiles.assertWhole(whole.value());
            }
            assertThat(tier.write(HEADER)).isEmpty();
        }
    }

    @Test
    void oneThatIsGivenUpLeavesTheOther() throws IOException {
        try (Lease<TemplateFile> file = tier.open(HEADER.manifestHash()).orElseThrow()) {
            try (TemplateFileWriter writer = tier.write(HEADER).orElseThrow()) {
                writer.copy(file.value(), STORED);
            }
        }
        try (Lease<TemplateFile> file = tier.open(HEADER.manifestHash()).orElseThrow()) {
            assertThat(file.value().has(STORED)).isTrue();
        }
    }

    @Test
    void aFileWithoutItsOriginIsNotCommitted() throws IOException {
        try (TemplateFileWriter writer =
                tier.write(SlabFiles.header("another-template")).orElseThrow()) {
            assertThatThrownBy(writer::commitWritten).isInstanceOf(IllegalStateException.class);
        }
    }
}
