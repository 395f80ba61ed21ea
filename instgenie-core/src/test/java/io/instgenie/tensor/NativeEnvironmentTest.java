package io.instgenie.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class NativeEnvironmentTest {
    private static final String NAME = "INSTGENIE_NATIVE_ENVIRONMENT_TEST";

    @BeforeAll
    static void load() {
        TorchRuntime.load();
    }

    @Test
    void nativeCodeSeesTheVariableForJustSoLong() {
        assertThat(torch.has_env(NAME)).isFalse();
        NativeEnvironment.with(NAME + "=1", () -> {
            assertThat(torch.has_env(NAME)).isTrue();
            assertThat(torch.has_env("PATH")).isTrue();
        });
        assertThat(torch.has_env(NAME)).isFalse();
        assertThat(torch.has_env("PATH")).isTrue();
    }

    @Test
    void aFailureLeavesTheEnvironmentAsItWas() {
        assertThatIllegalStateException()
                .isThrownBy(() -> NativeEnvironment.with(NAME + "=1", () -> {
                    throw new IllegalStateException();
                }));
        assertThat(torch.has_env(NAME)).isFalse();
    }
}
