package io.instgenie.tensor;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.instgenie.edit.UnsupportedDeviceException;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NativeSetsTest {
    private static final String CPU = "org/bytedeco/pytorch/linux-x86_64/libjnitorch.so";
    private static final String GPU = "org/bytedeco/pytorch/linux-x86_64-gpu/libjnitorch.so";

    @Test
    void refusesBothClassifiers() {
        assertThatExceptionOfType(UnsupportedDeviceException.class)
                .isThrownBy(() -> NativeSets.requireOne(Set.of(CPU, GPU)::contains))
                .withMessageContaining("both classifiers, linux-x86_64 and linux-x86_64-gpu; remove one");
    }

    @Test
    void takesEitherOrNone() {
        assertThatCode(() -> NativeSets.requireOne(Set.of(CPU)::contains)).doesNotThrowAnyException();
        assertThatCode(() -> NativeSets.requireOne(Set.of(GPU)::contains)).doesNotThrowAnyException();
        assertThatCode(() -> NativeSets.requireOne(name -> false)).doesNotThrowAnyException();
    }

    /** What the class path of these tests has, by the name that is looked for. */
    @Test
    void knowsTheNameOfTheBinding() {
        assertThatExceptionOfType(UnsupportedDeviceException.class)
                .isThrownBy(() -> NativeSets.requireOne(
                        name -> name.equals(GPU) || getClass().getResource("/" + name) != null));
    }
}
