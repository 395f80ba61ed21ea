#!/usr/bin/env python3
"""The table of kernels in README.md, from what ptxas said when build.sh compiled them.

kernel-table.py BUILD_DIRECTORY           prints the table
kernel-table.py BUILD_DIRECTORY --check   fails if an attention kernel spills registers on any architecture, or README.md is out of date
kernel-table.py BUILD_DIRECTORY --write   puts the table into README.md

The roofline is for an H100 SXM: the time the arithmetic takes at 989 TFLOP/s of dense 16-bit tensor cores (67 of float32), and the
time the bytes take at 3.35 TB/s, each once; the larger is the least a kernel can take. Workloads are stated in the table.
"""
import pathlib
import re
import sys

HERE = pathlib.Path(__file__).resolve().parent
BEGIN, END = "<!-- kernel-table.py begins -->\n", "<!-- kernel-table.py ends -->\n"
BANDWIDTH, TENSOR, PLAIN = 3.35e12, 989e12, 67e12
NAMES = {"f": "f32", "6__half": "f16", "13__nv_bfloat16": "bf16", "h": "1 byte", "j": "4 bytes", "5uint4": "16 bytes"}

# A step of eight edits of a FLUX.1 template at mask ratio 0.11: 4096 image tokens and 512 of text.
JOBS, HEADS, TEXT, MASKED, CACHED = 8, 24, 512, 450, 3646
ROWS = JOBS * (TEXT + MASKED)


def parse(log):
    """(kernel, type, head size, architecture) -> (registers, spilled bytes)"""
    result = {}
    for entry in re.split(r"Compiling entry function", log)[1:]:
        symbol, architecture = re.match(r" '(\S+)' for 'sm_(\w+)'", entry).groups()
        name = re.match(r"_ZN9instgenie\d+([a-z]\w*?Kernel)(?:I(.*?)E)?Ev", symbol)
        arguments = name.group(2) or ""
        head = re.search(r"Li(\d+)", arguments)
        element = NAMES.get(re.sub(r"Li\d+E?", "", arguments) or "f", arguments)
        spills = re.search(r"(\d+) bytes spill stores, (\d+) bytes spill loads", entry)
        registers = int(re.search(r"Used (\d+) registers", entry).group(1))
        key = (name.group(1), element, int(head.group(1)) if head else 0, architecture)
        result[key] = (registers, int(spills.group(1)) + int(spills.group(2)))
    return result


def shared_bytes(kernel, head):
    """Dynamic shared memory of a thread block, as the headers compute it."""
    padded = -(-head // 16) * 16
    if kernel == "mmaAttentionKernel":
        keys, stages = (32, 5) if head > 80 else (64, 3)
        return 128 * (padded + 8) * 2 + stages * (keys * (padded + 8) * 2 + keys * 4)
    if kernel == "floatAttentionKernel":
        return 32 * (padded + 4) * 4 + 3 * (32 * (padded + 4) * 4 + 32 * 4) + 32 * 33 * 4
    return (8 + 3072) * 4 if kernel == "layerNormModulateKernel" else 0


def roofline(kernel, element, head):
    """(work, bytes, operations per second) of the stated workload, or None."""
    size = 4 if element == "f32" else 2
    if kernel in ("mmaAttentionKernel", "floatAttentionKernel"):
        keys = TEXT + MASKED + CACHED
        flops = 4.0 * ROWS * keys * HEADS * head
        moved = HEADS * head * size * (2 * ROWS + 2 * JOBS * keys)
        return flops, moved, TENSOR if size == 2 else PLAIN
    width = HEADS * 128
    slab = JOBS * CACHED * width
    if kernel == "layerNormModulateKernel":
        return 8.0 * ROWS * width, 2 * ROWS * width * size, PLAIN
    if kernel == "gateResidualKernel":
        return 2.0 * ROWS * width, 3 * ROWS * width * size, PLAIN
    if kernel == "qkNormRopeKernel":
        return 16.0 * ROWS * width, 6 * ROWS * width * size, PLAIN
    if kernel in ("quantizeKernel", "dequantizeKernel"):
        return 3.0 * slab, slab * (size + 1), PLAIN
    if kernel == "moveRowsKernel" and element == "16 bytes":
        return 0.0, 2 * ROWS * width * 2, PLAIN
    return None


def table(entries):
    architectures = sorted({key[3] for key in entries}, key=lambda a: int(re.match(r"\d+", a).group()))
    lines = [
        "| kernel | type | head size | registers (" + ", ".join("sm_" + a for a in architectures) + ") | shared memory, bytes | spills, bytes "
        "| H100 roofline | bound by |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for kernel, element, head in sorted({key[:3] for key in entries}):
        found = [entries.get((kernel, element, head, a)) for a in architectures]
        registers = ", ".join(str(f[0]) if f else "-" for f in found)
        spills = max(f[1] for f in found if f)
        estimate = roofline(kernel, element, head)
        time, bound = "", ""
        if estimate:
            flops, moved, rate = estimate
            compute, memory = flops / rate * 1e6, moved / BANDWIDTH * 1e6
            time = f"{max(compute, memory):.0f} µs"
            bound = "arithmetic" if compute > memory else "memory"
        shared = shared_bytes(kernel, head)
        lines.append(f"| {kernel} | {element} | {head or ''} | {registers} | {shared or ''} | {spills} | {time} | {bound} |")
    return "\n".join(lines) + "\n"


def main():
    logs = sorted(pathlib.Path(sys.argv[1]).glob("*.ptxas"))
    entries = {}
    for log in logs:
        entries.update(parse(log.read_text()))
    if not entries:
        sys.exit(f"no ptxas logs in {sys.argv[1]}: run build.sh first")
    text = table(entries)
    readme = HERE / "README.md"
    mode = sys.argv[2] if len(sys.argv) > 2 else ""
    if mode == "--write":
        old = readme.read_text()
        head, rest = old.split(BEGIN)
        readme.write_text(head + BEGIN + text + END + rest.split(END)[1])
    elif mode == "--check":
        spilled = [key for key, (_, bytes_) in entries.items() if bytes_ and "Attention" in key[0]]
        if spilled:
            sys.exit(f"attention kernels spill registers: {spilled}")
        if text not in readme.read_text():
            sys.exit("the table in README.md is out of date: run kernel-table.py --write")
        print(f"{len(entries)} kernels, no spills in attention.")
    else:
        print(text, end="")


if __name__ == "__main__":
    main()
