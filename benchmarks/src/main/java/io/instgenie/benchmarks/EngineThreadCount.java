package io.instgenie.benchmarks;

/** How many threads of engines are alive in this process. */
final class EngineThreadCount {
    private static final int PATIENCE_MILLIS = 10_000;

    private EngineThreadCount() {}

    static int now() {
        return (int) Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("instgenie-"))
                .count();
    }

    /** The same once an engine is closed: an executor has ended a moment before its last thread has. */
    static int afterClose() throws InterruptedException {
        for (int waited = 0; now() > 0 && waited < PATIENCE_MILLIS; waited += 10) {
            Thread.sleep(10);
        }
        return now();
    }
}
