#!/usr/bin/env bash
# Gives a published image its tags, in a workflow's run, from what GitHub's variables say of it:
#   scripts/tag-image.sh ghcr.io/me/mailroom sha256:…
# A version gets 1.2.3 and 1.2. A commit of main gets its short SHA, and `latest` while it is main's newest: an older one
# whose run took longer leaves that alone. The weekly rebuild moves `latest` only, for the commit's image stays.
set -euo pipefail

name=${1:?'names no image'} digest=${2:?'names no digest'}
tags=()

if [ "$GITHUB_REF_TYPE" = tag ]; then
  version=${GITHUB_REF_NAME#v}
  tags+=("$version" "${version%.*}")
else
  if [ "$GITHUB_EVENT_NAME" != schedule ]; then tags+=("${GITHUB_SHA:0:7}"); fi
  if [ "$GITHUB_REF_NAME" = main ]; then
    newest=$(gh api "repos/$GITHUB_REPOSITORY/commits/main" --jq .sha)
    if [ "$newest" = "$GITHUB_SHA" ]; then tags+=(latest); fi
  fi
fi

for tag in "${tags[@]}"; do
  docker buildx imagetools create --tag "$name:$tag" "$name@$digest"
done
