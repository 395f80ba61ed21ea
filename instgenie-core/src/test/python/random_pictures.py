#!/usr/bin/env python3
"""Makes random pictures of every kind that Pillow writes, and what is right for each: random_pictures.py OUT.zip [COUNT] [SEED].

Needs Pillow (13.0.0 made the committed set) and NumPy. The zip holds the files, for each what is shown as NAME.rgba (8 bits, row by row),
and index.txt: name, width, height, greatest difference allowed. What is shown: exif_transpose, then ImageCms to sRGB with the profile's own
intent; gAMA, cHRM and cICP by their formulas; the upper byte of 16 bits.
"""
import io
import struct
import sys
import zipfile
import zlib

import numpy as np
from PIL import Image, ImageCms, ImageOps

SRGB = ImageCms.createProfile("sRGB")
D65, D50 = (0.3127, 0.3290), (0.9642, 1.0, 0.8249)
BRADFORD = np.array([[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]])
PRIMARIES = {
    "srgb": (0.64, 0.33, 0.30, 0.60, 0.15, 0.06),
    "p3": (0.680, 0.320, 0.265, 0.690, 0.150, 0.060),
    "adobe": (0.64, 0.33, 0.21, 0.71, 0.15, 0.06),
    "bt2020": (0.708, 0.292, 0.170, 0.797, 0.131, 0.046),
}


def xyz(x, y):
    return np.array([x / y, 1, (1 - x - y) / y])


def to_xyz(primaries, white=D65, adapted=None):
    """Light to XYZ, adapted to a white by Bradford."""
    columns = np.array([xyz(*primaries[i : i + 2]) for i in (0, 2, 4)]).T
    matrix = columns * np.linalg.solve(columns, xyz(*white))
    target = xyz(*D65) if adapted is None else np.array(adapted)
    gain = np.diag((BRADFORD @ target) / (BRADFORD @ xyz(*white)))
    return np.linalg.inv(BRADFORD) @ gain @ BRADFORD @ matrix


def fixed(value):
    return struct.pack(">i", round(value * 65536))


def icc(space, intent, tags):
    body, directory = b"", b""
    start = 128 + 4 + 12 * len(tags)
    for name, data in tags:
        directory += name + struct.pack(">II", start + len(body), len(data))
        body += data + b"\0" * (-len(data) % 4)
    pcs = b"Lab " if space == b"CMYK" else b"XYZ "
    kind = b"prtr" if space == b"CMYK" else b"mntr"
    head = struct.pack(">I4xI", start + len(body), 0x02400000) + kind + space + pcs + b"\0" * 12 + b"acsp"
    head = head.ljust(64, b"\0") + struct.pack(">I", intent) + b"".join(map(fixed, D50))
    return head.ljust(128, b"\0") + struct.pack(">I", len(tags)) + directory + body


def common():
    name = b"Random\0"
    description = b"desc\0\0\0\0" + struct.pack(">I", len(name)) + name + b"\0" * 78
    white = b"XYZ \0\0\0\0" + b"".join(map(fixed, D50))
    return [(b"desc", description), (b"cprt", b"text\0\0\0\0None\0"), (b"wtpt", white)]


def gamma_curve(gamma):
    return b"curv\0\0\0\0" + struct.pack(">IH", 1, round(gamma * 256))


def matrix_profile(primaries, gamma, intent):
    columns = to_xyz(primaries, adapted=D50).T
    tags = [(c + b"XYZ", b"XYZ \0\0\0\0" + b"".join(map(fixed, v))) for c, v in zip((b"r", b"g", b"b"), columns)]
    return icc(b"RGB ", intent, common() + tags + [(c + b"TRC", gamma_curve(gamma)) for c in (b"r", b"g", b"b")])


def grey_profile(gamma):
    return icc(b"GRAY", 0, common() + [(b"kTRC", gamma_curve(gamma))])


def cmyk_profile(random, intent):
    """Tables of 3 points a channel for two intents, which differ."""
    tags = []
    for name in (b"A2B0", b"A2B1"):
        grid = np.stack(np.meshgrid(*[np.linspace(0, 1, 3)] * 4, indexing="ij"), -1).reshape(-1, 4)
        c, m, y, k = grid.T
        light = 100 * (1 - 0.3 * c) * (1 - 0.4 * m) * (1 - 0.1 * y) * (1 - 0.9 * k)
        a, b = 60 * (m - c) * (1 - k), 70 * (y - 0.5 * c - 0.3 * m) * (1 - k)
        light = light * random.uniform(0.9, 1)
        lab = np.stack([light * 652.8, (a + 128) * 256, (b + 128) * 256], -1).clip(0, 65535).round().astype(">u2")
        head = b"mft2\0\0\0\0" + bytes([4, 3, 3, 0]) + b"".join(map(fixed, np.eye(3).ravel())) + struct.pack(">HH", 2, 2)
        ramp = struct.pack(">HH", 0, 65535)
        tags.append((name, head + ramp * 4 + lab.tobytes() + ramp * 3))
    return icc(b"CMYK", intent, common() + tags)


def pixels(random, channels):
    """Waves, a box with sharp edges, and a little noise."""
    width, height = (int(v) for v in random.integers(1, 34, 2))
    y, x = np.mgrid[0:height, 0:width]
    planes = [127 + 120 * np.sin(x / random.uniform(3, 30) + y / random.uniform(3, 30) + i) for i in range(channels)]
    picture = np.stack(planes, -1) + random.normal(0, 3, (height, width, channels))
    picture[height // 3 : height // 2 + 1, width // 3 : width // 2 + 1] = random.integers(0, 256, channels)
    return picture.clip(0, 255).astype(np.uint8)


def exif(random):
    orientation = int(random.integers(1, 9))
    data = Image.Exif()
    data[274] = orientation
    return {} if random.random() < 0.3 else {"exif": data}


def rgb_profile(random):
    kind = random.choice(["none", "srgb", "p3", "adobe", "bt2020"])
    if kind == "none":
        return None
    if kind == "srgb":
        return ImageCms.ImageCmsProfile(SRGB).tobytes()
    return matrix_profile(PRIMARIES[kind], random.uniform(1.6, 2.4), int(random.integers(0, 4)))


def base(random, mode):
    if mode in ("L", "LA", "1"):
        image = Image.fromarray(pixels(random, 1)[..., 0])
    elif mode == "I;16":
        return Image.fromarray(pixels(random, 1)[..., 0].astype(np.uint16) * 257 ^ 85)
    else:
        image = Image.fromarray(pixels(random, 3))
    if mode in ("LA", "RGBA"):
        alpha = Image.fromarray(random.integers(0, 256, (image.height, image.width)).astype(np.uint8))
        image.putalpha(alpha)
        return image
    return image.convert(mode) if mode != "P" else image.quantize(int(random.integers(2, 200)))


def chunked(png, chunks):
    """A PNG file with chunks after its header."""
    inserted = b""
    for name, data in chunks:
        inserted += struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
    return png[:33] + inserted + png[33:]


def png_colors(random):
    """Chunks, and light of a sample from 0 to 1 with its primaries and white."""
    primaries, white = PRIMARIES[random.choice(["srgb", "p3", "adobe", "bt2020"])], D65
    if random.random() < 0.5:
        white = D65 if random.random() < 0.5 else (0.3457, 0.3585)
        gamma = int(random.integers(30000, 100001))
        numbers = [round(v * 100000) for v in (*white, *primaries)]
        chunks = [(b"gAMA", struct.pack(">I", gamma)), (b"cHRM", struct.pack(">8I", *numbers))]
        return chunks, lambda v: v ** (100000 / gamma), primaries, white
    point, primaries = [(1, PRIMARIES["srgb"]), (9, PRIMARIES["bt2020"]), (12, PRIMARIES["p3"])][int(random.integers(0, 3))]
    curves = {
        13: lambda v: np.where(v <= 0.04045, v / 12.92, ((v + 0.055) / 1.055) ** 2.4),
        1: lambda v: np.where(v < 0.08124286, v / 4.5, ((v + 0.09929683) / 1.09929683) ** (1 / 0.45)),
        4: lambda v: v**2.2,
        5: lambda v: v**2.8,
        8: lambda v: v,
    }
    curve = int(random.choice(list(curves)))
    return [(b"cICP", bytes([point, curve, 0, 1]))], curves[curve], primaries, white


def by_formula(rgb, light, primaries, white):
    linear = light(rgb / 255.0) @ (np.linalg.inv(to_xyz(PRIMARIES["srgb"])) @ to_xyz(primaries, white)).T
    linear = linear.clip(0, 1)
    shown = np.where(linear <= 0.0031308, linear * 12.92, 1.055 * linear ** (1 / 2.4) - 0.055)
    return (shown * 255).round().astype(np.uint8)


def shown(data):
    """What a file shows, and the difference allowed."""
    image = Image.open(io.BytesIO(data))
    profile = image.info.get("icc_profile")
    image = ImageOps.exif_transpose(image)
    if image.mode.startswith("I"):
        return Image.fromarray((np.asarray(image) >> 8).astype(np.uint8)).convert("RGBA"), 0
    if not profile:
        return image.convert("RGBA"), 0
    source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
    has_alpha = image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info
    alpha = image.convert("RGBA").getchannel("A") if has_alpha else None
    colors = image if image.mode in ("L", "RGB", "CMYK") else image.convert("L" if image.mode == "LA" else "RGB")
    # Without the shortcuts that cost exactness: through tables they are off by up to 13.
    result = ImageCms.profileToProfile(
        colors, source, SRGB, renderingIntent=min(ImageCms.getDefaultIntent(source), 2), outputMode="RGB",
        flags=ImageCms.Flags.NOOPTIMIZE).convert("RGBA")
    if alpha:
        result.putalpha(alpha)
    return result, 1


def saved(image, name, **options):
    out = io.BytesIO()
    image.save(out, name, **{k: v for k, v in options.items() if v is not None})
    return out.getvalue()


def make(random):
    """A file's suffix and content, what it shows, the difference allowed."""
    kind = random.choice(["png", "colors", "jpeg", "cmyk", "tiff", "gif", "bmp", "webp"])
    choose = lambda *values: values[int(random.integers(0, len(values)))]
    if kind == "colors":
        image = base(random, choose("RGB", "RGBA"))
        chunks, light, primaries, white = png_colors(random)
        data = chunked(saved(image, "png"), chunks)
        pixels_shown = np.asarray(image.convert("RGBA")).copy()
        pixels_shown[..., :3] = by_formula(pixels_shown[..., :3], light, primaries, white)
        return "png", data, Image.fromarray(pixels_shown), 1
    if kind == "png":
        mode = choose("1", "L", "LA", "I;16", "P", "RGB", "RGBA")
        grey = mode in ("1", "L", "LA", "I;16")
        profile = None if mode in ("1", "I;16") else grey_profile(random.uniform(1.5, 2.4)) if grey else rgb_profile(random)
        if grey and random.random() < 0.5:
            profile = None
        data = saved(base(random, mode), "png", icc_profile=profile, **exif(random))
    elif kind == "jpeg":
        grey = random.random() < 0.2
        profile = choose(None, grey_profile(random.uniform(1.5, 2.4))) if grey else rgb_profile(random)
        data = saved(
            base(random, "L" if grey else "RGB"), "jpeg", quality=int(random.integers(30, 100)), subsampling=choose(0, 1, 2),
            progressive=bool(random.random() < 0.3), icc_profile=profile, **exif(random))
    elif kind == "cmyk":
        profile = choose(None, cmyk_profile(random, int(random.integers(0, 3))))
        image = base(random, "CMYK")
        suffix = choose("jpeg", "tiff")
        data = saved(image, suffix, icc_profile=profile, **(exif(random) if suffix == "jpeg" else {}))
        return ("jpg" if suffix == "jpeg" else "tif"), data, *shown(data)
    elif kind == "tiff":
        mode = choose("1", "L", "LA", "I;16", "P", "RGB", "RGBA")
        compression = choose(None, "tiff_lzw", "tiff_deflate", "packbits")
        if mode == "1":
            compression = choose(None, "group3", "group4", "packbits")
        if mode == "RGB" and random.random() < 0.3:
            compression = "jpeg"
        profile = rgb_profile(random) if mode in ("RGB", "RGBA") else None
        data = saved(base(random, mode), "tiff", compression=compression, icc_profile=profile, **exif(random))
    elif kind == "gif":
        data = saved(base(random, choose("L", "P", "RGBA")), "gif")
    elif kind == "bmp":
        data = saved(base(random, choose("1", "L", "P", "RGB", "RGBA")), "bmp")
    else:
        lossless = bool(random.random() < 0.5)
        data = saved(
            base(random, choose("RGB", "RGBA")), "webp", lossless=lossless, exact=True, quality=int(random.integers(5, 101)),
            method=int(random.integers(0, 7)), icc_profile=rgb_profile(random), **exif(random))
    suffix = {"png": "png", "jpeg": "jpg", "tiff": "tif", "gif": "gif", "bmp": "bmp", "webp": "webp"}[kind]
    return suffix, data, *shown(data)


def main():
    out, count, seed = sys.argv[1], int((sys.argv[2:] or ["300"])[0]), int((sys.argv[3:] or ["14"])[0])
    random = np.random.default_rng(seed)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        index = []
        def put(name, data):
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
        for i in range(count):
            suffix, data, image, allowed = make(random)
            name = f"{i}.{suffix}"
            put(name, data)
            put(name + ".rgba", image.tobytes())
            index.append(f"{name} {image.width} {image.height} {allowed}")
        put("index.txt", "\n".join(index) + "\n")


main()
