package io.instgenie.mask;

import io.instgenie.edit.EditImage;
import io.instgenie.edit.EditMask;
import java.util.Optional;

/** What is edited, and what of it the model sees: the whole picture, or a crop around the mask. Immutable and thread-safe. */
public final class Subject {
    private final EditImage picture;
    private final Optional<MaskCrop> crop;
    private final EditImage seen;
    private final EditMask seenMask;

    private Subject(EditImage picture, Optional<MaskCrop> crop, EditImage seen, EditMask seenMask) {
        this.picture = picture;
        this.crop = crop;
        this.seen = seen;
        this.seenMask = seenMask;
    }

    /** All of {@code picture}. */
    public static Subject whole(EditImage picture, EditMask mask) {
        return new Subject(picture, Optional.empty(), picture, mask);
    }

    /** Of {@code picture} only a crop, computed at its own size. */
    public static Subject cropped(EditImage picture, EditMask mask, MaskCrop crop) {
        return new Subject(picture, Optional.of(crop), crop.cut(picture), crop.cut(mask));
    }

    /** As it came. */
    public EditImage picture() {
        return picture;
    }

    public Optional<MaskCrop> crop() {
        return crop;
    }

    /** The picture that the model sees. */
    public EditImage seen() {
        return seen;
    }

    /** What is masked of {@link #seen}. */
    public EditMask seenMask() {
        return seenMask;
    }

    /**
     * The result of an edit.
     *
     * @param edited as large as {@link #seen}
     * @param mask as large as the picture: how much of the edited one each pixel takes
     */
    public EditImage finished(EditImage edited, EditMask mask) {
        return PasteBack.paste(
                picture, crop.map(region -> region.putBack(picture, edited)).orElse(edited), mask);
    }
}
