#!/bin/sh
# Writes the manifests for one image to a folder, ready for `kubectl apply`. From the project's root:
#   scripts/release-manifests.sh ghcr.io/me/mailroom@sha256:… FOLDER
set -eu

image=${1:?'names no image'} folder=${2:?'names no folder'}
if printf '%s\n' "$image" | grep -qv '^[a-z0-9._/-]*[:@][A-Za-z0-9._:-]*$'; then
  echo "release-manifests.sh: $image is not an image with a tag or a digest, in lower case." >&2
  exit 2
fi

mkdir -p "$folder"
# Not k8s/*.yaml: there may be a real Secret among them.
for file in k8s/[0-9]*.yaml k8s/secret.yaml.example; do
  sed -e '/# .*OWNER/d' -e "s|ghcr.io/OWNER/mailroom:latest|$image|" "$file" >"$folder/${file##*/}"
done
