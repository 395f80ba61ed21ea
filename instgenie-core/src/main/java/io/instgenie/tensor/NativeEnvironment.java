package io.instgenie.tensor;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;

/**
 * The environment as native libraries see it, which Java cannot change: C's {@code environ}, a list of pointers that ends in null.
 * Stateless.
 */
final class NativeEnvironment {
    private NativeEnvironment() {}

    /**
     * Runs {@code action} while the environment has one more variable; afterwards it is what it was. Nobody else may change it meanwhile.
     *
     * @param assignment {@code NAME=value}, of a name that the environment does not have
     */
    static void with(String assignment, Runnable action) {
        Pointer address = Loader.addressof("environ");
        if (address == null) { // not a C library that has it
            action.run();
            return;
        }
        PointerPointer<Pointer> environ = new PointerPointer<>(address);
        Pointer before = environ.get(0);
        try (BytePointer added = new BytePointer(assignment);
                PointerPointer<Pointer> extended = extend(before, added)) {
            environ.put(0, extended);
            try {
                action.run();
            } finally {
                environ.put(0, before);
            }
        }
    }

    private static PointerPointer<Pointer> extend(Pointer list, Pointer added) {
        PointerPointer<Pointer> old = new PointerPointer<>(list);
        List<Pointer> variables = new ArrayList<>();
        for (Pointer variable = old.get(0); variable != null; variable = old.get(variables.size())) {
            variables.add(variable);
        }
        variables.add(added);
        PointerPointer<Pointer> extended = new PointerPointer<>(variables.size() + 1L);
        for (int i = 0; i < variables.size(); i++) {
            extended.put(i, variables.get(i));
        }
        extended.put(variables.size(), (Pointer) null);
        return extended;
    }
}
