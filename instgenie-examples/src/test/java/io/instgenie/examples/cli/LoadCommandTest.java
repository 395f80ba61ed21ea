package io.instgenie.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class LoadCommandTest {
    @TempDir
    Path folder;

    private String trace = "";

    @BeforeEach
    void write() throws IOException {
        trace = Files.writeString(folder.resolve("trace.csv"), "mask_ratio\n0.05\n0.1\n")
                .toString();
    }

    @Test
    void servesEveryEditAndTellsHowLongTheyTook() throws IOException {
        Path json = folder.resolve("load.json");
        Invocation invocation = Invocation.of(
                "load",
                "--trace",
                trace,
                "--rate",
                "50",
                "--edits",
                "4",
                "--steps",
                "2",
                "--templates",
                "2",
                "--workers",
                "2",
                "--router",
                "round_robin",
                "--variant",
                "cached_static",
                "--json",
                json.toString());
        assertThat(invocation.exitCode()).as(invocation.err()).isZero();
        assertThat(invocation.out()).contains("4 edits", "0 failed", "P95");
        assertThat(Files.readString(json))
                .contains(
                        "\"router\" : \"ROUND_ROBIN\"",
                        "\"variant\" : \"CACHED_STATIC\"",
                        "\"p95\"",
                        "\"failures\" : 0");
    }

    @Test
    void namesBadOptions() {
        Invocation rate = Invocation.of("load", "--trace", trace, "--rate", "0");
        assertThat(rate.exitCode()).isEqualTo(2);
        assertThat(rate.err()).contains("--rate");
        Invocation missing =
                Invocation.of("load", "--trace", folder.resolve("none").toString(), "--rate", "1");
        assertThat(missing.exitCode()).isEqualTo(2);
        assertThat(missing.err()).contains("none");
    }
}
