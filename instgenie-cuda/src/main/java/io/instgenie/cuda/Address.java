package io.instgenie.cuda;

import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.Pointer;

/** A bare address in the form the binding takes; it owns nothing. */
final class Address extends Pointer {
    Address(long address) {
        this.address = address;
    }

    static FloatPointer floats(long address) {
        return new FloatPointer(new Address(address));
    }

    static IntPointer ints(long address) {
        return new IntPointer(new Address(address));
    }
}
