#!/bin/sh
# Writes the manifests for one image, ready for `kubectl apply`: each file to a folder, and all of them in one file,
# mailroom.yaml, without the example of a Secret. From the project's root:
#   scripts/release-manifests.sh ghcr.io/me/mailroom@sha256:… FOLDER
set -eu

image=${1:?'names no image'} folder=${2:?'names no folder'}
if printf '%s\n' "$image" | grep -qv '^[a-z0-9._/-]*[:@][A-Za-z0-9._:-]*$'; then
  echo "release-manifests.sh: $image is not an image with a tag or a digest, in lower case." >&2
  exit 2
fi

mkdir -p "$folder"
for file in k8s/[0-9]*.yaml k8s/15-secret.yaml.example; do
  # A real one, in the tree of somebody who deploys from it.
  if [ "$file" = k8s/15-secret.yaml ]; then continue; fi
  # Whatever the line says: a tree in which the owner was filled in is as good as any.
  sed -e '/# .*OWNER/d' -e "s|^\( *image: \).*|\1$image|" "$file" >"$folder/${file##*/}"
done

filled=$(cat "$folder"/[0-9]*.yaml | grep -c "^ *image: $image\$" || true)
if [ "$filled" -ne 1 ]; then
  echo "release-manifests.sh: the manifests name $filled images where there should be one." >&2
  exit 1
fi

separator=''
for file in "$folder"/[0-9]*.yaml; do
  printf '%s' "$separator"
  cat "$file"
  separator='---
'
done >"$folder/mailroom.yaml"
