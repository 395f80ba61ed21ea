package io.instgenie.examples.cli;

import static java.util.Locale.ROOT;

import io.instgenie.EditEngine;
import io.instgenie.EditEngineBuilder;
import io.instgenie.cuda.CudaMachine;
import io.instgenie.cuda.CudaWorkerDevice;
import io.instgenie.metrics.CostFit;
import io.instgenie.tensor.LinearBackend;
import io.instgenie.tensor.TorchInfo;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** What this machine offers and what the library made of it. */
@Command(name = "doctor", description = "Tells about the JVM, the processor, libtorch and what was chosen for them.")
@SuppressWarnings("NullAway.Init") // picocli sets the options
final class DoctorCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Runtime runtime = Runtime.getRuntime();
        tell("java", Runtime.version() + ", " + System.getProperty("java.vm.name"));
        tell("heap", (runtime.maxMemory() >> 20) + " MiB at most");
        tell(
                "system",
                System.getProperty("os.name") + " " + System.getProperty("os.version") + ", "
                        + System.getProperty("os.arch"));
        CpuInfo cpu = CpuInfo.read();
        tell("processor", cpu.model() + ", " + runtime.availableProcessors() + " available");
        tell("features", String.join(" ", cpu.features()));
        TorchInfo torch = TorchInfo.read();
        tell("javacpp", torch.javacppVersion());
        tell("libtorch", torch.torchVersion() + ", " + torch.cpuCapability() + (torch.oneDnn() ? ", oneDNN" : ""));
        tell("threads", torch.threads() + " an operator, waiting " + torch.waiting());
        for (LinearBackend backend : LinearBackend.values()) {
            tell("linear " + backend, LinearBackend.bestNanoseconds(backend) + " ns a small product");
        }
        tell("linear", LinearBackend.fastest() + " was chosen");
        tellCosts();
        tell("devices", "cpu");
        for (String line : CudaMachine.read().report()) {
            tell("cuda", line);
        }
        CudaWorkerDevice.libtorchProblem().ifPresent(problem -> tell("cuda", problem));
        tell("natives", torch.nativesFolder().toString());
        tell("models", EditEngineBuilder.defaultCacheFolder().toString());
        return 0;
    }

    /** As an engine with files measures them when it starts. */
    private void tellCosts() throws IOException {
        Path folder = Files.createTempDirectory("instgenie-doctor");
        try (EditEngine engine = EditEngine.builder().diskCache(folder, 0).build()) {
            CostFit fit = engine.stats().costFit();
            tell("costs", String.format(ROOT, "R^2 is %.3f of blocks, %.3f of loads", fit.blocks(), fit.loads()));
        } finally {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
                for (Path file : files) {
                    Files.delete(file);
                }
            }
            Files.delete(folder);
        }
    }

    private void tell(String what, String how) {
        spec.commandLine().getOut().printf("%-14s %s%n", what, how);
    }
}
