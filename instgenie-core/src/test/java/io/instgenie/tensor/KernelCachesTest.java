package io.instgenie.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import org.bytedeco.pytorch.StringOptional;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class KernelCachesTest {
    private static final String CAPACITY = "ONEDNN_PRIMITIVE_CACHE_CAPACITY";

    @BeforeAll
    static void load() {
        TorchRuntime.load();
    }

    @Test
    void kernelsAreBoundedOnceLibtorchIsLoaded() {
        assertThat(torch.has_env(CAPACITY) || torch.has_env("DNNL_PRIMITIVE_CACHE_CAPACITY"))
                .isTrue();
        assertThat(torch.has_env("LRU_CACHE_CAPACITY")).isTrue();
    }

    @Test
    void theHostsChoiceStands() {
        String before = valueOf(CAPACITY);
        try {
            torch.set_env(CAPACITY, "7");
            KernelCaches.bound();
            assertThat(valueOf(CAPACITY)).isEqualTo("7");
        } finally {
            torch.set_env(CAPACITY, before);
        }
    }

    private static String valueOf(String name) {
        try (StringOptional value = torch.get_env(name)) {
            return value.get().getString();
        }
    }
}
