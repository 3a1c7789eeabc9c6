#!/bin/sh
# Writes the digests that the base images' tags have at the registry into the Dockerfile: FROM name:tag@sha256:…
# Needs Docker's buildx, and nothing built.
set -eu

bases=$(sed -n 's/^FROM \(--platform=[^ ]* \)\{0,1\}\([^ @]*:[^ @]*\).*/\2/p' Dockerfile)
[ -n "$bases" ] || {
  echo 'pin-bases.sh: the Dockerfile names no base images.' >&2
  exit 1
}
for base in $bases; do
  digest=$(docker buildx imagetools inspect "$base" --format '{{ .Manifest.Digest }}')
  printf '%s\n' "$digest" | grep -Eqx 'sha256:[0-9a-f]{64}' || {
    echo "pin-bases.sh: the registry gave no digest for $base." >&2
    exit 1
  }
  echo "$base@$digest"
  pattern=$(printf '%s' "$base" | sed 's/\./\\./g')
  sed "s|^\(FROM \(--platform=[^ ]* \)\{0,1\}\)$pattern\(@sha256:[0-9a-f]*\)\{0,1\}|\1$base@$digest|" Dockerfile >Dockerfile.pinned
  # Into the same file, which keeps its mode.
  cat Dockerfile.pinned >Dockerfile
  rm Dockerfile.pinned
done
