package io.instgenie.benchmarks;

import com.fasterxml.jackson.core.JsonGenerator;
import io.instgenie.cache.CacheContents;
import io.instgenie.cache.Lease;
import io.instgenie.cache.disk.BlockSections;
import io.instgenie.cache.disk.DamagedFileException;
import io.instgenie.cache.disk.DiskTier;
import io.instgenie.cache.disk.SlabLayout;
import io.instgenie.cache.disk.TemplateFile;
import io.instgenie.cache.disk.TemplateFileHeader;
import io.instgenie.cache.disk.TemplateFileWriter;
import io.instgenie.cost.Section;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Kills a process that writes templates' files, again and again at random moments, and then looks at every file it left. Arguments: kills
 * (default 100), seed (default 0), file for the result (default {@code benchmarks/results/kill-nine.json}).
 */
public final class KillNine {
    private static final int KEPT = 6;
    private static final int TEMPLATES = 12;
    private static final SlabLayout LAYOUT = SlabLayout.of(8, 8, BlockSections.of(64 << 10, 32 << 10));
    private static final int LONGEST_LIFE_MILLIS = 300;

    private int killedWhileWriting;
    private int wholeFiles;
    private int damagedFiles;
    private int strayFiles;

    private KillNine() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        int kills = args.length > 0 ? Integer.parseInt(args[0]) : 100;
        long seed = args.length > 1 ? Long.parseLong(args[1]) : 0;
        Path result = Path.of(args.length > 2 ? args[2] : "benchmarks/results/kill-nine.json");
        KillNine outcome = new KillNine();
        Random random = new Random(seed);
        try (ScratchFolder folder = ScratchFolder.create()) {
            for (int kill = 0; kill < kills; kill++) {
                outcome.kill(folder.path(), random);
            }
        }
        outcome.write(result, kills, seed);
        System.out.print(Files.readString(result));
        if (outcome.damagedFiles + outcome.strayFiles > 0) {
            throw new IllegalStateException("files were left that are neither whole nor set aside, or damaged");
        }
    }

    /** The process that is killed: it writes files, or reads them where they are, without end. */
    static final class Victim {
        public static void main(String[] args) throws IOException {
            DiskTier tier = tier(Path.of(args[0]));
            Random random = new Random(Long.parseLong(args[1]));
            System.out.println("begun");
            while (true) {
                String hash = "template-" + random.nextInt(TEMPLATES);
                Lease<TemplateFile> lease = tier.open(hash).orElse(null);
                if (lease == null) {
                    KillNine.write(tier, hash);
                } else {
                    lease.close();
                }
            }
        }
    }

    private void kill(Path folder, Random random) throws IOException, InterruptedException {
        Process victim = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Victim.class.getName(),
                        folder.toString(),
                        Long.toString(random.nextLong()))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader output = victim.inputReader(StandardCharsets.UTF_8)) {
            if (!"begun".equals(output.readLine())) {
                throw new IllegalStateException("the process that was to be killed did not begin");
            }
            TimeUnit.MICROSECONDS.sleep(random.nextInt(1000 * LONGEST_LIFE_MILLIS));
            victim.destroyForcibly().waitFor();
        }
        killedWhileWriting +=
                list(folder).stream().anyMatch(file -> file.toString().endsWith(".tmp")) ? 1 : 0;
        DiskTier tier = tier(folder);
        for (Path file : list(folder)) {
            check(tier, file.getFileName().toString());
        }
    }

    private void check(DiskTier tier, String name) throws IOException {
        if (!name.endsWith(".slabs")) {
            strayFiles++;
            return;
        }
        try (Lease<TemplateFile> lease =
                tier.open(name.substring(0, name.indexOf('.'))).orElseThrow()) {
            readAll(lease.value());
            wholeFiles++;
        } catch (DamagedFileException e) {
            damagedFiles++;
        }
    }

    private static void readAll(TemplateFile file) throws IOException {
        for (int step = 0; step < LAYOUT.steps(); step++) {
            for (int block = 0; block < LAYOUT.blocks().size(); block++) {
                for (Section section : Section.values()) {
                    ByteBuffer read = ByteBuffer.allocate(LAYOUT.bytes(block, section));
                    file.read(step, block, section, read);
                    if (!read.flip().equals(content(file.header().manifestHash(), step, block, section))) {
                        throw new DifferentContentException(file.header().manifestHash());
                    }
                }
            }
        }
    }

    /** The one thing that must never happen. */
    private static final class DifferentContentException extends IllegalStateException {
        DifferentContentException(String hash) {
            super("the file of " + hash + " holds other bytes than were written, and its checksums match them");
        }
    }

    private static DiskTier tier(Path folder) throws IOException {
        return new DiskTier(
                folder,
                CacheContents.leastRecentlyUsed(KEPT * header("template-00").fileBytes()),
                bytes -> 0,
                InstantSource.system());
    }

    private static TemplateFileHeader header(String hash) {
        return new TemplateFileHeader(hash, Map.of("made by", "KillNine"), "float32", 0, LAYOUT);
    }

    private static void write(DiskTier tier, String hash) throws IOException {
        try (TemplateFileWriter writer = tier.write(header(hash)).orElseThrow()) {
            for (int step = 0; step < LAYOUT.steps(); step++) {
                for (int block = 0; block < LAYOUT.blocks().size(); block++) {
                    for (Section section : Section.values()) {
                        writer.write(step, block, section, content(hash, step, block, section));
                    }
                }
            }
            writer.commit();
        }
    }

    private static ByteBuffer content(String hash, int step, int block, Section section) {
        byte[] bytes = new byte[LAYOUT.bytes(block, section)];
        new Random(List.of(hash, step, block, section.ordinal()).hashCode()).nextBytes(bytes);
        return ByteBuffer.wrap(bytes);
    }

    private static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    private void write(Path file, int kills, long seed) throws IOException {
        try (JsonGenerator json = ReportFile.open(file)) {
            json.writeStartObject();
            json.writeNumberField("seed", seed);
            json.writeNumberField("kills", kills);
            json.writeNumberField("killsWhileWriting", killedWhileWriting);
            json.writeNumberField("filesRead", wholeFiles);
            json.writeNumberField("filesDamaged", damagedFiles);
            json.writeNumberField("filesNeitherWholeNorSetAside", strayFiles);
            json.writeEndObject();
        }
    }
}
