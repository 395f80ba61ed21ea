"""What Diffusers' pipelines make of prompts where the parity cases do not go: clip_skip, attention masks, negative prompts, padding by "!".

    python3 prompts.py ../resources/parity     # Diffusers 0.42.1, Transformers 5.24, PyTorch 2.15

Writes prompts/expected.safetensors there, from the models of the cases sd15-inpaint and sdxl-blend.
"""

import sys
from pathlib import Path

from diffusers import StableDiffusionInpaintPipeline, StableDiffusionXLInpaintPipeline
from safetensors.torch import save_file
from transformers import CLIPTokenizer

PROMPT = "a red car, on the grass!"
NEGATIVE = "blurry"


def stable_diffusion(folder):
    pipeline = StableDiffusionInpaintPipeline.from_pretrained(folder, safety_checker=None)
    encoder = pipeline.text_encoder
    # Diffusers asks for the attribute that Transformers had before version 5.
    object.__setattr__(encoder, "text_model", encoder)
    for skip in 1, 2:
        positive, negative = pipeline.encode_prompt(PROMPT, "cpu", 1, True, NEGATIVE, clip_skip=skip)
        yield f"sd.skip{skip}.states", positive
        yield f"sd.skip{skip}.negative.states", negative
    encoder.config.use_attention_mask = True
    positive, negative = pipeline.encode_prompt(PROMPT, "cpu", 1, True, NEGATIVE)
    yield "sd.mask.states", positive
    yield "sd.mask.negative.states", negative


def stable_diffusion_xl(folder):
    pipeline = StableDiffusionXLInpaintPipeline.from_pretrained(folder)
    yield from xl(pipeline, "xl.skip1", clip_skip=1)
    yield from xl(pipeline, "xl.negative", negative_prompt=NEGATIVE)
    pipeline.register_to_config(force_zeros_for_empty_prompt=False)
    yield from xl(pipeline, "xl.without_zeros")
    # As published; a text's own "!" is cut out as this token, too.
    pipeline.tokenizer_2 = CLIPTokenizer.from_pretrained(folder / "tokenizer_2", pad_token="!")
    yield from xl(pipeline, "xl.pad")
    ids = pipeline.tokenizer_2(PROMPT, padding="max_length", max_length=24, truncation=True, return_tensors="pt")
    yield "xl.pad.ids", ids.input_ids[0]


def xl(pipeline, name, **options):
    positive, negative, pooled, negative_pooled = pipeline.encode_prompt(PROMPT, device="cpu", **options)
    yield f"{name}.states", positive
    yield f"{name}.negative.states", negative
    yield f"{name}.pooled", pooled
    yield f"{name}.negative.pooled", negative_pooled


if __name__ == "__main__":
    parity = Path(sys.argv[1])
    tensors = dict(stable_diffusion(parity / "sd15-inpaint/model"))
    tensors.update(stable_diffusion_xl(parity / "sdxl-blend/model"))
    save_file({name: tensor.detach().contiguous() for name, tensor in tensors.items()}, parity / "prompts/expected.safetensors")
