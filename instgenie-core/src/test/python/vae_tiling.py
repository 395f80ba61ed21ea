"""Writes what Diffusers' AutoencoderKL makes of a picture in tiles: moments of its latents, and what it decodes of latents.

Needs diffusers 0.42.1, PyTorch and safetensors: python3 vae_tiling.py ../resources/parity/flux-fill/model/vae ../resources/tiling.safetensors
"""

import sys

import torch
from diffusers import AutoencoderKL
from safetensors.torch import save_file

HEIGHT, WIDTH = 144, 112  # of tiles of 64 pixels: three rows, the last one short, and three columns

if __name__ == "__main__":
    vae = AutoencoderKL.from_pretrained(sys.argv[1])
    vae.enable_tiling()
    chance = torch.Generator("cpu").manual_seed(14)
    picture = torch.rand(1, 3, HEIGHT, WIDTH, generator=chance) * 2 - 1
    latents = torch.randn(1, vae.config.latent_channels, HEIGHT // 8, WIDTH // 8, generator=chance)
    with torch.no_grad():
        moments = vae._encode(picture)
        decoded = vae.decode(latents).sample
    save_file({"picture": picture, "moments": moments, "latents": latents, "decoded": decoded}, sys.argv[2])
