#!/usr/bin/env python3
"""Times a dense step of Diffusers in turns with this library's steps, on the same weights, threads and device, and prints ratios.

Usage: diffusers_step.py CLASSPATH_FILE CLASSES [--rounds N] [--json FILE] [--device cuda:0] [--compile]
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


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("classpath", help="file with the benchmarks' class path")
    arguments.add_argument("classes", help="the benchmarks' classes or jar")
    arguments.add_argument("--rounds", type=int, default=15)
    arguments.add_argument("--json")
    arguments.add_argument("--device", default="cpu", help="bfloat16 on a GPU, as this library")
    arguments.add_argument("--compile", action="store_true", help="Diffusers' model under torch.compile")
    options = arguments.parse_args()
    threads = os.cpu_count()
    torch.set_num_threads(threads)
    folder = os.path.join(tempfile.gettempdir(), "instgenie-random-flux")
    with open(options.classpath) as file:
        classpath = options.classes + ":" + file.read().strip()
    ours = subprocess.Popen(
        ["java", "-cp", classpath, "io.instgenie.benchmarks.StepServer", folder, str(threads), options.device],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)
    grid, text_tokens, folder = ours.stdout.readline().strip().split(" ", 2)
    grid, text_tokens = int(grid), int(text_tokens)
    image_tokens = grid * grid

    def step(ratio):
        ours.stdin.write(ratio + "\n")
        ours.stdin.flush()
        return float(ours.stdout.readline())

    dtype = torch.float32 if options.device == "cpu" else torch.bfloat16
    model = FluxTransformer2DModel.from_pretrained(folder, torch_dtype=dtype).eval().to(options.device)
    config = model.config
    if options.compile:
        model = torch.compile(model)
    ids = torch.zeros(image_tokens, 3)
    ids[:, 1] = torch.arange(image_tokens) // grid
    ids[:, 2] = torch.arange(image_tokens) % grid
    inputs = dict(
        hidden_states=torch.randn(1, image_tokens, config.in_channels),
        encoder_hidden_states=torch.randn(1, text_tokens, config.joint_attention_dim),
        pooled_projections=torch.randn(1, config.pooled_projection_dim),
        timestep=torch.tensor([0.5]), guidance=torch.tensor([3.5]),
        img_ids=ids, txt_ids=torch.zeros(text_tokens, 3))
    inputs = {name: value.to(options.device) if name.endswith("ids") else value.to(options.device, dtype)
              for name, value in inputs.items()}

    def finish():
        if options.device != "cpu":
            torch.cuda.synchronize()

    def theirs():
        start = time.perf_counter()
        with torch.inference_mode():
            model(**inputs, return_dict=False)
        finish()
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
        "torch": torch.__version__, "threads": threads, "device": options.device, "compiled": options.compile, "rounds": options.rounds, "medianMillis": medians,
        "denseByDiffusersDense": medians["dense"] / medians["diffusers dense"],
        "diffusersDenseByCached0.11": medians["diffusers dense"] / medians["0.11"],
    }
    print(json.dumps(report, indent=2))
    if options.json:
        with open(options.json, "w") as file:
            json.dump(report, file, indent=2)


if __name__ == "__main__":
    main()
