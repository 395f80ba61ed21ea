package io.instgenie.examples.cli;

import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The {@code instgenie} command. Exit codes: 0 done, 2 wrong usage or bad input, 1 anything else. */
@Command(
        name = "instgenie",
        description = "Edits pictures with diffusion models, computing only what an edit changes.",
        subcommands = {
            DemoCommand.class,
            EditCommand.class,
            RegisterCommand.class,
            TokensCommand.class,
            LoadCommand.class,
            ProfileCommand.class,
            SimulateCommand.class,
            DoctorCommand.class
        })
public final class InstGenie {
    @Option(names = "--verbose", scope = ScopeType.INHERIT, description = "Show the stack trace of a failure.")
    private boolean verbose;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Show this help.")
    @SuppressWarnings("UnusedVariable") // picocli reads the option itself
    private boolean help;

    private InstGenie() {}

    boolean verbose() {
        return verbose;
    }

    public static void main(String... args) {
        int exitCode = run(
                new PrintWriter(new OutputStreamWriter(System.out, StandardCharsets.UTF_8), true),
                new PrintWriter(new OutputStreamWriter(System.err, StandardCharsets.UTF_8), true),
                args);
        System.exit(exitCode);
    }

    /** Runs one command in this JVM and returns its exit code. */
    static int run(PrintWriter out, PrintWriter err, String... args) {
        InstGenie root = new InstGenie();
        Failures failures = new Failures(root::verbose);
        int exitCode = new CommandLine(root)
                .setOut(out)
                .setErr(err)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(failures)
                .setExecutionExceptionHandler(failures)
                .execute(args);
        out.flush();
        err.flush();
        return exitCode;
    }
}
