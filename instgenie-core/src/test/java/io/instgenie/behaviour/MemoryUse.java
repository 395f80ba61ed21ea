package io.instgenie.behaviour;

import io.instgenie.EditEngine;
import io.instgenie.EditEngineBuilder;
import io.instgenie.edit.EditImage;
import io.instgenie.edit.EditMask;
import io.instgenie.edit.EditRequest;
import io.instgenie.edit.EditResult;
import io.instgenie.edit.InvalidRequestException;
import io.instgenie.model.autoencoders.AutoencoderKl;
import io.instgenie.pretrained.EmbeddedModel;
import io.instgenie.pretrained.FluxPipeline;
import io.instgenie.tensor.TensorScope;
import io.instgenie.tensor.TorchRuntime;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** How much memory a process has resident at most: programs, since a JVM that ran other tests before has what those left. */
final class MemoryUse {
    private static final int WIDTH = 4000;
    private static final int HEIGHT = 3000;

    private MemoryUse() {}

    /** Runs one of these programs with a heap of so many megabytes; what it prints, a line each. */
    static List<String> run(int heapMegabytes, Object... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heapMegabytes + "m",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                MemoryUse.class.getName()));
        Stream.of(arguments).map(String::valueOf).forEach(command::add);
        Process program = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        return new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
    }

    /** {@code photo}, or {@code vae} with pictures' widths and heights. */
    public static void main(String[] arguments) throws IOException {
        if (arguments[0].equals("photo")) {
            editPhoto();
            return;
        }
        TorchRuntime.useThreads(1);
        try (FluxPipeline pipeline = FluxPipeline.load(EmbeddedModel.folder(EditEngineBuilder.defaultCacheFolder()))) {
            use(pipeline.autoencoder(), 64, 64);
            for (int i = 1; i < arguments.length; i += 2) {
                use(pipeline.autoencoder(), Integer.parseInt(arguments[i]), Integer.parseInt(arguments[i + 1]));
            }
        }
    }

    /** Prints why a photo of 12 megapixels is refused whole, how it was edited in a crop, and the most memory that took. */
    private static void editPhoto() throws IOException {
        byte[] rgb = new byte[WIDTH * HEIGHT * 3];
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = (byte) (i / 3 % WIDTH / 16 + i / 3 / WIDTH / 12 + i % 3 * 40);
        }
        EditRequest.Builder request = EditRequest.builder()
                .image(EditImage.ofRgb(WIDTH, HEIGHT, rgb))
                .mask(EditMask.rectangle(WIDTH, HEIGHT, 1700, 900, 300, 300))
                .prompt("a red balloon")
                .numInferenceSteps(2)
                .maxSequenceLength(24);
        try (EditEngine engine = EditEngine.builder().build()) {
            try {
                engine.submit(request.build());
                System.out.println("not refused");
            } catch (InvalidRequestException e) {
                System.out.println(e.getMessage());
            }
            EditResult result = engine.edit(request.paddingMaskCrop(32).build());
            System.out.println(String.join("; ", result.provenance().notes()));
            System.out.println(differences(rgb, result.image().toRgbBytes()));
            System.out.println(resident("VmHWM"));
        }
    }

    /** Whether something changed under the mask, and nothing outside. */
    private static String differences(byte[] before, byte[] after) {
        int inside = 0;
        int outside = 0;
        for (int i = 0; i < before.length; i++) {
            int x = i / 3 % WIDTH;
            int y = i / 3 / WIDTH;
            boolean masked = x >= 1700 && x < 2000 && y >= 900 && y < 1200;
            inside += masked && before[i] != after[i] ? 1 : 0;
            outside += !masked && before[i] != after[i] ? 1 : 0;
        }
        return (inside > 0) + " " + outside;
    }

    /** Prints by how many bytes the process grew at most while a picture was encoded and decoded. */
    private static void use(AutoencoderKl vae, int width, int height) throws IOException {
        long before = resident("VmRSS");
        Files.writeString(Path.of("/proc/self/clear_refs"), "5"); // forgets the highest use so far
        TensorOptions floats = new TensorOptions(ScalarType.Float);
        try (TensorScope scope = TensorScope.open()) {
            vae.encode(torch.zeros(new long[] {1, 3, height, width}, floats));
        }
        try (TensorScope scope = TensorScope.open()) {
            vae.decode(torch.zeros(new long[] {1, vae.config().latentChannels(), height / 8, width / 8}, floats));
        }
        System.out.println(resident("VmHWM") - before);
    }

    private static long resident(String field) throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
            return lines.filter(line -> line.startsWith(field + ":"))
                            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                            .findFirst()
                            .orElseThrow()
                    << 10;
        }
    }
}
