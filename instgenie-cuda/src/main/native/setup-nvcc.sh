#!/usr/bin/env bash
# Gets nvcc from its Python wheels into a virtual environment: setup-nvcc.sh [DIRECTORY], instgenie-cuda/.venv by default.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
venv=${1:-$here/../../../.venv}
python3 -m venv "$venv"
# All five of one release: the wheels let newer parts in, which nvcc does not understand.
"$venv/bin/pip" install --quiet 'nvidia-cuda-nvcc==13.1.*' 'nvidia-cuda-crt==13.1.*' 'nvidia-nvvm==13.1.*' \
    'nvidia-cuda-runtime==13.1.*' 'nvidia-cuda-cccl==13.1.*'
echo "nvcc: $(ls -d "$venv"/lib/python3*/site-packages/nvidia/cu13)/bin/nvcc"
