#!/usr/bin/env bash
# Builds the kernels as host code with the sanitizers on: build.sh OUTPUT_DIRECTORY. The result is OUTPUT_DIRECTORY/proof.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
native=$(cd "$here/../../main/native" && pwd)
out=${1:?usage: build.sh OUTPUT_DIRECTORY}
mkdir -p "$out"
cxx=${CXX:-g++}
# SANITIZE= builds without; for timing only.
sanitize=${SANITIZE--fsanitize=address,undefined -fno-sanitize-recover=all}
flags="-std=c++17 -O2 -g1 -fno-omit-frame-pointer -Wall -Wextra -Werror -Wno-unknown-pragmas $sanitize -I$here/emulation -I$native/include -I$here"
jobs=${BUILD_JOBS:-2}

stamp="$cxx $flags"
[ "$(cat "$out/flags" 2>/dev/null)" = "$stamp" ] || { rm -f "$out"/*.o; printf '%s' "$stamp" >"$out/flags"; }
newest() { find "$here" "$native" -name '*.h' -o -name '*.cuh' -o -name '*.sh' | xargs ls -t | head -1; }
header=$(newest)
compile() { # SOURCE
    local object="$out/$(basename "$1").o"
    if [ ! -e "$object" ] || [ "$1" -nt "$object" ] || [ "$header" -nt "$object" ]; then
        $cxx $flags -x c++ -c "$1" -o "$object"
    fi
}
export -f compile
export out cxx flags header
printf '%s\0' "$native"/src/*.cu "$here"/emulation/*.cpp "$here"/*.cpp | xargs -0 -n1 -P"$jobs" bash -c 'set -e; compile "$0"'
$cxx $sanitize "$out"/*.o -o "$out/proof"
