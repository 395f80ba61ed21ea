package io.instgenie.tensor;

import io.instgenie.edit.UnsupportedDeviceException;
import java.util.function.Predicate;

/** The sets of libtorch's natives that an application may bring: one of them. Stateless. */
final class NativeSets {
    private static final String PLATFORM = "linux-x86_64";

    private NativeSets() {}

    /**
     * JavaCPP would load parts of both, which crash together.
     *
     * @param exists whether the class path has a resource of this name
     * @throws UnsupportedDeviceException if both sets are there
     */
    static void requireOne(Predicate<String> exists) {
        if (exists.test(bindingOf(PLATFORM)) && exists.test(bindingOf(PLATFORM + "-gpu"))) {
            throw new UnsupportedDeviceException("org.bytedeco:pytorch is on the class path with both classifiers, "
                    + PLATFORM + " and " + PLATFORM + "-gpu; remove one");
        }
    }

    private static String bindingOf(String classifier) {
        return "org/bytedeco/pytorch/" + classifier + "/libjnitorch.so";
    }
}
