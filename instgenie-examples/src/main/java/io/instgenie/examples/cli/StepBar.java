package io.instgenie.examples.cli;

import io.instgenie.edit.EditProgress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.jspecify.annotations.Nullable;

/** A bar of denoising steps on stderr; nothing at all where stderr is no terminal. */
final class StepBar implements AutoCloseable {
    private static final int COLUMNS = 80;

    private final @Nullable ProgressBar bar;

    private StepBar(@Nullable ProgressBar bar) {
        this.bar = bar;
    }

    static StepBar open(String task) {
        if (!isTerminal(Path.of("/proc/self/fd/2"))) {
            return new StepBar(null);
        }
        return new StepBar(new ProgressBarBuilder()
                .setTaskName(task)
                .setUnit(" steps", 1)
                .setConsumer(new ConsoleProgressBarConsumer(System.err, COLUMNS))
                .build());
    }

    /** System.console() tells of stdin and stdout only. */
    private static boolean isTerminal(Path descriptor) {
        try {
            String target = Files.readSymbolicLink(descriptor).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    void show(EditProgress progress) {
        if (bar != null) {
            bar.maxHint(progress.steps());
            bar.stepTo(progress.step());
        }
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
