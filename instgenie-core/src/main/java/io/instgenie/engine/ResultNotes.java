package io.instgenie.engine;

import io.instgenie.edit.EditImage;
import io.instgenie.encode.EditPlan;
import java.util.ArrayList;
import java.util.List;

/** What the caller of an edit should know of its result. Stateless. */
public final class ResultNotes {
    private ResultNotes() {}

    /**
     * All notes.
     *
     * @param encoding what was noted when the edit was encoded
     */
    public static List<String> of(EditPlan plan, EditImage result, List<String> encoding) {
        List<String> notes = new ArrayList<>(encoding);
        notes.addAll(plan.picture().notes());
        if (plan.request().mask().isEmpty()) {
            notes.add("nothing was repainted: the mask is black throughout");
        } else if (result.equals(plan.picture())) {
            notes.add("no pixel has changed: what was repainted came out as it was");
        }
        return notes;
    }
}
