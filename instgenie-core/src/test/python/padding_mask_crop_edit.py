"""Writes an edit with padding_mask_crop by Diffusers' FluxInpaintPipeline: picture, mask and result, in 200 x 140 pixels.

Needs diffusers 0.42.1, transformers and PyTorch: python3 padding_mask_crop_edit.py ../resources/parity/flux-inpaint/model ../resources/crops
"""

import sys
from pathlib import Path

import numpy
import torch
from diffusers import FluxInpaintPipeline
from PIL import Image

WIDTH, HEIGHT, SIDE = 200, 140, 64


def picture():
    y, x = numpy.mgrid[0:HEIGHT, 0:WIDTH]
    return Image.fromarray(numpy.stack([x % 256, y % 256, (x + 2 * y) % 256], 2).astype(numpy.uint8))


def mask():
    values = numpy.zeros((HEIGHT, WIDTH), numpy.uint8)
    values[50:90, 110:140] = 255
    return Image.fromarray(values)


if __name__ == "__main__":
    model, folder = sys.argv[1], Path(sys.argv[2])
    pipeline = FluxInpaintPipeline.from_pretrained(model)
    result = pipeline(
        prompt="a red car on the moon",
        image=picture(),
        mask_image=mask(),
        height=SIDE,
        width=SIDE,
        padding_mask_crop=12,
        strength=0.7,
        num_inference_steps=4,
        guidance_scale=7.0,
        max_sequence_length=32,
        generator=torch.Generator("cpu").manual_seed(5),
    ).images[0]
    picture().save(folder / "picture.png")
    mask().save(folder / "mask.png")
    result.save(folder / "edited.png")
