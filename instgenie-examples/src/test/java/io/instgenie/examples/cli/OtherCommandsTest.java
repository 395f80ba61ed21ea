package io.instgenie.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.instgenie.edit.EditImage;
import io.instgenie.examples.Scene;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OtherCommandsTest {
    @TempDir
    Path folder;

    @Test
    void demoWritesThreePicturesAndATable() {
        Invocation run = Invocation.of("demo", "--steps", "2", "--scene", "apple", "--output", folder.toString());
        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("\"apple\", 2 steps", "dense", "cached", "ratio");
        EditImage input = EditImage.read(folder.resolve("demo-input.png"));
        assertThat(input).isEqualTo(Scene.APPLE.image());
        for (String name : List.of("demo-dense.png", "demo-cached.png")) {
            assertThat(EditImage.read(folder.resolve(name))).as(name).isNotEqualTo(input);
        }
    }

    @Test
    void registerMeasuresOneTemplate() {
        Invocation run = Invocation.of(
                "register",
                "--model=" + ParityEdit.file("model"),
                "--image=" + ParityEdit.file("image.png"),
                "--id=meadow",
                "--steps=4",
                "--strength=0.5");
        // 24 tokens, 2 + 3 blocks, keys and values of 32 floats
        long bytesPerStep = 24L * 5 * 2 * 32 * Float.BYTES;
        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .contains("meadow", String.format("%,d bytes, %,d bytes a step", 2 * bytesPerStep, bytesPerStep));
    }

    @Test
    void tokensPrintsTheReferencesIds() throws IOException {
        Path input = Files.writeString(folder.resolve("texts.json"), "[\"\", \"Caf\u00e9 \\u2764\"]");
        Invocation clip = tokens("tokenizer", input);
        Invocation t5 = tokens("tokenizer_2", input);
        assertThat(clip.exitCode()).isZero();
        assertThat(clip.out()).matches("\\[\\[(\\d+,){7}\\d+],\\[(\\d+,){7}\\d+]]\\R");
        assertThat(t5.out()).startsWith("[[1,0,0,0,0,0,0,0],[").isNotEqualTo(clip.out());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "[1]", "[\"a\"", "[[\"a\"]]", "text"})
    void tokensRefusesOtherJson(String json) throws IOException {
        Path input = Files.writeString(folder.resolve("texts.json"), json);
        assertRefused(tokens("tokenizer", input), "texts.json");
    }

    @Test
    void tokensRefusesBadArguments() throws IOException {
        assertRefused(tokens("tokenizer", folder.resolve("missing.json")), "missing.json");
        Path input = Files.writeString(folder.resolve("texts.json"), "[]");
        assertRefused(tokens("tokenizer_3", input), "tokenizer_3");
        assertRefused(
                Invocation.of("tokens", "--model", "src", "--max-length", "8", "--input", input.toString()), "src");
        assertRefused(Invocation.of("tokens", "--max-length", "1", "--input", input.toString()), "--max-length is 1");
    }

    private static Invocation tokens(String tokenizer, Path input) {
        return Invocation.of("tokens", "--tokenizer", tokenizer, "--max-length", "8", "--input", input.toString());
    }

    @Test
    void doctorTellsWhatIsThere() {
        Invocation run = Invocation.of("doctor");
        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .contains("java ", "processor ", "libtorch ", "2.10.0", "was chosen", "cpu")
                .containsPattern("threads +\\d+ an operator, waiting (as the environment says|spinning)")
                .containsPattern("linear PACKED +\\d+ ns")
                .containsPattern("linear PLAIN +\\d+ ns")
                .containsPattern("cuda +\\S");
    }

    @Test
    void cpuInfoReadsModelAndFeatures() {
        CpuInfo cpu = CpuInfo.parse(List.of(
                "processor\t: 0", "model name\t: Some CPU: fast", "flags\t\t: fpu avx2 amx_tile", "", "flags\t: x"));
        assertThat(cpu).isEqualTo(new CpuInfo("Some CPU: fast", List.of("avx2", "amx_tile")));
        assertThat(CpuInfo.parse(List.of())).isEqualTo(new CpuInfo("unknown", List.of()));
    }

    @Test
    void usageIsToldInOneLineAndHelpAtLength() {
        assertRefused(Invocation.of(), "subcommand");
        assertRefused(Invocation.of("paint"), "paint");
        assertRefused(Invocation.of("edit"), "--image");
        Invocation help = Invocation.of("edit", "--help");
        assertThat(help.exitCode()).isZero();
        assertThat(help.out()).contains("--template-prompt", "--mode");
    }

    private static void assertRefused(Invocation run, String named) {
        assertThat(run.err()).contains(named).hasLineCount(1);
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
    }
}
