package io.instgenie.examples.cli;

import io.instgenie.EditEngine;
import io.instgenie.edit.Template;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures what registering a picture takes. */
@Command(
        name = "register",
        description = "Records a picture as a template and tells what that took. The cache is in memory and ends with "
                + "this process: this is a measurement, to size the cache of a server by.")
@SuppressWarnings("NullAway.Init") // picocli sets the options
final class RegisterCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ModelOption model;

    @Mixin
    private TemplateOptions picture;

    @Option(names = "--id", paramLabel = "ID", required = true, description = "Name of the template.")
    private String id;

    @Override
    public void run() {
        Template template = picture.template(id, picture.image(), model.maxSequenceLength());
        try (EditEngine engine = model.start()) {
            long start = System.nanoTime();
            engine.register(template);
            double seconds = (System.nanoTime() - start) / 1e9;
            long steps = (long) Math.ceil(template.numInferenceSteps() * template.strength());
            PrintWriter out = spec.commandLine().getOut();
            out.printf("template   %s, %s%n", id, template.image());
            out.printf("time       %.2f s, %.3f s a step%n", seconds, seconds / steps);
            long bytes = engine.hostCacheUse();
            out.printf("memory     %,d bytes, %,d bytes a step%n", bytes, bytes / steps);
            out.println("They were kept in this process's memory and are gone with it: this was a measurement.");
        }
    }
}
