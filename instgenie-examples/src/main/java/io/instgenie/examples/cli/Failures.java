package io.instgenie.examples.cli;

import io.instgenie.edit.InvalidRequestException;
import io.instgenie.edit.ModelFormatException;
import io.instgenie.tensor.NativeErrors;
import java.io.PrintWriter;
import java.util.function.BooleanSupplier;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Tells a failure in one line on stderr and as an exit code, so that scripts can read both. */
final class Failures implements IParameterExceptionHandler, IExecutionExceptionHandler {
    private final BooleanSupplier verbose;

    Failures(BooleanSupplier verbose) {
        this.verbose = verbose;
    }

    @Override
    public int handleParseException(ParameterException e, String[] args) {
        tell(e.getCommandLine(), e);
        return ExitCode.USAGE;
    }

    @Override
    public int handleExecutionException(Exception e, CommandLine command, ParseResult parsed) {
        tell(command, e);
        return e instanceof InvalidRequestException || e instanceof ModelFormatException
                ? ExitCode.USAGE
                : ExitCode.SOFTWARE;
    }

    private void tell(CommandLine command, Exception e) {
        PrintWriter err = command.getErr();
        String message = NativeErrors.isNative(e) || e.getMessage() == null ? NativeErrors.message(e) : e.getMessage();
        err.println(command.getCommandSpec().qualifiedName() + ": "
                + message.replaceAll("\\s*\\R\\s*", " ").strip());
        if (verbose.getAsBoolean()) {
            e.printStackTrace(err);
        }
    }
}
