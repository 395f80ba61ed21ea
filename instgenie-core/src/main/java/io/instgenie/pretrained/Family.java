package io.instgenie.pretrained;

import java.util.Set;

/** Models of one architecture, told by the pipeline class that their folder's {@code model_index.json} names. Stateless. */
interface Family {
    /** Diffusers' classes whose folders it reads. */
    Set<String> pipelineClasses();

    /**
     * Reads a folder of one of these classes.
     *
     * @param index its {@code model_index.json}
     * @throws io.instgenie.edit.ModelFormatException as {@link PretrainedModels#read}
     */
    PretrainedModel read(ModelFolder folder, Config index);
}
