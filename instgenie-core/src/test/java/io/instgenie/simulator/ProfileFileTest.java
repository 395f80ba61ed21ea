package io.instgenie.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.instgenie.batching.StepSchedulerKind;
import io.instgenie.cost.DenoiserShape;
import io.instgenie.edit.InvalidRequestException;
import io.instgenie.plan.PlannerKind;
import io.instgenie.routing.RouterKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ProfileFileTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void aProfileReadSimulatesAsTheOneWritten(PublishedProfile published) {
        Path file = folder.resolve("profile.json");
        ProfileFile.write(published.profile(), file);
        assertThat(simulate(ProfileFile.read(file))).isEqualTo(simulate(published.profile()));
    }

    /** Under guidance by a negative prompt, an edit has two lanes, and takes longer. */
    @Test
    void lanesAreReadAndSimulated() {
        Profile one = PublishedProfile.A10.profile();
        Profile two = withShape(one, one.shape().withLanes(2));
        Path file = folder.resolve("profile.json");
        ProfileFile.write(two, file);
        assertThat(ProfileFile.read(file).shape().lanes()).isEqualTo(2);
        assertThat(simulate(ProfileFile.read(file))).isEqualTo(simulate(two));
        assertThat(two.aloneSeconds(400, 20)).isGreaterThan(1.5 * one.aloneSeconds(400, 20));
    }

    private static Profile withShape(Profile profile, DenoiserShape shape) {
        return new Profile(
                profile.name(),
                profile.model(),
                shape,
                profile.imageTokens(),
                profile.textTokens(),
                profile.projectShare(),
                profile.stagingSlots(),
                profile.hostBytes(),
                profile.workersPerHost(),
                profile.memory(),
                profile.processors(),
                profile.threadsPerWorker(),
                profile.contention(),
                profile.newRowsSeconds());
    }

    private static SimulationResult simulate(Profile profile) {
        return Simulation.run(
                new Simulation.Options(
                        profile, 8, 8, RouterKind.MASK_AWARE, StepSchedulerKind.CONTINUOUS, PlannerKind.OPTIMAL),
                new Workload(List.of(0.1, 0.4), 200, 1, 28, 10, 1, 7));
    }

    @Test
    void whatIsNoProfileIsNamed() throws IOException {
        Path file = folder.resolve("profile.json");
        ProfileFile.write(PublishedProfile.A10.profile(), file);
        String whole = Files.readString(file);
        for (String damaged : List.of(
                "",
                "[]",
                whole.substring(0, whole.length() / 2),
                whole.replace("\"imageTokens\" : 4096", "\"imageTokens\" : 0"),
                whole.replace("imageTokens", "pictureTokens"),
                whole.replace("\"memory\" : \"HOST\"", "\"memory\" : \"TAPE\""),
                whole.replace("\"count\" : 19", "\"count\" : 0"))) {
            Files.writeString(file, damaged);
            assertThatThrownBy(() -> ProfileFile.read(file))
                    .as(damaged)
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageContaining(file + " is no profile");
        }
    }
}
