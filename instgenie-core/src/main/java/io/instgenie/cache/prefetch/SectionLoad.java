package io.instgenie.cache.prefetch;

import io.instgenie.cache.disk.TemplateFile;
import io.instgenie.cost.Section;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A section of a template's file, read and checked. */
public record SectionLoad(TemplateFile file, int step, int block, Section section) implements BlockLoad {
    @Override
    public int bytes() {
        return file.header().layout().bytes(block, section);
    }

    @Override
    public void load(ByteBuffer slot) throws IOException {
        file.read(step, block, section, slot);
    }
}
