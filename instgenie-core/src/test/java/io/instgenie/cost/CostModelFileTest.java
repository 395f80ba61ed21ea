package io.instgenie.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CostModelFileTest {
    @TempDir
    private Path folder;

    private CostModelFile file;
    private Path path;

    @BeforeEach
    void write() {
        path = folder.resolve("cache").resolve("costs.json");
        file = new CostModelFile(path, "machine", "model");
        CostModel costs = new CostModel(List.of("double", "single"));
        for (int rows = 10; rows < 1000; rows *= 2) {
            costs.observeBlock("double", BlockWork.of(rows, 500), rows * 1e-5);
            costs.observeProject("double", rows, rows * 1e-6);
            costs.observeLoad(Tier.HOST, rows * 1000L, rows * 1e-7);
        }
        file.write(costs);
    }

    @Test
    void readsWhatWasWritten() {
        CostModel costs = file.read().orElseThrow();
        assertThat(costs.blockSeconds("double", 100, 500)).isCloseTo(1e-3, Percentage.withPercentage(0.1));
        assertThatIllegalStateException().isThrownBy(() -> costs.loadFit(Tier.DISK));
        assertThatIllegalStateException().isThrownBy(() -> costs.blockFit("single"));
        assertThat(costs.loadFit(Tier.HOST).rSquared()).isGreaterThan(0.999);
    }

    @Test
    void writesAgainWithoutLeavingOthersBehind() throws IOException {
        file.write(file.read().orElseThrow());
        assertThat(file.read()).isPresent();
        try (Stream<Path> files = Files.list(path.getParent())) {
            assertThat(files).containsExactly(path);
        }
    }

    @Test
    void ignoresAFileOfAnotherMachineOrModel() {
        assertThat(new CostModelFile(path, "other", "model").read()).isEmpty();
        assertThat(new CostModelFile(path, "machine", "other").read()).isEmpty();
        assertThat(new CostModelFile(folder.resolve("none"), "machine", "model").read())
                .isEmpty();
    }

    @Test
    void ignoresADamagedFile() throws IOException {
        String whole = Files.readString(path);
        for (int length = 0; length < whole.stripTrailing().length(); length += 97) {
            Files.writeString(path, whole.substring(0, length));
            assertThat(file.read()).as("first %d characters", length).isEmpty();
        }
        for (String damaged : List.of(
                "[]",
                whole.replace("HOST", "TAPE"),
                whole.replaceFirst("\\[ ", "[ -"),
                whole.replaceFirst("\\[", "[1, "))) {
            Files.writeString(path, damaged);
            assertThat(file.read()).as(damaged).isEmpty();
        }
    }
}
