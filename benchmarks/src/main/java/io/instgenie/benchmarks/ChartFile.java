package io.instgenie.benchmarks;

import java.awt.Font;
import java.awt.font.FontRenderContext;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.XYChart;

/** Where a benchmark draws its charts: a PNG, left out with a line that says so where the JVM finds no fonts, as on many a server. */
final class ChartFile {
    private ChartFile() {}

    /** @param file without {@code .png} */
    static void write(Path file, List<XYChart> charts, int rows, int columns) throws IOException {
        if (hasFonts()) {
            BitmapEncoder.saveBitmap(charts, rows, columns, file.toString(), BitmapFormat.PNG);
        } else {
            System.out.println(file + ".png is left out: this JVM finds no fonts");
        }
    }

    private static boolean hasFonts() {
        try {
            new Font(Font.SANS_SERIF, Font.PLAIN, 1).getStringBounds("x", new FontRenderContext(null, true, true));
            return true;
        } catch (LinkageError
                | InternalError
                | RuntimeException e) { // a library of the system is missing, or its configuration
            return false;
        }
    }
}
