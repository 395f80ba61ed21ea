#!/usr/bin/env bash
# Packs what run.sh needs on a machine with a GPU and no internet, in pieces of at most 64 MB: pack.sh FOLDER, after `mvn package` with
# nvcc. With GPU=1 it packs libtorch's CUDA build (gigabytes) instead of the one for CPUs, for steps on the GPU and the comparison with libtorch there; the
# machine then needs cuBLAS of CUDA 13 and cuDNN 9.
#
# There: cat instgenie-gpu.tar.* | tar x && ./run.sh
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
out=${1:?usage: pack.sh FOLDER}
stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT

classpath=$root/benchmarks/target/classpath.txt
if [ ! -f "$classpath" ]; then
  echo "pack.sh: benchmarks/target/classpath.txt is missing; run mvn package first" >&2
  exit 1
fi
mkdir -p "$out" "$stage/lib" "$stage/peers"
mapfile -d : -t jars < "$classpath"
jars+=("$root"/benchmarks/target/instgenie-benchmarks-*.jar)
if [ "${GPU:-0}" = 1 ]; then
  mvn -B -q -f "$root/benchmarks/cuda/gpu-natives.xml" dependency:copy-dependencies -DoutputDirectory="$stage/lib"
  kept=()
  for jar in "${jars[@]}"; do # one set of natives, never both
    case $jar in */pytorch-*-linux-x86_64.jar) ;; *) kept+=("$jar") ;; esac
  done
  jars=("${kept[@]}")
fi
cp "${jars[@]}" "$stage/lib/"
if ! unzip -l "$stage"/lib/instgenie-cuda-*[!s].jar '*/libinstgenie_cuda.so' >/dev/null; then
  echo "pack.sh: instgenie-cuda was built without nvcc; see instgenie-cuda/src/main/native/setup-nvcc.sh" >&2
  exit 1
fi
cp "$here/run.sh" "$stage/"
cp "$root"/benchmarks/peers/*.py "$stage/peers/"
cp -r "$root/benchmarks/traces" "$stage/"
git -C "$root" rev-parse HEAD > "$stage/commit"
jlink --add-modules java.se,jdk.unsupported,jdk.zipfs,jdk.jfr --strip-debug --no-man-pages --no-header-files --output "$stage/java"

rm -f "$out"/instgenie-gpu.tar.*
tar -C "$stage" -c . | split -b 64000000 -d -a 3 - "$out/instgenie-gpu.tar."
(cd "$out" && sha256sum instgenie-gpu.tar.* > SHA256SUMS)
echo "$(ls "$out"/instgenie-gpu.tar.* | wc -l) pieces in $out; there: cat instgenie-gpu.tar.* | tar x && ./run.sh"
