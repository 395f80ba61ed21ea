package io.instgenie.tensor;

import org.bytedeco.pytorch.Dispatcher;
import org.bytedeco.pytorch.GenericList;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.OperatorHandle;
import org.bytedeco.pytorch.OperatorName;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.Type;
import org.bytedeco.pytorch.global.torch;

/** An operator of libtorch that has no Java binding, called through the dispatcher. Thread-safe; lives as long as the process. */
final class UnboundOperator {
    private final OperatorHandle handle;

    private UnboundOperator(OperatorHandle handle) {
        this.handle = handle;
    }

    /** Whether this build of libtorch has it. */
    static boolean exists(String name, String overload) {
        return Dispatcher.singleton()
                .findSchema(new OperatorName(name, overload))
                .has_value();
    }

    static UnboundOperator find(String name, String overload) {
        return new UnboundOperator(Tensors.hold(Dispatcher.singleton().findSchemaOrThrow(name, overload)));
    }

    /** Calls it with what its schema asks for; its result belongs to the scope at hand. */
    Tensor call(IValue... arguments) {
        try (IValueVector stack = new IValueVector(arguments)) {
            handle.callBoxed(stack);
            return new Tensor(stack.get(0).toTensor()); // a reference into the stack otherwise
        }
    }

    /** An {@code int[]}, to be held. */
    static IValue ints(long... values) {
        GenericList list = new GenericList(elementType("int[]"));
        for (long value : values) {
            list.push_back(new IValue(value));
        }
        return new IValue(list);
    }

    /** An empty {@code Scalar?[]}, to be held. */
    static IValue noScalars() {
        return new IValue(new GenericList(elementType("Scalar?[]")));
    }

    /** A list's element type must be exact, and a schema is where it can be had. */
    private static Type.TypePtr elementType(String listType) {
        return torch.parseSchema("f(" + listType + " s) -> ()")
                .arguments()
                .type()
                .get()
                .containedType(0);
    }
}
