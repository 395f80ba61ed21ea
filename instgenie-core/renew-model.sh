#!/usr/bin/env bash
# Replaces the embedded model, its index of hashes and the expected pictures of its samples, after it was trained further.
#   instgenie-core/renew-model.sh MODEL_FOLDER SAMPLES_FOLDER
# SAMPLES_FOLDER holds scene-N.png, mask-N.png, dense-N.png (the stock pipeline's) and cached-N.png (the reference's), for N = 0 to 7.
set -euo pipefail
[ $# = 2 ] || { sed -n '2,4s/^# \?//p' "$0" >&2; exit 2; }

here=$(cd "$(dirname "$0")" && pwd)
models=$here/src/main/resources/io/instgenie/models
name=sticker-fill

rm -rf "${models:?}/$name"
mkdir -p "$models/$name"
cp -rL "$1"/. "$models/$name"
chmod -R u+w "$models/$name"
(cd "$models/$name" && find . -type f -printf '%P\n' | LC_ALL=C sort | xargs sha256sum) > "$models/$name.sha256"

for kind in scene mask dense cached; do
  for number in 0 1 2 3 4 5 6 7; do
    cp --no-preserve=mode "$2/$kind-$number.png" "$here/src/test/resources/samples/"
  done
done
