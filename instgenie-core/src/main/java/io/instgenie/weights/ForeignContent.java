package io.instgenie.weights;

import io.instgenie.edit.ModelFormatException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What downloads leave in the place of a model's file, and other formats under its name, told by their first bytes. Stateless. */
public final class ForeignContent {
    /** As many of a file's first bytes as are looked at. */
    static final int LOOKED_AT = 512;

    private static final Pattern LFS_POINTER =
            Pattern.compile("version https://git-lfs\\.github\\.com/spec/.*?(?:\\Rsize (\\d+).*)?", Pattern.DOTALL);
    private static final Pattern HTML =
            Pattern.compile("\\W*<(!doctype html|html|head|body|\\?xml)\\b.*", Pattern.DOTALL | Pattern.UNICODE_CASE);
    private static final int PICKLE = 0x80;

    private ForeignContent() {}

    /**
     * Refuses a file that is something else than its name says.
     *
     * @param bytes the file, or its beginning
     * @throws ModelFormatException that tells what it is
     */
    public static void refuse(Path file, byte[] bytes) {
        Optional<String> found = describe(bytes);
        if (found.isPresent()) {
            throw new ModelFormatException(file + " is " + found.get());
        }
    }

    private static Optional<String> describe(byte[] bytes) {
        String start = new String(Arrays.copyOf(bytes, Math.min(bytes.length, LOOKED_AT)), StandardCharsets.ISO_8859_1);
        Matcher pointer = LFS_POINTER.matcher(start);
        if (pointer.matches()) {
            String size = pointer.group(1) == null ? "" : " of " + pointer.group(1) + " bytes";
            return Optional.of("a Git LFS pointer, not the file" + size + " it stands for; get that by 'git lfs pull'");
        }
        if (HTML.matcher(start.toLowerCase(Locale.ROOT)).matches()) {
            return Optional.of(
                    "an HTML page: its download was answered by a page to log in, to accept a licence, or of "
                            + "an error; download it again");
        }
        if (start.startsWith("PK\u0003\u0004")) {
            return Optional.of("a ZIP archive, which is how PyTorch saves pickled weights; only safetensors are read");
        }
        if (start.startsWith("GGUF")) {
            return Optional.of("a GGUF file; only safetensors in Diffusers' folders are read");
        }
        if (start.length() > 2 && start.charAt(0) == PICKLE && start.charAt(1) < 6 && start.charAt(2) != 0) {
            return Optional.of("a Python pickle; only safetensors are read");
        }
        return Optional.empty();
    }
}
