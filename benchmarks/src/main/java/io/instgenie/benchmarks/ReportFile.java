package io.instgenie.benchmarks;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where a benchmark writes its JSON. */
final class ReportFile {
    private ReportFile() {}

    /** A generator that indents; it closes the file when it is closed. Missing folders are made. */
    static JsonGenerator open(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        return new JsonFactory().createGenerator(Files.newOutputStream(file)).useDefaultPrettyPrinter();
    }
}
