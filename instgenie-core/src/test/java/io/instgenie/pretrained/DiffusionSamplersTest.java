package io.instgenie.pretrained;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.instgenie.edit.InvalidRequestException;
import io.instgenie.edit.ModelFormatException;
import io.instgenie.model.samplers.Ddim;
import io.instgenie.model.samplers.Euler;
import io.instgenie.model.samplers.Pndm;
import io.instgenie.model.samplers.Schedule;
import io.instgenie.model.samplers.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Published configs, each by its own class and by every other, and what is refused. Numbers are SamplerTrajectoriesTest's. */
class DiffusionSamplersTest {
    private static final String SD15 = """
            {"_class_name": "PNDMScheduler", "_diffusers_version": "0.6.0", "beta_end": 0.012, "beta_schedule": "scaled_linear",
             "beta_start": 0.00085, "num_train_timesteps": 1000, "set_alpha_to_one": false, "skip_prk_steps": true,
             "steps_offset": 1, "trained_betas": null, "clip_sample": false}""";
    private static final String SD21 = """
            {"_class_name": "DDIMScheduler", "_diffusers_version": "0.8.0", "beta_end": 0.012, "beta_schedule": "scaled_linear",
             "beta_start": 0.00085, "clip_sample": false, "num_train_timesteps": 1000, "prediction_type": "v_prediction",
             "set_alpha_to_one": false, "skip_prk_steps": true, "steps_offset": 1, "trained_betas": null}""";
    private static final String SDXL = """
            {"_class_name": "EulerDiscreteScheduler", "_diffusers_version": "0.19.0.dev0", "beta_end": 0.012,
             "beta_schedule": "scaled_linear", "beta_start": 0.00085, "clip_sample": false, "interpolation_type": "linear",
             "num_train_timesteps": 1000, "prediction_type": "epsilon", "sample_max_value": 1.0, "set_alpha_to_one": false,
             "skip_prk_steps": true, "steps_offset": 1, "timestep_spacing": "leading", "trained_betas": null,
             "use_karras_sigmas": false}""";

    static List<String> published() {
        return List.of(SD15, SD21, SDXL);
    }

    @Test
    void ownSamplersAreThoseOfThePublishedFolders() {
        assertThat(read(SD15).own()).isInstanceOf(Pndm.class);
        assertThat(read(SD21).own()).isInstanceOf(Ddim.class);
        assertThat(read(SDXL).own()).isInstanceOf(Euler.class);
    }

    @ParameterizedTest
    @MethodSource("published")
    void everySamplerIsBuiltFromEveryPublishedConfig(String json) {
        for (String className : DiffusionSamplers.supported()) {
            Schedule schedule = read(json).named(className).schedule(20, 0, 1);
            assertThat(schedule.steps()).as(className).hasSize(className.equals("PNDMScheduler") ? 21 : 20);
        }
    }

    @Test
    void readsAFile(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("scheduler_config.json");
        Files.writeString(file, SD15);
        assertThat(DiffusionSamplers.read(file).own()).isInstanceOf(Pndm.class);
    }

    /** Fields of the folder's scheduler count only where the sampler has them; its own defaults stand for what is missing. */
    @Test
    void otherSamplersTakeTheirFieldsAndTheirDefaults() {
        List<Step> euler =
                read(SD15).named("EulerDiscreteScheduler").schedule(4, 0, 1).steps();
        assertThat(euler.get(0).timestep()).isEqualTo(999); // Euler's spacing is linspace, PNDM's leading
        assertThat(euler.get(3).timestep()).isEqualTo(0);
        String beta = PublishedConfigs.with(SDXL, "use_beta_sigmas", "true");
        assertThatCode(() -> read(beta).named("EulerAncestralDiscreteScheduler"))
                .doesNotThrowAnyException();
    }

    @Test
    void outdatedFoldersArePutRight() {
        DiffusionSamplers outdated = read("""
                {"_class_name": "PNDMScheduler", "beta_schedule": "scaled_linear", "skip_prk_steps": false}""");
        assertThatThrownBy(outdated::own)
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("field skip_prk_steps must be true");
        assertThat(outdated.corrected().own().schedule(4, 0, 1).steps().get(0).timestep())
                .isEqualTo(751);
    }

    @Test
    void unknownSchedulersAreNamedWithThoseThatAreKnown() {
        assertThatThrownBy(() -> read("{\"_class_name\": \"HeunDiscreteScheduler\"}"))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("field _class_name is HeunDiscreteScheduler, which is not supported")
                .hasMessageContaining("UniPCMultistepScheduler");
        assertThatThrownBy(() -> read("{}"))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("field _class_name is missing");
        assertThatThrownBy(() -> read(SD15).named("FlowMatchEulerDiscreteScheduler"))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("the sampler FlowMatchEulerDiscreteScheduler is not supported")
                .hasMessageContaining("PNDMScheduler");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PNDMScheduler",
                "DDIMScheduler",
                "LCMScheduler",
                "EulerDiscreteScheduler",
                "EulerAncestralDiscreteScheduler",
                "DPMSolverMultistepScheduler",
                "UniPCMultistepScheduler"
            })
    void everySamplerRefusesWhatIsWrongForAll(String className) {
        assertRefused(className, "beta_schedule", "\"sigmoid\"");
        assertRefused(className, "beta_start", "0");
        assertRefused(className, "beta_end", "0.0001");
        assertRefused(className, "beta_end", "1");
        assertRefused(className, "trained_betas", "[0.1, 0.2]");
        assertRefused(className, "num_train_timesteps", "1");
        assertRefused(className, "prediction_type", "\"flow_prediction\"");
        assertRefused(className, "timestep_spacing", "\"even\"");
        assertRefused(className, "steps_offset", "-1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PNDMScheduler | prediction_type | \"sample\"",
                "PNDMScheduler | set_alpha_to_one | 1",
                "DDIMScheduler | thresholding | true",
                "DDIMScheduler | clip_sample | \"no\"",
                "DDIMScheduler | rescale_betas_zero_snr | 1",
                "LCMScheduler | thresholding | true",
                "LCMScheduler | original_inference_steps | 2000",
                "LCMScheduler | timestep_scaling | 0",
                "EulerDiscreteScheduler | use_beta_sigmas | true",
                "EulerDiscreteScheduler | use_exponential_sigmas | true",
                "EulerDiscreteScheduler | interpolation_type | \"cubic\"",
                "EulerDiscreteScheduler | timestep_type | \"none\"",
                "EulerDiscreteScheduler | final_sigmas_type | \"one\"",
                "EulerAncestralDiscreteScheduler | prediction_type | \"sample\"",
                "DPMSolverMultistepScheduler | thresholding | true",
                "DPMSolverMultistepScheduler | use_beta_sigmas | true",
                "DPMSolverMultistepScheduler | use_exponential_sigmas | true",
                "DPMSolverMultistepScheduler | use_lu_lambdas | true",
                "DPMSolverMultistepScheduler | use_flow_sigmas | true",
                "DPMSolverMultistepScheduler | use_dynamic_shifting | true",
                "DPMSolverMultistepScheduler | variance_type | \"learned_range\"",
                "DPMSolverMultistepScheduler | algorithm_type | \"dpmsolver\"",
                "DPMSolverMultistepScheduler | algorithm_type | \"sde-dpmsolver\"",
                "DPMSolverMultistepScheduler | solver_type | \"euler\"",
                "DPMSolverMultistepScheduler | solver_order | 4",
                "DPMSolverMultistepScheduler | lambda_min_clipped | 3",
                "UniPCMultistepScheduler | thresholding | true",
                "UniPCMultistepScheduler | use_flow_sigmas | true",
                "UniPCMultistepScheduler | use_beta_sigmas | true",
                "UniPCMultistepScheduler | solver_p | \"DDIMScheduler\"",
                "UniPCMultistepScheduler | shift_terminal | 0.1",
                "UniPCMultistepScheduler | solver_type | \"bh3\"",
                "UniPCMultistepScheduler | solver_order | 0",
                "UniPCMultistepScheduler | predict_x0 | false",
                "UniPCMultistepScheduler | lower_order_final | false",
                "UniPCMultistepScheduler | disable_corrector | [-1]",
            })
    void refusesWhatIsNotBuiltOrContradictsItself(String className, String field, String value) {
        assertRefused(className, field, value);
    }

    @Test
    void refusesFieldsThatContradictEachOther() {
        String range = PublishedConfigs.with(
                PublishedConfigs.with(PublishedConfigs.with(SD15, "use_karras_sigmas", "true"), "sigma_min", "9"),
                "sigma_max",
                "3");
        assertConfigRefused(range, "EulerDiscreteScheduler", "sigma_max");
        String deis = PublishedConfigs.with(SD15, "algorithm_type", "\"deis\"");
        String order = PublishedConfigs.with(
                PublishedConfigs.with(SD15, "final_sigmas_type", "\"sigma_min\""), "solver_order", "3");
        String karras = PublishedConfigs.with(
                PublishedConfigs.with(order, "use_karras_sigmas", "true"), "lower_order_final", "false");
        assertConfigRefused(karras, "UniPCMultistepScheduler", "lower_order_final");
        assertConfigRefused(deis, "DPMSolverMultistepScheduler", "final_sigmas_type");
    }

    /** What is not built counts only where it is switched on. */
    @ParameterizedTest
    @ValueSource(
            strings = {"thresholding", "use_beta_sigmas", "use_exponential_sigmas", "use_lu_lambdas", "use_flow_sigmas"
            })
    void acceptsWhatIsSwitchedOff(String field) {
        for (String className : DiffusionSamplers.supported()) {
            assertThatCode(() ->
                            read(PublishedConfigs.with(SD15, field, "false")).named(className))
                    .doesNotThrowAnyException();
        }
    }

    private static void assertRefused(String className, String field, String value) {
        assertConfigRefused(PublishedConfigs.with(SD15, field, value), className, field);
    }

    private static void assertConfigRefused(String json, String className, String field) {
        assertThatThrownBy(() -> read(json).named(className))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("config.json: field " + field + " ");
    }

    private static DiffusionSamplers read(String json) {
        return DiffusionSamplers.of(PublishedConfigs.config(json));
    }
}
