package io.instgenie.benchmarks;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** How much of the machine's processors other processes, and the machine's host, take meanwhile: what a measurement is disturbed by. */
final class OtherProcesses {
    private static final double TICKS_PER_SECOND = 100;
    private static final int IDLE = 3;
    private static final int WAITING = 4;
    private static final int STOLEN = 7;

    private final long began = System.nanoTime();
    private final double busyBefore = busySeconds();
    private final double ownBefore = ownSeconds();

    /** The share of all processors since this was made, 0 to 1. */
    double share() {
        double seconds =
                (System.nanoTime() - began) / 1e9 * Runtime.getRuntime().availableProcessors();
        return Math.max(0, (busySeconds() - busyBefore - (ownSeconds() - ownBefore)) / seconds);
    }

    /** Seconds of all processors that were not idle, by the first line of /proc/stat: user, nice, system, idle, waiting, two kinds of interrupts, stolen. */
    private static double busySeconds() {
        try {
            String all = Files.readAllLines(Path.of("/proc/stat")).get(0);
            long[] ticks = Arrays.stream(all.split(" +"))
                    .skip(1)
                    .limit(STOLEN + 1)
                    .mapToLong(Long::parseLong)
                    .toArray();
            return (Arrays.stream(ticks).sum() - ticks[IDLE] - ticks[WAITING]) / TICKS_PER_SECOND;
        } catch (IOException e) {
            throw new IllegalStateException("/proc/stat cannot be read", e);
        }
    }

    private static double ownSeconds() {
        return ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class)
                        .getProcessCpuTime()
                / 1e9;
    }
}
