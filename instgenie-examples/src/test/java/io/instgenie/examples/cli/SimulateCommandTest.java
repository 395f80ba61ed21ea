package io.instgenie.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SimulateCommandTest {
    @TempDir
    Path folder;

    private String trace = "";

    @BeforeEach
    void write() throws IOException {
        trace = Files.writeString(folder.resolve("trace.csv"), "mask_ratio\n0.1\n0.4\n")
                .toString();
    }

    @Test
    void theSameSeedWritesTheSameFile() throws IOException {
        String first = simulate("first.json", "3");
        assertThat(simulate("second.json", "3")).isEqualTo(first);
        assertThat(simulate("third.json", "4")).isNotEqualTo(first);
        assertThat(first).contains("\"router\" : \"LEAST_TOKENS\"", "\"requests\" : 200", "\"p95\"");
    }

    private String simulate(String name, String seed) throws IOException {
        Path json = folder.resolve(name);
        Invocation invocation = Invocation.of(
                "simulate",
                "--trace",
                trace,
                "--rate",
                "2",
                "--requests",
                "200",
                "--workers",
                "4",
                "--router",
                "least_tokens",
                "--step-scheduler",
                "static",
                "--planner",
                "greedy",
                "--profile",
                "a10",
                "--seed",
                seed,
                "--json",
                json.toString());
        assertThat(invocation.err()).isEmpty();
        assertThat(invocation.exitCode()).isZero();
        assertThat(invocation.out()).contains("200 requests", "P95");
        return Files.readString(json);
    }

    @Test
    void deadlinesAndCancelsAreCounted() {
        Invocation invocation = Invocation.of(
                "simulate",
                "--trace",
                trace,
                "--rate",
                "2",
                "--requests",
                "200",
                "--cancel-share",
                "1",
                "--deadline-factor",
                "0.7");
        assertThat(invocation.err()).isEmpty();
        assertThat(invocation.out())
                .containsPattern("200 requests: 0 done, [1-9][0-9]+ refused, [1-9][0-9]+ cancelled");
    }

    @Test
    void badOptionsAreNamed() {
        assertThat(Invocation.of("simulate", "--trace", trace, "--rate", "1", "--cancel-share", "2"))
                .satisfies(invocation -> {
                    assertThat(invocation.exitCode()).isEqualTo(2);
                    assertThat(invocation.err()).contains("cancelShare is 2.0");
                });
        assertThat(Invocation.of("simulate", "--trace", trace, "--rate", "-1")).satisfies(invocation -> {
            assertThat(invocation.exitCode()).isEqualTo(2);
            assertThat(invocation.err()).contains("rate must be positive");
        });
        assertThat(Invocation.of("simulate", "--trace", trace, "--rate", "1", "--router", "best"))
                .satisfies(invocation -> {
                    assertThat(invocation.exitCode()).isEqualTo(2);
                    assertThat(invocation.err()).contains("MASK_AWARE");
                });
    }

    @Test
    void aProfileOfThisMachineIsWrittenAndSimulated() {
        String profile = folder.resolve("profile.json").toString();
        Invocation fitted = Invocation.of("profile", "--output", profile, "--steps", "2", "--rounds", "2");
        assertThat(fitted.err()).isEmpty();
        assertThat(fitted.exitCode()).isZero();
        Invocation invocation = Invocation.of(
                "simulate",
                "--trace",
                trace,
                "--rate",
                "1",
                "--requests",
                "50",
                "--workers",
                "1",
                "--profile",
                profile);
        assertThat(invocation.err()).isEmpty();
        assertThat(invocation.out()).contains("50 requests");
    }

    @Test
    void aFileThatIsNoProfileIsNamed() {
        for (String file : new String[] {trace, folder.resolve("none.json").toString()}) {
            assertThat(Invocation.of("simulate", "--trace", trace, "--rate", "1", "--profile", file))
                    .satisfies(invocation -> {
                        assertThat(invocation.exitCode()).isEqualTo(2);
                        assertThat(invocation.err().strip().lines()).hasSize(1);
                        assertThat(invocation.err()).contains(file);
                    });
        }
    }
}
