package io.instgenie.examples;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.instgenie.EditEngine;
import io.instgenie.edit.EditHandle;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Edits over HTTP: POST /edits?prompt tells a path, under which are GET (PNG), GET ?events (progress, server-sent) and DELETE. */
public record ServeMany(EditEngine engine, int steps, List<EditHandle> edits) {
    public static void main(String... args) throws IOException, InterruptedException {
        Arguments arguments = Arguments.of(args);
        ExecutorService executor = Executors.newCachedThreadPool();
        HttpServer server = HttpServer.create(new InetSocketAddress("localhost", 0), 0);
        server.setExecutor(executor);
        try (EditEngine engine = EditEngine.builder().maxPendingEdits(100).build()) {
            server.createContext(
                    "/edits", new ServeMany(engine, arguments.steps(), new CopyOnWriteArrayList<>())::handle);
            server.start();
            ServeManyClient.run(server.getAddress().getPort(), arguments.folder()); // a server of yours would run on
        } finally {
            server.stop(0);
            executor.shutdown();
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String query = String.valueOf(exchange.getRequestURI().getQuery());
            switch (exchange.getRequestMethod() + (query.equals("events") ? " events" : "")) {
                case "POST" -> submit(exchange, query);
                case "DELETE" -> exchange.sendResponseHeaders(edit(exchange).cancel() ? 204 : 409, -1);
                case "GET events" -> ServerSentEvents.send(edit(exchange), exchange);
                default -> send(edit(exchange), exchange);
            }
        }
    }

    private void submit(HttpExchange exchange, String prompt) throws IOException {
        EditHandle edit = engine.submit(Scene.CAR.request(prompt, steps)); // OverloadedException if it has enough
        edits.add(edit);
        exchange.sendResponseHeaders(202, 0);
        exchange.getResponseBody().write(("/edits/" + edits.indexOf(edit)).getBytes(StandardCharsets.UTF_8));
    }

    private static void send(EditHandle edit, HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(200, 0);
        edit.join().image().writePng(exchange.getResponseBody());
    }

    private EditHandle edit(HttpExchange exchange) {
        return edits.get(Integer.parseInt(exchange.getRequestURI().getPath().replace("/edits/", "")));
    }
}
