package io.instgenie.examples;

import com.sun.net.httpserver.HttpExchange;
import io.instgenie.edit.EditHandle;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** Tells an edit's progress to a browser's {@code EventSource}. */
final class ServerSentEvents {
    private static final String END = "end";

    private ServerSentEvents() {}

    /** Sends an event for every step from now on, and one at the end. The engine never waits for the network: a queue is between. */
    static void send(EditHandle edit, HttpExchange exchange) throws IOException {
        BlockingQueue<String> events = new LinkedBlockingQueue<>();
        edit.onProgress(progress -> events.add("step " + progress.step() + " of " + progress.steps()));
        edit.future().whenComplete((result, failure) -> events.add(END));
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        OutputStream body = exchange.getResponseBody();
        try {
            for (String event = events.take(); ; event = events.take()) {
                body.write(("data: " + event + "\n\n").getBytes(StandardCharsets.UTF_8));
                body.flush();
                if (event.equals(END)) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
