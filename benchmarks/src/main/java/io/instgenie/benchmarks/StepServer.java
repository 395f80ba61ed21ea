package io.instgenie.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Times steps on demand, so that a peer in another process can be timed in turns with them: a line {@code dense} or a mask ratio in, a
 * line of milliseconds out. Its first line tells of the workload: image tokens a side, text tokens, the model's folder. Arguments: the folder of
 * models, threads, device.
 */
public final class StepServer {
    private StepServer() {}

    public static void main(String[] args) throws IOException {
        try (StepWorkload workload = new StepWorkload(Path.of(args[0]), Integer.parseInt(args[1]), args[2]);
                BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            System.out.println(workload.size().grid() + " " + workload.size().textTokens() + " "
                    + RandomFlux.write(Path.of(args[0]), workload.size()));
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                double ratio = line.equals("dense") ? FluxFixture.DENSE : Double.parseDouble(line);
                System.out.println(workload.timedStep(new StepWorkload.Batch(ratio, 1)));
            }
        }
    }
}
