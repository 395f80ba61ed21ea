"""An autoencoder as no parity case has it: two blocks, no attention, a convolution on one side only, weights in float16.

    python3 autoencoder.py ../resources/parity     # Diffusers 0.42.1, PyTorch 2.15

Writes autoencoder/ there: random weights, and what Diffusers makes of a picture and of latents with them, in float32.
"""

import sys
from pathlib import Path

import torch
from diffusers import AutoencoderKL
from safetensors.torch import save_file

if __name__ == "__main__":
    folder = Path(sys.argv[1]) / "autoencoder"
    torch.manual_seed(1)
    vae = AutoencoderKL(
        block_out_channels=(8, 12),
        down_block_types=("DownEncoderBlock2D",) * 2,
        up_block_types=("UpDecoderBlock2D",) * 2,
        layers_per_block=1,
        latent_channels=4,
        norm_num_groups=4,
        use_quant_conv=True,
        use_post_quant_conv=False,
        mid_block_add_attention=False,
    ).half()
    weights = {name: tensor.clone() for name, tensor in vae.state_dict().items()}
    vae = vae.float()
    picture = torch.rand(1, 3, 14, 18) * 2 - 1
    latents = torch.randn(1, 4, 7, 9)
    with torch.no_grad():
        posterior = vae.encode(picture).latent_dist
        expected = {
            "picture": picture,
            "mean": posterior.mean,
            "deviation": posterior.std,
            "latents": latents,
            "decoded": vae.decode(latents / vae.config.scaling_factor).sample,
        }
    save_file(weights, folder / "vae" / "diffusion_pytorch_model.safetensors")
    save_file({name: tensor.contiguous() for name, tensor in expected.items()}, folder / "expected.safetensors")
