package io.instgenie.pretrained;

import io.instgenie.model.autoencoders.AutoencoderKl;
import io.instgenie.model.samplers.FlowMatchEuler;
import io.instgenie.model.textencoders.ClipTextModel;
import io.instgenie.model.textencoders.T5EncoderModel;
import io.instgenie.model.tokenizers.ClipTokenizer;
import io.instgenie.model.tokenizers.T5Tokenizer;
import io.instgenie.model.tokenizers.Tokenizer;
import io.instgenie.model.transformers.FluxTransformer;
import io.instgenie.model.transformers.Kernels;
import io.instgenie.model.transformers.TorchKernels;
import io.instgenie.tensor.Placement;
import io.instgenie.tensor.TensorScope;
import io.instgenie.weights.WeightFiles;
import io.instgenie.weights.Weights;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The models of a FLUX folder, ready to run. Thread-safe until closed. */
public final class FluxPipeline implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(FluxPipeline.class);

    private final PretrainedPipeline description;
    private final Placement placement;
    private final Tokenizer tokenizer;
    private final Tokenizer tokenizer2;
    private final Deque<AutoCloseable> models = new ArrayDeque<>();
    private final ClipTextModel textEncoder;
    private final T5EncoderModel textEncoder2;
    private final FluxTransformer transformer;
    private final AutoencoderKl vae;

    private FluxPipeline(PretrainedPipeline description, Placement placement, Kernels kernels) {
        this.placement = placement;
        this.description = description;
        Path folder = description.folder();
        tokenizer = ClipTokenizer.open(Component.TOKENIZER.in(folder));
        tokenizer2 = T5Tokenizer.open(Component.TOKENIZER_2.in(folder));
        try (TensorScope scope = TensorScope.open()) {
            textEncoder =
                    load(Component.TEXT_ENCODER, weights -> new ClipTextModel(description.textEncoder(), weights));
            textEncoder2 =
                    load(Component.TEXT_ENCODER_2, weights -> new T5EncoderModel(description.textEncoder2(), weights));
            transformer = load(
                    Component.TRANSFORMER, weights -> new FluxTransformer(description.transformer(), weights, kernels));
            vae = load(Component.VAE, weights -> new AutoencoderKl(description.vae(), weights));
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    /** Loads the plain weights in {@code folder} for the CPU. */
    public static FluxPipeline load(Path folder) {
        return load(PretrainedPipeline.read(folder), Placement.CPU, new TorchKernels());
    }

    /**
     * Loads everything that {@code description} tells of.
     *
     * @param placement of all networks
     * @param kernels of that device
     * @throws io.instgenie.edit.ModelFormatException if something is missing, malformed or unsupported
     */
    public static FluxPipeline load(PretrainedPipeline description, Placement placement, Kernels kernels) {
        return new FluxPipeline(description, placement, kernels);
    }

    private <T extends AutoCloseable> T load(Component component, Function<Weights, T> constructor) {
        WeightFiles files = description.weights(component);
        if (!files.passedOver().isEmpty()) {
            LOGGER.info("{} is read; passed over are {}", files.source(), files.passedOver());
        }
        try (Weights weights = Weights.open(files, placement)) {
            T model = constructor.apply(weights);
            models.push(model);
            if (!weights.unused().isEmpty()) {
                LOGGER.warn("{} holds parameters that its model does not use: {}", files.source(), weights.unused());
            }
            return model;
        }
    }

    /** Where its networks are. */
    public Placement placement() {
        return placement;
    }

    public PretrainedPipeline description() {
        return description;
    }

    /** CLIP's tokenizer. */
    public Tokenizer tokenizer() {
        return tokenizer;
    }

    /** T5's tokenizer. */
    public Tokenizer tokenizer2() {
        return tokenizer2;
    }

    public ClipTextModel textEncoder() {
        return textEncoder;
    }

    public T5EncoderModel textEncoder2() {
        return textEncoder2;
    }

    public FluxTransformer transformer() {
        return transformer;
    }

    public AutoencoderKl vae() {
        return vae;
    }

    public FlowMatchEuler sampler() {
        return new FlowMatchEuler(description.scheduler());
    }

    /** Pixels along a token's side: the autoencoder's factor times the patch of 2. */
    public int tokenSize() {
        return 2 * description.vae().scaleFactor();
    }

    @Override
    public void close() {
        while (!models.isEmpty()) {
            try {
                models.pop().close();
            } catch (Exception e) {
                throw new IllegalStateException("a model cannot be closed", e);
            }
        }
    }
}
