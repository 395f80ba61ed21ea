package io.instgenie.examples.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** A command's options, and what came of them, as a JSON object. */
final class OptionsJson {
    private OptionsJson() {}

    /** Writes fields of an object that has begun. */
    @FunctionalInterface
    interface Fields {
        void write(JsonGenerator json) throws IOException;
    }

    static String write(CommandLine command, Fields result) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text).useDefaultPrettyPrinter()) {
            json.writeStartObject();
            json.writeObjectFieldStart("options");
            for (OptionSpec option : command.getCommandSpec().options()) {
                if (!option.inherited() && !option.longestName().equals("--json")) {
                    json.writeStringField(option.longestName().substring(2), Objects.toString(option.getValue()));
                }
            }
            json.writeEndObject();
            result.write(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // a StringWriter throws none
        }
        return text + "\n";
    }
}
