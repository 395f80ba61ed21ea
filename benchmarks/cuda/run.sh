#!/usr/bin/env bash
# Checks and times everything on the machine's GPU and writes one JSON report: run.sh [REPORT.json], by default gpu-report.json.
# Needs an NVIDIA driver and no internet. Runs in the folder that pack.sh packed, or in a clone after `mvn package` with nvcc.
#
# Exit codes: 0 all kernels equal libtorch; 1 something failed, the report names it; 3 no usable GPU, a line says why.
# CASES (2000), ROUNDS (25), WORKLOAD (see AttentionTimes) and LOAD (options of LoadHarness) say how much; PYTHON names the Python
# whose Diffusers is compared, if it has it; KERNELS a folder of natives to take instead of the packed ones. With libtorch for CPUs only
# (packed without GPU=1), steps run on the CPU, and the report says so.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
report=$(realpath -m "${1:-gpu-report.json}")
cases=${CASES:-2000}
rounds=${ROUNDS:-25}
python=${PYTHON:-python3}

if [ -d "$here/lib" ]; then
  classpath="$here/lib/*"
  peers=$here/peers
  traces=$here/traces
  commit=$(< "$here/commit")
else
  target=$here/../target
  classpath="$target/classes:$(< "$target/classpath.txt")"
  peers=$here/../peers
  traces=$here/../traces
  commit=$(git -C "$here" rev-parse HEAD)
fi
classpath=${KERNELS:+$KERNELS:}$classpath
export PATH="$here/java/bin:$PATH" OMP_WAIT_POLICY=passive
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

gpu() { # CLASS ARGUMENTS...
  java -cp "$classpath" "io.instgenie.cuda.$@"
}

if ! gpu GpuCheck > "$work/gpu.txt" 2>&1; then
  echo "no usable GPU: $(tail -1 "$work/gpu.txt")"
  exit 3
fi
cat "$work/gpu.txt"
device=cpu all=cpu
if gpu GpuCheck libtorch > "$work/libtorch.txt" 2>&1; then
  device=cuda:0
  all=$(grep -o '^cuda:[0-9,a-z:]*' "$work/libtorch.txt")
else
  echo "steps run on the CPU: $(tail -1 "$work/libtorch.txt")"
fi

# Runs a part, whose JSON is what it wrote, or why it failed. Commands are joined by &&: errexit is off inside a condition.
failed=0
part() { # NAME FILE COMMAND...
  local name=$1 file=$2
  shift 2
  echo "== $name"
  if ! "$@" > "$work/$name.log" 2>&1 || [ ! -s "$file" ]; then
    failed=$((failed + 1))
    local why
    why=$(grep -m 1 -E 'Error|Exception' "$work/$name.log" || tail -1 "$work/$name.log")
    echo "failed: $why"
    printf '{ "failed" : "%s" }' "$(tr -d '\000-\037' <<< "$why" | sed 's/[\\"]/\\&/g')" > "$file"
  fi
}

kernels() {
  gpu KernelProof "$cases" "${SEED:-1}" > "$work/proof.txt" \
    && printf '{ "result" : "%s" }' "$(tail -1 "$work/proof.txt")" > "$work/kernels.json"
}
engine() {
  mkdir "$work/files" \
    && gpu DeviceProof > "$work/device.txt" \
    && gpu EngineProof "$work/files" > "$work/engine.txt" \
    && printf '{ "result" : "%s" }' "$(grep -h -E '^(latents|pictures)' "$work/device.txt" "$work/engine.txt" | paste -sd ';')" > "$work/engine.json"
}
steps() {
  java -cp "$classpath" io.instgenie.benchmarks.StepRatios "$rounds" "$work" "$device"
}
load() { # RESULTS DEVICES
  # shellcheck disable=SC2086 # several options
  java -cp "$classpath" io.instgenie.benchmarks.LoadHarness --device "$2" --trace "$traces/production.csv" \
    --results "$1" ${LOAD:-}
}
left_out() { # NAME WHY
  printf '{ "left_out" : "%s" }\n' "$2" > "$work/$1.json"
}
diffusers() {
  printf '%s' "$classpath" > "$work/classpath.txt" \
    && "$python" "$peers/diffusers_step.py" "$work/classpath.txt" "$work" --rounds "$rounds" --device "$device" \
      --json "$work/$1.json" "${@:2}"
}

part kernels "$work/kernels.json" kernels
if [ "$device" != cpu ] || grep -q '^emulated' "$work/gpu.txt"; then
  part engine "$work/engine.json" engine
else
  left_out engine "libtorch is for CPUs"
fi
part attention "$work/attention.json" gpu AttentionTimes "$work/attention.json" ${WORKLOAD:-}
part step "$work/step.json" steps
part load "$work/load.json" load "$work" "$device"
if [ "${all#*,}" != "$all" ]; then
  mkdir "$work/load_all"
  part load_all "$work/load_all/load.json" load "$work/load_all" "$all"
  mv "$work/load_all/load.json" "$work/load_all.json"
else
  left_out load_all "not several GPUs with libtorch for them"
fi
if "$python" -c 'import torch, diffusers' 2> /dev/null; then
  part diffusers "$work/diffusers.json" diffusers diffusers
  part diffusers_compiled "$work/diffusers_compiled.json" diffusers diffusers_compiled --compile
else
  for name in diffusers diffusers_compiled; do
    left_out "$name" "no Python with torch and diffusers"
  done
fi

{
  printf '{\n"commit" : "%s",\n"java" : "%s",\n"gpu" : "%s",\n' "$commit" "$(java -version 2>&1 | sed -n 2p)" "$(head -1 "$work/gpu.txt")"
  printf '"kernels" : %s,\n' "$(< "$work/kernels.json")"
  printf '"engine" : %s,\n' "$(< "$work/engine.json")"
  printf '"attention" : %s,\n' "$(< "$work/attention.json")"
  printf '"device" : "%s",\n' "$device"
  printf '"step" : %s,\n' "$(< "$work/step.json")"
  printf '"load" : %s,\n' "$(< "$work/load.json")"
  printf '"load_all" : %s,\n' "$(< "$work/load_all.json")"
  printf '"diffusers" : %s,\n' "$(< "$work/diffusers.json")"
  printf '"diffusers_compiled" : %s\n}\n' "$(< "$work/diffusers_compiled.json")"
} > "$report"
echo "report: $report"
[ "$failed" = 0 ]
