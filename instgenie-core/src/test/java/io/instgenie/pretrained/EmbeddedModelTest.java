package io.instgenie.pretrained;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedModelTest {
    @TempDir
    private Path temporary;

    @Test
    void plainResourcesAreUsedInPlace() {
        Path unused = temporary.resolve("cache");
        assertThat(EmbeddedModel.folder(unused)).endsWith(Path.of("io/instgenie/models/sticker-fill"));
        assertThat(unused).doesNotExist();
    }

    @Test
    void theIndexListsEveryFile() throws IOException {
        Path inPlace = EmbeddedModel.folder(temporary);
        ResourceFolder resources =
                ResourceFolder.open(EmbeddedModel.class.getClassLoader(), "io/instgenie/models/sticker-fill");
        try (Stream<Path> files = Files.walk(inPlace)) {
            assertThat(resources.files().paths())
                    .containsExactlyElementsOf(files.filter(Files::isRegularFile)
                            .map(file -> inPlace.relativize(file).toString())
                            .sorted()
                            .toList());
        }
        assertThat(resources.files().match(inPlace)).isTrue();
    }

    @Test
    void namesACacheFolderThatCannotBeMade() throws IOException {
        Path file = Files.createFile(temporary.resolve("file"));
        assertThatThrownBy(() -> EmbeddedModel.extractTo(file))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining(file.toString());
    }
}
