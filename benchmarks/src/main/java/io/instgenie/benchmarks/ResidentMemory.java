package io.instgenie.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How much of this process lies in memory. */
final class ResidentMemory {
    private ResidentMemory() {}

    /** VmRSS. */
    static long bytes() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) << 10;
            }
        }
        throw new IOException("/proc/self/status tells no VmRSS");
    }
}
