#!/usr/bin/env python3
"""Times dense steps of Diffusers' UNet with guidance in turns with this library's, on the same weights and threads, and prints ratios.

Diffusers runs in eager mode, with its tensors as they are and channels-last. How its OpenMP threads wait is the environment's:
run it with OMP_WAIT_POLICY unset, active and passive, and compare with its best.

Usage: diffusers_unet_step.py CLASSPATH_FILE CLASSES [--size SD15_HALF|SDXL_QUARTER] [--rounds N] [--threads N] [--json FILE]
Needs: pip install torch diffusers. The class path file is benchmarks/target/classpath.txt after mvn package.
"""
import argparse
import json
import os
import statistics
import subprocess
import tempfile
import time

import torch
from diffusers import UNet2DConditionModel

LANES = 2


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("classpath", help="file with the benchmarks' class path")
    arguments.add_argument("classes", help="the benchmarks' classes or jar")
    arguments.add_argument("--size", default="SD15_HALF", choices=["SD15_HALF", "SDXL_QUARTER"])
    arguments.add_argument("--rounds", type=int, default=15)
    arguments.add_argument("--threads", type=int, default=os.cpu_count())
    arguments.add_argument("--json")
    options = arguments.parse_args()
    torch.set_num_threads(options.threads)
    folder = os.path.join(tempfile.gettempdir(), "instgenie-random-unet")
    with open(options.classpath) as file:
        classpath = options.classes + ":" + file.read().strip()
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("OMP_", "GOMP_"))}
    ours = subprocess.Popen(
        ["java", "-cp", classpath, "io.instgenie.benchmarks.UNetStepServer", folder, options.size, str(options.threads)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1, env=environment)
    grid, text_tokens, folder = ours.stdout.readline().strip().split(" ", 2)

    def step():
        ours.stdin.write("step\n")
        ours.stdin.flush()
        return float(ours.stdout.readline())

    plain = UNet2DConditionModel.from_pretrained(folder, torch_dtype=torch.float32).eval()
    channels_last = UNet2DConditionModel.from_pretrained(folder, torch_dtype=torch.float32).eval()
    channels_last = channels_last.to(memory_format=torch.channels_last)
    config = plain.config
    latents = torch.randn(LANES, config.in_channels, int(grid), int(grid))
    inputs = dict(timestep=torch.tensor(500), encoder_hidden_states=torch.randn(LANES, int(text_tokens), config.cross_attention_dim))
    if config.addition_embed_type == "text_time":
        pooled = config.projection_class_embeddings_input_dim - 6 * config.addition_time_embed_dim
        inputs["added_cond_kwargs"] = dict(
            text_embeds=torch.randn(LANES, pooled), time_ids=torch.tensor([[1024.0, 1024, 0, 0, 1024, 1024]] * LANES))

    def theirs(model, sample):
        start = time.perf_counter()
        with torch.inference_mode():
            negative, positive = model(sample, **inputs, return_dict=False)[0].chunk(2)
            negative + 7.5 * (positive - negative)
        return (time.perf_counter() - start) * 1e3

    sides = {
        "diffusers": lambda: theirs(plain, latents),
        "diffusers channels-last": lambda: theirs(channels_last, latents.to(memory_format=torch.channels_last)),
        "ours": step,
    }
    times = {name: [] for name in sides}
    for round_ in range(-2, options.rounds):
        for name, side in sides.items():
            millis = side()
            if round_ >= 0:
                times[name].append(millis)
    ours.stdin.close()
    ours.wait()
    medians = {name: statistics.median(values) for name, values in times.items()}
    best = {name: min(values) for name, values in times.items()}

    def ratio(millis):
        return millis["ours"] / min(millis["diffusers"], millis["diffusers channels-last"])

    report = {
        "size": options.size, "torch": torch.__version__, "threads": options.threads, "rounds": options.rounds,
        "ompWaitPolicy": os.environ.get("OMP_WAIT_POLICY"), "medianMillis": medians, "bestMillis": best,
        "oursByDiffusers": ratio(medians), "oursByDiffusersOfBest": ratio(best),
    }
    print(json.dumps(report, indent=2))
    if options.json:
        with open(options.json, "w") as file:
            json.dump(report, file, indent=2)


if __name__ == "__main__":
    main()
