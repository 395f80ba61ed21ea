package io.instgenie.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.instgenie.edit.EditImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EditCommandTest {
    private static final int LONGEST_NAME = 255;

    @TempDir
    Path folder;

    private Path output;
    private ParityEdit edit;

    @BeforeEach
    void prepare() {
        output = folder.resolve("out.png");
        edit = new ParityEdit(output);
    }

    @ParameterizedTest
    @CsvSource({"dense, edited.png, dense", "cached, cached.png, cached", "AUTO, cached.png, cached"})
    void paintsWhatTheReferencePaints(String mode, String expected, String computed) throws IOException {
        Path json = folder.resolve("out.json");
        Invocation run = edit.set("--mode", mode).set("--json", json.toString()).run();
        assertThat(run).isEqualTo(new Invocation(0, "", ""));
        assertThat(largestDifference(EditImage.read(output), EditImage.read(Path.of(ParityEdit.file(expected)))))
                .isLessThanOrEqualTo(1);
        assertThat(Files.readString(json))
                .contains("\"mode\" : \"" + computed + "\"", "\"seed\" : 100", "\"steps\" : 4", "\"cache_misses\" : 0");
        assertThat(folder).isDirectoryContaining("glob:**out.png").isDirectoryNotContaining("glob:**.part");
    }

    @Test
    void tellsWhenWhatWasComputedAndLoaded() throws IOException {
        Path cache = folder.resolve("cache");
        Path trace = folder.resolve("trace.json");
        edit.set("--mode", "cached").set("--disk-cache", cache.toString()).run();
        Invocation run = edit.set("--timeline", trace.toString()).run();
        assertThat(run).isEqualTo(new Invocation(0, "", ""));
        assertThat(Files.readString(trace))
                .contains("\"name\":\"Step\"", "\"name\":\"Load\"", "\"modes\":\"KV\"", "instgenie-load");
    }

    private static int largestDifference(EditImage a, EditImage b) {
        byte[] left = a.toRgbBytes();
        byte[] right = b.toRgbBytes();
        assertThat(left).hasSameSizeAs(right);
        int largest = 0;
        for (int i = 0; i < left.length; i++) {
            largest = Math.max(largest, Math.abs((left[i] & 0xFF) - (right[i] & 0xFF)));
        }
        return largest;
    }

    @ParameterizedTest
    @CsvSource({
        "--image, missing.png, missing.png",
        "--mask, missing.png, missing.png",
        "--image, pom.xml, pom.xml",
        "--mask, ../instgenie-core/src/test/resources/parity/flux-inpaint/mask.png, mask is 80 x 112",
        "--strength, 0, strength",
        "--strength, 1.5, strength",
        "--strength, much, --strength",
        "--steps, 0, numInferenceSteps",
        "--steps, 1001, numInferenceSteps",
        "--max-sequence-length, 0, maxSequenceLength",
        "--guidance-scale, NaN, guidanceScale",
        "--mode, fast, --mode",
        "--seed, 1.5, --seed",
        "--seed, 18446744073709551616, seed",
        "--seed, -9223372036854775809, seed",
        "--template-seed, 18446744073709551616, seed",
        "--mask-channel, blue, --mask-channel",
        "--mask-channel, alpha, alpha",
        "--mask, ../instgenie-core/src/test/resources/faults/mask-zero-one.png, brightest value is 1",
        "--mask, ../instgenie-core/src/test/resources/faults/mask-alpha.png, --mask-channel",
        "--model, src, src",
        "--model, missing, missing",
        "--output, missing/out.png, missing",
        "--output, out.webp, suffix",
        "--output, src, suffix",
        "--json, missing/out.json, missing",
        "--json, src, src",
        "--json, /proc/out.json, no file can be made in /proc",
        "--timeline, missing/trace.json, missing",
        "--timeline, src, src",
        "--variant, fp16, no weights of the variant fp16",
        "--model, pom.xml, pom.xml is a file; a model is a folder",
        "--colour, red, --colour",
    })
    void refusesBadInputInOneLineThatNamesIt(String option, String value, String named) {
        Invocation run = edit.set(option, value).run();
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains(named).hasLineCount(1);
        assertThat(run.out()).isEmpty();
        assertThat(output).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"--output", "--json", "--timeline"})
    void refusesNamesThatAreTooLongBeforeTheModelLoads(String option) {
        Path longest = folder.resolve("n".repeat(LONGEST_NAME - ".png".length()) + ".png");
        Path tooLong = folder.resolve("n" + longest.getFileName());
        edit.set("--model", "missing");
        assertThat(edit.set(option, tooLong.toString()).run().err()).contains("File name too long");
        assertThat(edit.set(option, longest.toString()).run().err()).contains("missing does not exist");
    }

    @Test
    void verboseAddsTheStackTrace() {
        Invocation run = edit.set("--strength", "2").flag("--verbose").run();
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("InvalidRequestException", "\tat ");
    }

    @Test
    void readsPromptsOfTheEmbeddedModelsLength() {
        Invocation run = Invocation.of(
                "edit",
                "--image=src/main/resources/io/instgenie/examples/scene-0.png",
                "--mask=src/main/resources/io/instgenie/examples/mask-0.png",
                "--prompt=rocket",
                "--steps=2",
                "--output=" + output);
        assertThat(run).isEqualTo(new Invocation(0, "", ""));
        assertThat(EditImage.read(output).width()).isEqualTo(256);
    }
}
