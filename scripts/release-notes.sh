#!/bin/sh
# Writes what the changelog says of a version. Fails when package.json says another one, or the changelog nothing:
#   scripts/release-notes.sh v1.2.3
set -eu

tag=${1:?'names no tag'} version=${1#v}
fail() {
  echo "release-notes.sh: $*" >&2
  exit 1
}

printf '%s\n' "$tag" | grep -Eqx 'v[0-9]+\.[0-9]+\.[0-9]+' || fail "$tag is not a version like v1.2.3."
package=$(sed -n 's/^  "version": "\(.*\)",$/\1/p' package.json)
[ "$package" = "$version" ] || fail "the tag is $tag, but package.json says $package."
notes=$(awk -v start="## [$version]" 'index($0, start) == 1 { on = 1; next } /^(## )?\[/ { on = 0 } on' CHANGELOG.md)
[ -n "$notes" ] || fail "CHANGELOG.md has no section [$version]."
printf '%s\n' "$notes"
