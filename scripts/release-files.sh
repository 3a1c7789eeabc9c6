#!/bin/sh
# Writes everything that a release consists of: notes.md, mailroom.yaml with the image filled in, its checksum, and the
# bill of materials of the image for each platform:
#   scripts/release-files.sh v1.2.3 ghcr.io/me/mailroom@sha256:… FOLDER
set -eu

tag=${1:?'names no tag'} image=${2:?'names no image'} folder=${3:?'names no folder'}

mkdir -p "$folder"
scripts/release-notes.sh "$tag" >"$folder/notes.md"
scripts/release-manifests.sh "$image" "$folder/manifests"
mv "$folder/manifests/mailroom.yaml" "$folder/mailroom.yaml"
(cd "$folder" && sha256sum mailroom.yaml >mailroom.yaml.sha256)
for platform in amd64 arm64; do
  sbom="$folder/mailroom.$platform.spdx.json"
  docker buildx imagetools inspect "$image" --format "{{ json (index .SBOM \"linux/$platform\").SPDX }}" >"$sbom"
  grep -q '"spdxVersion"' "$sbom" || {
    echo "release-files.sh: $image has no bill of materials for $platform." >&2
    exit 1
  }
done
