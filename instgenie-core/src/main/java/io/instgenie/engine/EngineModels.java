package io.instgenie.engine;

import io.instgenie.device.ComputeDevice;
import io.instgenie.encode.PromptEncoder;
import io.instgenie.model.Denoiser;
import io.instgenie.model.Pipeline;
import io.instgenie.model.autoencoders.AutoencoderKl;
import io.instgenie.pretrained.PretrainedModel;
import io.instgenie.tensor.NativeErrors;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongPredicate;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A model on each of an engine's devices, and which worker is on which. An edit is encoded, denoised and decoded by one of them. All
 * are copies of one model, so that whatever a copy makes for the host is as good as another's. Thread-safe until closed.
 */
public final class EngineModels implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(EngineModels.class);

    private final List<DeviceModel> models;

    private EngineModels(List<DeviceModel> models) {
        this.models = List.copyOf(models);
    }

    /**
     * Loads a model to every device.
     *
     * @param devices one or more, its own from now on
     * @throws io.instgenie.edit.DeviceOutOfMemoryException if there is no memory for it
     */
    public static EngineModels load(PretrainedModel model, List<ComputeDevice> devices, long promptCacheBytes) {
        List<Pipeline> loaded = new ArrayList<>();
        try {
            devices.forEach(device -> loaded.add(model.load(device.placement(), device.kernels())));
        } catch (RuntimeException | Error e) {
            loaded.forEach(Pipeline::close);
            if (NativeErrors.isNative(e) || NativeErrors.isOutOfMemory(e)) {
                throw NativeErrors.translate(e);
            }
            throw e;
        }
        PromptEncoder prompts = new PromptEncoder(loaded.get(0).prompts(), promptCacheBytes);
        List<DeviceModel> models = new ArrayList<>();
        for (int i = 0; i < devices.size(); i++) {
            models.add(DeviceModel.of(
                    devices.get(i),
                    loaded.get(i),
                    prompts.sharedBy(loaded.get(i).prompts())));
        }
        return new EngineModels(models);
    }

    /** The one on a worker's device. Workers are dealt to devices in turn. */
    public DeviceModel of(int worker) {
        return models.get(worker % models.size());
    }

    public DeviceModel of(Denoiser denoiser) {
        return find(model -> model.pipeline().denoiser() == denoiser);
    }

    public DeviceModel of(AutoencoderKl vae) {
        return find(model -> model.pipeline().autoencoder() == vae);
    }

    /** Has pictures that are too large computed in tiles; before anything is computed. */
    public void tileWhere(LongPredicate tooLarge) {
        models.forEach(model -> model.pipeline().autoencoder().tileWhere(tooLarge));
    }

    private DeviceModel find(Predicate<DeviceModel> wanted) {
        return models.stream().filter(wanted).findFirst().orElseThrow();
    }

    /** One of them, for what all have alike: configuration, tokenizers, costs. */
    public DeviceModel any() {
        return models.get(0);
    }

    /** Closes all; a device that was lost may keep what it has. */
    @Override
    public void close() {
        closeEach(DeviceModel::close);
    }

    /** Leaves devices as they are, for what still uses their memory. */
    public void closePipelines() {
        closeEach(model -> model.pipeline().close());
    }

    private void closeEach(Consumer<DeviceModel> closing) {
        for (DeviceModel model : models) {
            try {
                closing.accept(model);
            } catch (RuntimeException e) {
                LOGGER.warn("{} could not be closed", model.device().name(), NativeErrors.translate(e));
            }
        }
    }
}
