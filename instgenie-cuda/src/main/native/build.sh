#!/usr/bin/env bash
# Builds libinstgenie_cuda.so for every listed GPU: build.sh OUTPUT_DIRECTORY [JNI_SOURCES RESOURCE_DIRECTORY]. Given the C++ that JavaCPP
# made of the binding, it is compiled and linked with the library, and both are copied to the last directory, for the jar.
#
# nvcc is found by INSTGENIE_NVCC_HOME, CUDA_HOME, PATH, or a Python wheel's nvidia/cu13 folder in the virtual environment that
# INSTGENIE_NVCC_VENV names (instgenie-cuda/.venv by default, which setup-nvcc.sh makes). Without one this says so in a line and
# succeeds, unless INSTGENIE_REQUIRE_NVCC=1. Only what changed is compiled again. ARCHITECTURES="80" builds for fewer.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
out=${1:?usage: build.sh OUTPUT_DIRECTORY}
architectures=${ARCHITECTURES:-80 86 89 90a 100 120}
venv=${INSTGENIE_NVCC_VENV:-$here/../../../.venv}
jobs=${BUILD_JOBS:-2}

find_cuda() {
    local candidate
    for candidate in "${INSTGENIE_NVCC_HOME:-}" "${CUDA_HOME:-}" "$(dirname "$(dirname "$(command -v nvcc || echo /none/none)")")" \
            "$venv"/lib/python3*/site-packages/nvidia/cu13; do
        if [ -n "$candidate" ] && [ -x "$candidate/bin/nvcc" ]; then
            printf '%s' "$candidate"
            return
        fi
    done
}

leave_out() { # WHAT IS MISSING
    echo "instgenie-cuda: no $1; libinstgenie_cuda.so and its binding were left out, Java only."
    [ "${INSTGENIE_REQUIRE_NVCC:-0}" != 1 ]
    exit
}
cuda=$(find_cuda)
if [ -z "$cuda" ]; then leave_out "nvcc found (CUDA_HOME, PATH, or setup-nvcc.sh)"; fi
if ! command -v "${CXX:-g++}" >/dev/null; then leave_out "${CXX:-g++} found"; fi

code=()
for a in $architectures; do code+=(-gencode "arch=compute_$a,code=sm_$a"); done
# PTX of the oldest: newer GPUs than the listed ones compile it when they load it.
code+=(-gencode "arch=compute_${architectures%% *},code=compute_${architectures%% *}")
flags=(-std=c++17 -O3 -Xptxas -v -Xcompiler -fPIC,-fvisibility=hidden -I"$here/include" "-DINSTGENIE_ARCHITECTURES=\"$architectures\"" "${code[@]}")

mkdir -p "$out"
stamp="$("$cuda/bin/nvcc" --version | tail -1) ${flags[*]}"
if [ "$(cat "$out/flags" 2>/dev/null)" != "$stamp" ]; then
    rm -f "$out"/*.o
    printf '%s' "$stamp" >"$out/flags"
fi
newest_header=$(find "$here/include" "$here/src" -name '*.h' -o -name '*.cuh' | xargs ls -t | sed -n 1p)
for object in "$out"/*.o; do [ -e "$here/src/$(basename "$object" .o).cu" ] || rm -f "$object" "${object%.o}.ptxas"; done
stale=()
for source in $(ls -S "$here"/src/*.cu); do
    object="$out/$(basename "$source" .cu).o"
    if [ ! -e "$object" ] || [ "$source" -nt "$object" ] || [ "$newest_header" -nt "$object" ]; then stale+=("$source"); fi
done

compile() { # SOURCE NVCC FLAGS...: what ptxas says goes to a log beside the object
    local object="$out/$(basename "$1" .cu).o" log="$out/$(basename "$1" .cu).ptxas"
    "$2" "${@:3}" -c "$1" -o "$object" >"$log" 2>&1 || { cat "$log" >&2; rm -f "$object"; return 1; }
}
export -f compile
export out
if [ ${#stale[@]} -gt 0 ]; then
    printf '%s\0' "${stale[@]}" | xargs -0 -P"$jobs" -I{} bash -c 'compile "$@"' compile {} "$cuda/bin/nvcc" "${flags[@]}"
fi

runtime=$(find "$cuda/lib64/" "$cuda/lib/" -maxdepth 1 -name libcudart_static.a 2>/dev/null | sed -n 1p || true)
# The runtime is linked in: the library loads and names what is missing where there is no CUDA at all. Memory, streams and events are
# those of libtorch's own runtime in the same process, since both work on the device's primary context.
${CXX:-g++} -shared "$out"/*.o "$runtime" -ldl -lrt -lpthread -Wl,-soname,libinstgenie_cuda.so -Wl,--exclude-libs,ALL \
    -o "$out/libinstgenie_cuda.so"
if [ -n "${2:-}" ]; then
    "$here/build-jni.sh" "$2" "$out"
    mkdir -p "$3"
    cp "$out/libinstgenie_cuda.so" "$out/libjniNative.so" "$3/"
fi
echo "instgenie-cuda: built $out/libinstgenie_cuda.so for $architectures and PTX."
