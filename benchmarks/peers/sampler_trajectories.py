#!/usr/bin/env python3
"""Writes what Diffusers' schedulers do on fixed model outputs: the reference for this library's samplers.

Usage: sampler_trajectories.py [FOLDER]     (instgenie-core/src/test/resources/samplers unless told otherwise)
Needs: pip install torch diffusers==0.42.1 safetensors

configs.txt: a line for each case: its name, CLASS.OPTION, and the config that CLASS.from_config builds the scheduler from.
trajectories.safetensors: for each run "CASE/STEPS/STRENGTH" a matrix, one row a step:
    timestep, signal, noise, input scale, init_noise_sigma, then the latents after the step.
The level (signal, noise) is what add_noise does at the step, called when the inpainting pipelines call it.
"""
import json
import os
import sys

import diffusers
import numpy
import torch
from diffusers.schedulers import (scheduling_dpmsolver_multistep, scheduling_euler_ancestral_discrete, scheduling_lcm)
from safetensors.torch import save_file

STEPS = (4, 20, 50)
STRENGTHS = (1.0, 0.6)
SHAPE = (1, 4, 1, 2)

FOLDER = {"num_train_timesteps": 1000, "beta_start": 0.00085, "beta_end": 0.012, "beta_schedule": "scaled_linear", "steps_offset": 1,
          "set_alpha_to_one": False, "skip_prk_steps": True, "clip_sample": False, "trained_betas": None}
LINEAR = {"beta_schedule": "linear", "beta_start": 0.0001, "beta_end": 0.02}
COSINE = {"beta_schedule": "squaredcos_cap_v2"}
V = {"prediction_type": "v_prediction"}
ZERO_SNR = {"rescale_betas_zero_snr": True, "timestep_spacing": "trailing"}
MIN = {"final_sigmas_type": "sigma_min"}
KARRAS = {"use_karras_sigmas": True}
SDE = {"algorithm_type": "sde-dpmsolver++"}

COMMON = {
    "plain": {},
    "v_prediction": V,
    "sample": {"prediction_type": "sample"},
    "linspace": {"timestep_spacing": "linspace"},
    "leading": {"timestep_spacing": "leading"},
    "trailing": {"timestep_spacing": "trailing"},
    "no_offset": {"steps_offset": 0, "timestep_spacing": "leading"},
    "linear": LINEAR,
    "squaredcos": COSINE,
    "zero_snr": {**ZERO_SNR, **V},
}
OWN = {
    "PNDMScheduler": {"alpha_to_one": {"set_alpha_to_one": True}},
    "DDIMScheduler": {
        "alpha_to_one": {"set_alpha_to_one": True},
        "clip": {"clip_sample": True},
        "clip_half_v": {"clip_sample": True, "clip_sample_range": 0.5, **V},
    },
    "EulerDiscreteScheduler": {
        "karras": KARRAS,
        "karras_range": {**KARRAS, "sigma_min": 0.05, "sigma_max": 9.0},
        "sigma_min": MIN,
        "log_linear": {"interpolation_type": "log_linear"},
        "log_linear_karras": {"interpolation_type": "log_linear", **KARRAS},
        "continuous": {"timestep_type": "continuous", **V},
        "zero_snr_epsilon": ZERO_SNR,
    },
    "EulerAncestralDiscreteScheduler": {
        "zero_snr_leading": {**ZERO_SNR, **V, "timestep_spacing": "leading"},
        "foreign": {**KARRAS, "use_beta_sigmas": True, "_class_name": "EulerDiscreteScheduler"},
    },
    "DPMSolverMultistepScheduler": {
        "order1": {"solver_order": 1},
        "order3": {"solver_order": 3},
        "heun": {"solver_type": "heun"},
        "euler_at_final": {"euler_at_final": True, **MIN},
        "order3_full": {"solver_order": 3, "lower_order_final": False, **MIN},
        "sigma_min": MIN,
        "karras": KARRAS,
        "karras_min": {**KARRAS, **MIN},
        "karras_cosine": {**KARRAS, **COSINE},
        "karras_foreign_range": {**KARRAS, "sigma_min": 0.05, "sigma_max": 9.0, "_class_name": "EulerDiscreteScheduler"},
        "sde": SDE,
        "sde_order1": {**SDE, "solver_order": 1},
        "sde_order3": {**SDE, "solver_order": 3},
        "sde_heun": {**SDE, "solver_type": "heun"},
        "sde_karras": {**SDE, **KARRAS},
        "lambda_clipped": {**COSINE, "lambda_min_clipped": -5.1},
        "lambda_clipped_trailing": {**COSINE, "lambda_min_clipped": -5.1, "timestep_spacing": "trailing"},
        "deis": {"algorithm_type": "deis", "solver_type": "logrho", **MIN},
        "foreign_solver": {"solver_type": "bh2", "_class_name": "UniPCMultistepScheduler"},
    },
    "UniPCMultistepScheduler": {
        "order1": {"solver_order": 1},
        "order3": {"solver_order": 3},
        "bh1": {"solver_type": "bh1", **MIN},
        "bh1_order3": {"solver_type": "bh1", "solver_order": 3, **MIN},
        "noise": {"predict_x0": False, **MIN},
        "noise_sample_order3": {"predict_x0": False, "prediction_type": "sample", "solver_order": 3, **MIN},
        "no_corrector": {"disable_corrector": [0, 1, 9]},
        "full_order": {"lower_order_final": False, **MIN},
        "sigma_min": MIN,
        "karras": KARRAS,
        "karras_min": {**KARRAS, **MIN},
        "karras_min_full_order": {**KARRAS, **MIN, "lower_order_final": False},
        "karras_range": {**KARRAS, "sigma_min": 0.05, "sigma_max": 9.0},
        "foreign_solver": {"solver_type": "midpoint", "_class_name": "DPMSolverMultistepScheduler"},
    },
    "LCMScheduler": {
        "clip": {"clip_sample": True},
        "scaling": {"timestep_scaling": 0.01},
        "original100": {"original_inference_steps": 100},
    },
}
# Diffusers has no such option there; or its Euler ancestral computes what is left of sigma, a few thousandths of thousands, as a difference of
# squares in float32, which is off by more than the tolerance, or below zero.
LEFT_OUT = {
    "PNDMScheduler": ("sample", "zero_snr"),
    "EulerAncestralDiscreteScheduler": ("sample", "squaredcos", "zero_snr"),
    "LCMScheduler": ("linspace", "leading", "trailing", "no_offset"),
}


def wave(scale, frequency, phase):
    """Numbers that any language makes again: scale * sin(frequency * index + phase), in double, rounded to float32."""
    values = scale * numpy.sin(frequency * numpy.arange(numpy.prod(SHAPE)) + phase)
    return torch.from_numpy(values.astype(numpy.float32)).reshape(SHAPE)


def run(scheduler, steps, strength):
    draws = iter(range(10 * steps))
    for module in (scheduling_dpmsolver_multistep, scheduling_euler_ancestral_discrete, scheduling_lcm):
        module.randn_tensor = lambda *_, **__: wave(1.1, 2.7, 0.8 * next(draws) + 0.2)
    scheduler.set_timesteps(steps)
    initial = float(scheduler.init_noise_sigma)
    first = steps - min(int(steps * strength), steps)  # get_timesteps of the pipelines
    timesteps = scheduler.timesteps[first:]
    if hasattr(scheduler, "set_begin_index"):
        scheduler.set_begin_index(first)

    def level(i):
        one, none, at = torch.ones(1), torch.zeros(1), timesteps[i:i + 1]
        return scheduler.add_noise(one, none, at).item(), scheduler.add_noise(none, one, at).item()

    noise = wave(1.2, 2.1, 0.5)
    clean = wave(1.0, 0.9, 0.3)
    latents = noise * initial if strength == 1 else scheduler.add_noise(clean, noise, timesteps[:1])
    rows = []
    for i, timestep in enumerate(timesteps):
        row = [float(timestep), *level(i), scheduler.scale_model_input(torch.ones(1), timestep).item(), initial]
        latents = scheduler.step(wave(0.9, 1.7, 0.15 * i + 1.0), timestep, latents, return_dict=False)[0]
        rows.append(row + latents.flatten().tolist())
    return torch.tensor(rows)


def main():
    folder = sys.argv[1] if len(sys.argv) > 1 else os.path.join(
        os.path.dirname(__file__), "..", "..", "instgenie-core", "src", "test", "resources", "samplers")
    diffusers.logging.set_verbosity_error()
    configs, trajectories = [], {}
    for kind, own in OWN.items():
        options = {name: option for name, option in COMMON.items() if name not in LEFT_OUT.get(kind, ())}
        for name, option in {**options, **own}.items():
            config = {"_class_name": kind, **FOLDER, **option}
            configs.append(f"{kind}.{name} {json.dumps(config)}\n")
            for steps in STEPS:
                for strength in STRENGTHS:
                    scheduler = getattr(diffusers, kind).from_config(config)
                    key = f"{kind}.{name}/{steps}/{strength}"
                    trajectories[key] = run(scheduler, steps, strength)
                    if not torch.isfinite(trajectories[key]).all():
                        raise ValueError(f"{key} is not finite")
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, "configs.txt"), "w") as file:
        file.writelines(configs)
    save_file(trajectories, os.path.join(folder, "trajectories.safetensors"), {"diffusers": diffusers.__version__})


if __name__ == "__main__":
    main()
