package io.instgenie.tensor;

import java.nio.charset.Charset;
import java.nio.file.Path;
import org.bytedeco.javacpp.BytePointer;

/**
 * Paths as the operating system has them. JavaCPP spells a {@link String} in the default charset, which {@code -Dfile.encoding} may have
 * made one that lacks letters of the path; the JVM itself spells paths in {@code sun.jnu.encoding}. Stateless.
 */
public final class NativePaths {
    private static final Charset ENCODING = Charset.forName(
            System.getProperty("sun.jnu.encoding", Charset.defaultCharset().name()));

    private NativePaths() {}

    /** The path's bytes, ended by a zero; the caller closes it. */
    public static BytePointer of(Path path) {
        byte[] bytes = path.toString().getBytes(ENCODING);
        return new BytePointer(bytes.length + 1L).put(bytes).put(bytes.length, (byte) 0);
    }
}
