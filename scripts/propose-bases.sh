#!/bin/sh
# Opens a pull request with the Dockerfile as scripts/pin-bases.sh has left it, or brings an open one up to date; does
# nothing where it changed nothing. For a workflow: GH_TOKEN may push, open pull requests and start workflows.
set -eu

branch=base-images
if git diff --quiet -- Dockerfile; then
  echo 'The base images are the newest.'
  exit
fi
git config user.name 'github-actions[bot]'
git config user.email '41898282+github-actions[bot]@users.noreply.github.com'
git switch --quiet --create "$branch"
git commit --quiet --message 'Take the newest base images' -- Dockerfile
gh auth setup-git
git push --quiet --force origin "HEAD:refs/heads/$branch"
if [ "$(gh pr list --head "$branch" --base main --state open --json number --jq length)" = 0 ]; then
  gh pr create --head "$branch" --base main --title 'Take the newest base images' \
    --body 'The digests that the tags have at the registries. Merge it when the checks of this branch have passed.'
fi
gh workflow run ci.yaml --ref "$branch"
