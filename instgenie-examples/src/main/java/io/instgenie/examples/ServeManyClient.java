package io.instgenie.examples;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;

/** What a browser would ask of {@link ServeMany}: an edit, its progress and its picture, and another that is given up. */
final class ServeManyClient {
    private final HttpClient client = HttpClient.newHttpClient();
    private final String server;

    private ServeManyClient(int port) {
        server = "http://localhost:" + port;
    }

    static void run(int port, Path folder) throws IOException, InterruptedException {
        ServeManyClient self = new ServeManyClient(port);
        String car = self.submit("put+a+car+here");
        String cat = self.submit("put+a+cat+here");
        System.out.println("gave up " + cat + ": " + self.delete(cat));
        self.client
                .send(self.request(car + "?events").build(), BodyHandlers.ofLines())
                .body()
                .filter(line -> !line.isEmpty())
                .forEach(System.out::println);
        self.client.send(self.request(car).build(), BodyHandlers.ofFile(folder.resolve("served.png")));
        System.out.println("pictures are in " + folder);
    }

    private String submit(String prompt) throws IOException, InterruptedException {
        HttpRequest request = request("/edits?" + prompt)
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        return client.send(request, BodyHandlers.ofString()).body();
    }

    private int delete(String path) throws IOException, InterruptedException {
        return client.send(request(path).DELETE().build(), BodyHandlers.discarding())
                .statusCode();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(server + path));
    }
}
