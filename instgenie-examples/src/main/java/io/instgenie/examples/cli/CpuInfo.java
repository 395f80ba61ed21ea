package io.instgenie.examples.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * The processor, as Linux tells it.
 *
 * @param model its name
 * @param features instruction sets that make a difference to matrix products
 */
record CpuInfo(String model, List<String> features) {
    private static final Path FILE = Path.of("/proc/cpuinfo");
    private static final List<String> KNOWN = List.of("avx2", "avx512f", "avx512_bf16", "amx_tile", "amx_bf16");

    static CpuInfo read() throws IOException {
        return Files.isReadable(FILE) ? parse(Files.readAllLines(FILE)) : parse(List.of());
    }

    static CpuInfo parse(List<String> lines) {
        List<String> flags = Arrays.asList(value(lines, "flags").split(" "));
        return new CpuInfo(
                value(lines, "model name"),
                KNOWN.stream().filter(flags::contains).toList());
    }

    private static String value(List<String> lines, String key) {
        return lines.stream()
                .filter(line -> line.split(":")[0].strip().equals(key))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse("unknown");
    }
}
