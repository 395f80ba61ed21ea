package io.instgenie.cache.disk;

import static io.instgenie.cache.disk.SlabFiles.assertWhole;
import static io.instgenie.cache.disk.SlabFiles.header;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.instgenie.cache.CacheContents;
import io.instgenie.cache.Lease;
import io.instgenie.cost.Section;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No damage to a file ends in wrong bytes: it is found, or it hit bytes that mean nothing. */
class DamagedFilesTest {
    private static final String HASH = "template-0";

    @TempDir
    private Path folder;

    private DiskTier tier;
    private Path file;
    private byte[] good;

    @BeforeEach
    void write() throws IOException {
        tier = new DiskTier(folder, CacheContents.leastRecentlyUsed(1 << 20), bytes -> 0, InstantSource.system());
        file = folder.resolve(HASH + ".slabs");
        SlabFiles.write(tier, header(HASH));
        good = Files.readAllBytes(file);
    }

    private boolean isFound(byte[] bytes) throws IOException {
        Files.write(file, bytes);
        try (Lease<TemplateFile> lease = tier.open(HASH).orElseThrow()) {
            assertWhole(lease.value());
            return false;
        } catch (DamagedFileException e) {
            assertThat(file).doesNotExist();
            return true;
        }
    }

    @Test
    void everyFlippedBitOfHeaderAndIndexIsFound() throws IOException {
        for (int bit = 0; bit < 8 * FileIndex.encodedBytes(header(HASH)); bit++) {
            byte[] bytes = good.clone();
            bytes[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(isFound(bytes)).as("bit %d", bit).isTrue();
        }
    }

    @Test
    void everyFlippedByteOfASectionIsFoundAndNoOtherMatters() throws IOException {
        SlabLayout layout = SlabFiles.SMALL;
        boolean[] meant = new boolean[good.length];
        for (int step = 0; step < layout.steps(); step++) {
            for (int block = 0; block < layout.blocks().size(); block++) {
                for (Section section : Section.values()) {
                    int begin = (int) (header(HASH).dataOffset() + layout.offset(step, block, section));
                    Arrays.fill(meant, begin, begin + layout.bytes(block, section), true);
                }
            }
        }
        for (long seed = 0; seed < 3000; seed++) {
            Random random = new Random(seed);
            int at = (int) header(HASH).dataOffset()
                    + random.nextInt(good.length - (int) header(HASH).dataOffset());
            if (seed < 1500) {
                at = (int) header(HASH).dataOffset() + random.nextInt(700);
            }
            byte[] bytes = good.clone();
            bytes[at] ^= (byte) (1 << random.nextInt(8));
            assertThat(isFound(bytes)).as("seed %d", seed).isEqualTo(meant[at]);
        }
    }

    @Test
    void everyOtherLengthIsFound() throws IOException {
        for (int length = 0; length < good.length; length += length < 800 ? 1 : 97) {
            assertThat(isFound(Arrays.copyOf(good, length)))
                    .as("length %d", length)
                    .isTrue();
        }
        assertThat(isFound(Arrays.copyOf(good, good.length + 1))).isTrue();
    }

    @Test
    void piecesThatWentAstrayAreFound() throws IOException {
        for (long seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            byte[] bytes = good.clone();
            int length = 1 + random.nextInt(500);
            int from = random.nextInt(good.length - length);
            int to = random.nextInt(good.length - length);
            System.arraycopy(good, from, bytes, to, length);
            isFound(bytes); // or whole: what is read is compared
        }
    }

    @Test
    void anotherVersionIsNamed() throws IOException {
        byte[] bytes = good.clone();
        ByteBuffer.wrap(bytes).putInt(8, 7);
        Files.write(file, bytes);
        assertThatThrownBy(() -> tier.open(HASH))
                .isInstanceOf(DamagedFileException.class)
                .hasMessage(file + " is damaged: it is of version 7, not " + FileIndex.VERSION);
    }

    @Test
    void anotherManifestIsNamed() throws IOException {
        Path other = folder.resolve("template-1.slabs");
        Files.write(other, good);
        assertThatThrownBy(() -> tier.open("template-1"))
                .isInstanceOf(DamagedFileException.class)
                .hasMessage(other + " is damaged: it is of the manifest template-0");
        assertThat(tier.open("template-1")).isEmpty();
    }

    @Test
    void aFileThatIsCutWhileItIsReadIsFound() throws IOException {
        try (Lease<TemplateFile> lease = tier.open(HASH).orElseThrow()) {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.truncate(header(HASH).dataOffset() + 10);
            }
            assertThatThrownBy(() -> assertWhole(lease.value()))
                    .isInstanceOf(DamagedFileException.class)
                    .hasMessageContaining("it ends at byte");
        }
    }
}
