package io.instgenie.examples.cli;

import java.io.PrintWriter;
import java.io.StringWriter;

/** One run of the command line in this JVM. */
record Invocation(int exitCode, String out, String err) {
    static Invocation of(String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode = InstGenie.run(new PrintWriter(out), new PrintWriter(err), args);
        return new Invocation(exitCode, out.toString(), err.toString());
    }
}
