package io.instgenie.cache.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.instgenie.cost.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SlabLayoutTest {
    @Test
    void sectionsAreAlignedAndDoNotOverlap() {
        for (long seed = 0; seed < 100; seed++) {
            Random random = new Random(seed);
            List<BlockSections> blocks = new ArrayList<>();
            for (int block = 0; block <= random.nextInt(10); block++) {
                blocks.add(BlockSections.of(random.nextInt(3000), random.nextBoolean() ? 0 : random.nextInt(3000)));
            }
            SlabLayout layout = new SlabLayout(1 + random.nextInt(4), blocks);
            long end = 0;
            for (int step = 0; step < layout.steps(); step++) {
                end = layout.offset(step, 0, Section.KEY_VALUES);
                assertThat(end % SlabLayout.SLAB_ALIGNMENT).as("seed %d", seed).isZero();
                assertThat(end).as("seed %d", seed).isEqualTo(step * layout.slabBytes());
                for (int block = 0; block < blocks.size(); block++) {
                    for (Section section : Section.values()) {
                        long begin = layout.offset(step, block, section);
                        assertThat(begin % SlabLayout.SECTION_ALIGNMENT)
                                .as("seed %d", seed)
                                .isZero();
                        assertThat(begin).as("seed %d", seed).isGreaterThanOrEqualTo(end);
                        end = begin + layout.bytes(block, section);
                    }
                }
            }
            assertThat(end).as("seed %d", seed).isLessThanOrEqualTo(layout.totalBytes());
        }
    }

    @Test
    void sizesBeyondAnArrayAreNoProblem() {
        SlabLayout flux = SlabLayout.of(50, 57, BlockSections.of(2 * 4096 * 3072 * 2, 0));
        assertThat(flux.totalBytes()).isEqualTo(50L * 57 * 2 * 4096 * 3072 * 2);
        assertThat(flux.offset(49, 56, Section.KEY_VALUES)).isEqualTo((50L * 57 - 1) * 2 * 4096 * 3072 * 2);
    }

    @Test
    void refusesWhatCannotBe() {
        assertThatThrownBy(() -> SlabLayout.of(0, 1, BlockSections.of(1, 1)))
                .hasMessageContaining("steps and blocks must be 1 to 10000");
        assertThatThrownBy(() -> new SlabLayout(1, List.of())).hasMessageContaining("steps and blocks");
        assertThatThrownBy(() -> BlockSections.of(-1, 0)).hasMessageContaining("0 or more each, not [-1, 0]");
        assertThatThrownBy(() -> SlabFiles.SMALL.offset(2, 0, Section.KEY_VALUES))
                .hasMessage("step 2 of 2");
        assertThatThrownBy(() -> SlabFiles.SMALL.offset(0, 3, Section.KEY_VALUES))
                .hasMessage("block 3 of 3");
    }
}
