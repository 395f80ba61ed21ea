#!/usr/bin/env bash
# Builds libinstgenie_cuda.so as host code with the sanitizers on, and its binding: build.sh JNI_SOURCES OUTPUT_DIRECTORY. Both go to
# OUTPUT_DIRECTORY/resources, to be put before the module's own classes on a class path. A JVM that loads them must have been started with
# the sanitizers' runtimes, which OUTPUT_DIRECTORY/preload names.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
native=$(cd "$here/../../main/native" && pwd)
jni=${1:?usage: build.sh JNI_SOURCES OUTPUT_DIRECTORY}
out=${2:?usage: build.sh JNI_SOURCES OUTPUT_DIRECTORY}
mkdir -p "$out"
cxx=${CXX:-g++}
# SANITIZE= builds without; for timing only.
sanitize=${SANITIZE--fsanitize=address,undefined -fno-sanitize-recover=all}
flags="-DINSTGENIE_ARCHITECTURES=\"80\" -std=c++17 -O2 -g1 -fPIC -fno-omit-frame-pointer -Wall -Wextra -Werror -Wno-unknown-pragmas $sanitize -I$here/emulation -I$native/include"
jobs=${BUILD_JOBS:-2}

stamp="$cxx $flags"
[ "$(cat "$out/flags" 2>/dev/null)" = "$stamp" ] || { rm -f "$out"/*.o; printf '%s' "$stamp" >"$out/flags"; }
newest() { find "$here" "$native" -name '*.h' -o -name '*.cuh' -o -name '*.sh' | xargs ls -t | sed -n 1p; }
header=$(newest)
compile() { # SOURCE
    local object="$out/$(basename "$1").o"
    if [ ! -e "$object" ] || [ "$1" -nt "$object" ] || [ "$header" -nt "$object" ]; then
        $cxx $flags -x c++ -c "$1" -o "$object"
    fi
}
export -f compile
export out cxx flags header
printf '%s\0' "$native"/src/*.cu "$here"/emulation/*.cpp | xargs -0 -n1 -P"$jobs" bash -c 'set -e; compile "$0"'
resources="$out/resources/io/instgenie/cuda/jni/linux-x86_64"
mkdir -p "$resources"
$cxx -shared $sanitize "$out"/*.o -Wl,-soname,libinstgenie_cuda.so -o "$resources/libinstgenie_cuda.so"
"$native/build-jni.sh" "$jni" "$resources"
printf '%s %s' "$($cxx -print-file-name=libasan.so)" "$($cxx -print-file-name=libubsan.so)" >"$out/preload"
