package io.instgenie.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.instgenie.edit.InvalidRequestException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TraceFileTest {
    @TempDir
    Path folder;

    @Test
    void readsRatiosBelowAHeading() throws IOException {
        assertThat(TraceFile.read(write("mask_ratio\n0.5\n\n0\n1\n"))).containsExactly(0.5, 0.0, 1.0);
    }

    @ParameterizedTest
    @CsvSource({
        "'0.5\nx', line 2 is no number",
        "'1.5', line 1 is 1.5",
        "'0.1\nNaN', line 2",
        "'mask_ratio', no mask ratio"
    })
    void namesWhatIsWrong(String text, String message) throws IOException {
        Path file = write(text);
        assertThatThrownBy(() -> TraceFile.read(file))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining(message)
                .hasMessageContaining(file.toString());
    }

    @Test
    void namesAFileThatIsNotThere() {
        assertThatThrownBy(() -> TraceFile.read(folder.resolve("absent")))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("absent");
    }

    private Path write(String text) throws IOException {
        return Files.writeString(folder.resolve("trace.csv"), text);
    }
}
