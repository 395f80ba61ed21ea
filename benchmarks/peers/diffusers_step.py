#!/usr/bin/env python3
"""Times a dense step of Diffusers in turns with this library's steps, on the same weights and threads, and prints ratios.

Usage: diffusers_step.py CLASSPATH_FILE CLASSES [--rounds N] [--json FILE]
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
from diffusers import FluxTransformer2DModel

IMAGE_TOKENS, GRID, TEXT_TOKENS = 1024, 32, 128


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("classpath", help="file with the benchmarks' class path")
    arguments.add_argument("classes", help="the benchmarks' classes or jar")
    arguments.add_argument("--rounds", type=int, default=15)
    arguments.add_argument("--json")
    options = arguments.parse_args()
    threads = os.cpu_count()
    torch.set_num_threads(threads)
    folder = os.path.join(tempfile.gettempdir(), "instgenie-random-flux")
    with open(options.classpath) as file:
        classpath = options.classes + ":" + file.read().strip()
    ours = subprocess.Popen(
        ["java", "-cp", classpath, "io.instgenie.benchmarks.StepServer", folder, str(threads)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)
    assert ours.stdout.readline().strip() == "ready"

    def step(ratio):
        ours.stdin.write(ratio + "\n")
        ours.stdin.flush()
        return float(ours.stdout.readline())

    model = FluxTransformer2DModel.from_pretrained(folder).eval()
    ids = torch.zeros(IMAGE_TOKENS, 3)
    ids[:, 1] = torch.arange(IMAGE_TOKENS) // GRID
    ids[:, 2] = torch.arange(IMAGE_TOKENS) % GRID
    inputs = dict(
        hidden_states=torch.randn(1, IMAGE_TOKENS, model.config.in_channels),
        encoder_hidden_states=torch.randn(1, TEXT_TOKENS, model.config.joint_attention_dim),
        pooled_projections=torch.randn(1, model.config.pooled_projection_dim),
        timestep=torch.tensor([0.5]), guidance=torch.tensor([3.5]),
        img_ids=ids, txt_ids=torch.zeros(TEXT_TOKENS, 3), return_dict=False)

    def theirs():
        start = time.perf_counter()
        with torch.inference_mode():
            model(**inputs)
        return (time.perf_counter() - start) * 1e3

    times = {"diffusers dense": [], "dense": [], "0.11": []}
    for round_ in range(-3, options.rounds):
        row = {"diffusers dense": theirs(), "dense": step("dense"), "0.11": step("0.11")}
        if round_ >= 0:
            for name, millis in row.items():
                times[name].append(millis)
    ours.stdin.close()
    ours.wait()
    medians = {name: statistics.median(values) for name, values in times.items()}
    report = {
        "torch": torch.__version__, "threads": threads, "rounds": options.rounds, "medianMillis": medians,
        "denseByDiffusersDense": medians["dense"] / medians["diffusers dense"],
        "diffusersDenseByCached0.11": medians["diffusers dense"] / medians["0.11"],
    }
    print(json.dumps(report, indent=2))
    if options.json:
        with open(options.json, "w") as file:
            json.dump(report, file, indent=2)


if __name__ == "__main__":
    main()
