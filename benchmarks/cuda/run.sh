#!/usr/bin/env bash
# Checks and times everything on the machine's GPU and writes one JSON report: run.sh [REPORT.json], by default gpu-report.json.
# Needs an NVIDIA driver and no internet. Runs in the folder that pack.sh packed, or in a clone after `mvn package` with nvcc.
#
# Exit codes: 0 all kernels equal libtorch; 1 something failed, the report names it; 3 no usable GPU, a line says why.
# CASES (2000), ROUNDS (25) and WORKLOAD (see AttentionTimes) say how much; PYTHON names the Python whose Diffusers is compared, if it has
# it; KERNELS a folder of natives to take instead of the packed ones. The engine's steps run on the CPU as long as it has no GPU worker.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
report=$(realpath -m "${1:-gpu-report.json}")
cases=${CASES:-2000}
rounds=${ROUNDS:-25}
python=${PYTHON:-python3}

if [ -d "$here/lib" ]; then
  classpath="$here/lib/*"
  peers=$here/peers
  commit=$(< "$here/commit")
else
  target=$here/../target
  classpath="$target/classes:$(< "$target/classpath.txt")"
  peers=$here/../peers
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
steps() {
  java -cp "$classpath" io.instgenie.benchmarks.StepRatios "$rounds" "$work"
}
diffusers() {
  printf '%s' "$classpath" > "$work/classpath.txt" \
    && "$python" "$peers/diffusers_step.py" "$work/classpath.txt" "$work" --rounds "$rounds" --json "$work/diffusers.json"
}

part kernels "$work/kernels.json" kernels
part attention "$work/attention.json" gpu AttentionTimes "$work/attention.json" ${WORKLOAD:-}
part step "$work/step.json" steps
if "$python" -c 'import torch, diffusers' 2> /dev/null; then
  part diffusers "$work/diffusers.json" diffusers
else
  echo '{ "left_out" : "no Python with torch and diffusers" }' > "$work/diffusers.json"
fi

{
  printf '{\n"commit" : "%s",\n"java" : "%s",\n"gpu" : "%s",\n' "$commit" "$(java -version 2>&1 | sed -n 2p)" "$(head -1 "$work/gpu.txt")"
  printf '"kernels" : %s,\n' "$(< "$work/kernels.json")"
  printf '"attention" : %s,\n' "$(< "$work/attention.json")"
  printf '"step_on_cpu" : %s,\n' "$(< "$work/step.json")"
  printf '"diffusers_on_cpu" : %s\n}\n' "$(< "$work/diffusers.json")"
} > "$report"
echo "report: $report"
[ "$failed" = 0 ]
