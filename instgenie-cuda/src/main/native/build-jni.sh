#!/usr/bin/env bash
# Compiles the binding that JavaCPP made: build-jni.sh JNI_SOURCES DIRECTORY [FLAGS...], where DIRECTORY has libinstgenie_cuda.so and gets
# libjniNative.so. jni.h comes from JAVA_HOME, or from the javac on the PATH.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
sources=${1:?usage: build-jni.sh JNI_SOURCES DIRECTORY [FLAGS...]}
out=${2:?usage: build-jni.sh JNI_SOURCES DIRECTORY [FLAGS...]}
java=${JAVA_HOME:-$(dirname "$(dirname "$(readlink -f "$(command -v javac)")")")}

# The runpath is for both libraries in one folder, as JavaCPP unpacks them.
${CXX:-g++} -std=c++17 -O2 -fPIC -shared "${@:3}" -I"$java/include" -I"$java/include/linux" -I"$here/include" \
    "$sources/jnijavacpp.cpp" "$sources/jniNative.cpp" -L"$out" -linstgenie_cuda -Wl,-rpath,'$ORIGIN' -o "$out/libjniNative.so"
