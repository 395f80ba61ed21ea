package io.instgenie.simulator;

import io.instgenie.edit.InvalidRequestException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A trace of mask ratios: a number from 0 to 1 on each line; a first line that is none is a heading. */
public final class TraceFile {
    private TraceFile() {}

    /**
     * Reads a trace.
     *
     * @throws InvalidRequestException if it cannot be read, is empty, or a line is no ratio; the message names file and line
     */
    public static List<Double> read(Path file) {
        List<String> lines;
        try {
            lines = Files.readAllLines(file);
        } catch (IOException e) {
            throw new InvalidRequestException(file + " cannot be read: " + e, e);
        }
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (!line.isEmpty() && !(i == 0 && Character.isLetter(line.charAt(0)))) {
                ratios.add(ratio(file, i + 1, line));
            }
        }
        if (ratios.isEmpty()) {
            throw new InvalidRequestException(file + " holds no mask ratio");
        }
        return ratios;
    }

    private static double ratio(Path file, int number, String line) {
        try {
            double ratio = Double.parseDouble(line);
            if (ratio >= 0 && ratio <= 1) {
                return ratio;
            }
        } catch (NumberFormatException e) {
            throw new InvalidRequestException(file + ", line " + number + " is no number: " + line, e);
        }
        throw new InvalidRequestException(file + ", line " + number + " is " + line + ", must be 0 to 1");
    }
}
