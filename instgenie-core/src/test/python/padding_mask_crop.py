"""Writes what Diffusers' inpaint pipelines do with padding_mask_crop: the regions they crop, and checksums of the pictures that they resize.

Needs diffusers 0.42.1 and Pillow 13: python3 padding_mask_crop.py ../resources/crops
"""

import random
import sys
import zlib
from pathlib import Path

import numpy
from diffusers.image_processor import VaeImageProcessor
from PIL import Image

REGIONS = 400
PICTURES = 60

processor = VaeImageProcessor(vae_scale_factor=16)
masks = VaeImageProcessor(vae_scale_factor=16, do_normalize=False, do_binarize=True, do_convert_grayscale=True)


def box(chance, width, height):
    w, h = chance.randint(1, width), chance.randint(1, height)
    if chance.random() < 0.7:
        w, h = max(1, w // 8), max(1, h // 8)
    return chance.randint(0, width - w), chance.randint(0, height - h), w, h


def rectangle(width, height, x, y, w, h):
    values = numpy.zeros((height, width), numpy.uint8)
    values[y : y + h, x : x + w] = 255
    return Image.fromarray(values)


def picture(width, height):
    y, x, c = numpy.mgrid[0:height, 0:width, 0:3]
    return Image.fromarray(((x * x * 7 + x * y * 13 + y * y * 3 + c * 101) % 256).astype(numpy.uint8))


def checksum(image):
    return zlib.crc32(numpy.asarray(image).tobytes())


def regions(chance):
    for _ in range(REGIONS):
        width, height = chance.randint(1, 700), chance.randint(1, 700)
        to_width, to_height = (256, 256) if chance.random() < 0.7 else (chance.randint(1, 64) * 16, chance.randint(1, 64) * 16)
        padding = chance.choice([0, 1, 8, 32, 200])
        masked = box(chance, width, height)
        region = masks.get_crop_region(rectangle(width, height, *masked), to_width, to_height, pad=padding)
        yield width, height, *masked, to_width, to_height, padding, *region


def pictures(chance):
    """The crop that the model sees, its mask, and the crop put back from a picture of the model's size."""
    for _ in range(PICTURES):
        width, height = chance.randint(2, 300), chance.randint(2, 300)
        side = chance.choice([32, 64, 112])
        masked = box(chance, width, height)
        mask = rectangle(width, height, *masked)
        region = masks.get_crop_region(mask, side, side, pad=chance.choice([0, 8, 32]))
        seen = processor.resize(picture(width, height).crop(region), side, side, resize_mode="fill")
        seen_mask = masks.resize(mask.crop(region), side, side, resize_mode="fill").convert("L")
        put = processor.resize(picture(side, side), region[3] - region[1], region[2] - region[0], resize_mode="crop")
        whole = picture(width, height)
        whole.paste(put, region[:2])
        yield width, height, *masked, side, *region, checksum(seen), checksum(seen_mask), checksum(whole)


def write(file, rows):
    file.write_text("".join(" ".join(map(str, row)) + "\n" for row in rows))


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    write(folder / "regions.txt", regions(random.Random(14)))
    write(folder / "pictures.txt", pictures(random.Random(15)))
