package io.instgenie.picture;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The file formats that are read, and those that are known by name only. */
enum PictureFormat {
    PNG(PngBlocks::parse, "\u0089PNG\r\n\u001a\n"),
    JPEG(JpegBlocks::parse, "\u00ff\u00d8\u00ff"),
    GIF(file -> FileBlocks.NONE, "GIF87a", "GIF89a"),
    BMP(file -> FileBlocks.NONE, "BM"),
    TIFF(TiffBlocks::parse, "II*\0", "MM\0*", "II+\0", "MM\0+"),
    WEBP(WebpBlocks::parse, "RIFF....WEBP"),
    AVIF("libavif's avifdec, or Pillow from 11.3 on, makes a PNG file of it", "....ftypavif", "....ftypavis"),
    HEIF("libheif's heif-convert makes a PNG file of it", "....ftyphei", "....ftyphev", "....ftypmif1", "....ftypmsf1"),
    JPEG_XL("libjxl's djxl makes a PNG file of it", "\u00ff\n", "\0\0\0\fJXL "),
    JPEG_2000("OpenJPEG's opj_decompress makes a PNG file of it", "\0\0\0\fjP  ", "\u00ffO\u00ffQ");

    private final @Nullable String remedy;
    private final Function<byte[], FileBlocks> blocks;
    private final List<byte[]> starts;

    PictureFormat(Function<byte[], FileBlocks> blocks, String... starts) {
        this(null, blocks, starts);
    }

    PictureFormat(String remedy, String... starts) {
        this(remedy, file -> FileBlocks.NONE, starts);
    }

    /** @param starts how files begin; a dot stands for any byte */
    PictureFormat(@Nullable String remedy, Function<byte[], FileBlocks> blocks, String... starts) {
        this.remedy = remedy;
        this.blocks = blocks;
        this.starts = Arrays.stream(starts)
                .map(start -> start.getBytes(StandardCharsets.ISO_8859_1))
                .toList();
    }

    /**
     * The format of a file's content.
     *
     * @throws PictureException if it is none that is read
     */
    static PictureFormat of(byte[] file) throws PictureException {
        for (PictureFormat format : values()) {
            if (format.starts.stream().anyMatch(start -> begins(file, start))) {
                if (format.remedy != null) {
                    throw new PictureException("is " + format.display() + ", which is not read here; " + format.remedy);
                }
                return format;
            }
        }
        throw new PictureException("is no picture of a known format (PNG, JPEG, WebP, TIFF, GIF, BMP)");
    }

    private String display() {
        return name().replace('_', ' ');
    }

    private static boolean begins(byte[] file, byte[] start) {
        for (int i = 0; i < start.length; i++) {
            if (i >= file.length || (start[i] != '.' && start[i] != file[i])) {
                return false;
            }
        }
        return true;
    }

    FileBlocks blocks(byte[] file) {
        return blocks.apply(file);
    }
}
