#!/bin/sh
# Tells whether an image has other layers than another one, on any platform: prints true or false.
#   scripts/layers-changed.sh ghcr.io/me/mailroom:latest ghcr.io/me/mailroom@sha256:…
# Labels, provenance and the like may differ. True, too, where the first is not there.
set -eu

old=${1:?'names no image'} new=${2:?'names no second image'}
platforms='.manifests[] | select(.platform.os != "unknown") | "\(.platform.os)/\(.platform.architecture) \(.digest)"'

layers() {
  # A name may have a tag, or a digest.
  repository=$(printf '%s' "$1" | sed -e 's/@.*//' -e 's|:[^/]*$||')
  index=$(docker buildx imagetools inspect --raw "$1") || return 1
  printf '%s' "$index" | jq --raw-output "$platforms" | sort | while read -r platform digest; do
    manifest=$(docker buildx imagetools inspect --raw "$repository@$digest") || return 1
    echo "$platform" "$(printf '%s' "$manifest" | jq --raw-output '[.layers[].digest] | join(" ")')"
  done
}

new_layers=$(layers "$new")
if [ -z "$new_layers" ]; then
  echo "layers-changed.sh: $new has no layers." >&2
  exit 1
fi
old_layers=$(layers "$old" || true)
if [ "$old_layers" = "$new_layers" ]; then echo false; else echo true; fi
