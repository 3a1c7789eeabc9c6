#!/usr/bin/env bash
# From an empty cluster to triaged mail and back, as docs/deploy.md says it, on the cluster that kubectl points to:
#   scripts/e2e-kubernetes.sh IMAGE
# The cluster's nodes must have the image, or be able to pull it. The mail provider is the one in memory, in a pod of its
# own. Makes the namespaces mailroom and mailroom-e2e, and deletes them at the end; refuses where there is one already.
# Needs kubectl, openssl and this clone. CLUSTER_DOMAIN is the cluster's, unless it is cluster.local.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

image=${1:?'names no image'}
host=mail.mailroom-e2e.svc.${CLUSTER_DOMAIN:-cluster.local}
work=$(mktemp -d)

step() { printf '\n== %s\n' "$*"; }

fail() {
  echo "e2e-kubernetes.sh: $*" >&2
  exit 1
}

for namespace in mailroom mailroom-e2e; do
  if kubectl get namespace "$namespace" >"$work/namespace" 2>&1; then
    fail "there is a namespace $namespace already: choose another cluster, or delete it."
  fi
  grep -q NotFound "$work/namespace" || fail "the cluster cannot be asked: $(cat "$work/namespace")"
done

finish() {
  local code=$?
  if [ "$code" -ne 0 ]; then
    step 'What there is'
    kubectl -n mailroom-e2e logs mail --all-containers --tail=20 || true
    kubectl -n mailroom describe pods || true
    kubectl -n mailroom logs deployment/mailroom --tail=50 || true
    kubectl -n mailroom get events --sort-by=.lastTimestamp || true
  fi
  kubectl delete namespace mailroom mailroom-e2e --ignore-not-found --timeout=120s || true
  rm -rf "$work"
  exit "$code"
}
trap finish EXIT

# Tries a command each second, for up to 90.
until_succeeds() {
  for _ in $(seq 90); do
    if "$@"; then return; fi
    sleep 1
  done
  fail "this did not come about within 90 tries: $*"
}

step "A mail provider at https://$host, with an authority of its own"
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj '/CN=Mailroom test authority' \
  -addext 'basicConstraints=critical,CA:TRUE' -keyout "$work/ca.key" -out "$work/ca.crt" 2>/dev/null
# The subject's name may have 64 characters only; the name that counts is the alternative one.
openssl req -newkey rsa:2048 -nodes -subj '/CN=mail' -keyout "$work/tls.key" -out "$work/tls.csr" 2>/dev/null
printf 'subjectAltName=DNS:%s\n' "$host" >"$work/san"
openssl x509 -req -in "$work/tls.csr" -CA "$work/ca.crt" -CAkey "$work/ca.key" -CAcreateserial -days 2 \
  -extfile "$work/san" -out "$work/tls.crt" 2>/dev/null
kubectl create namespace mailroom-e2e
kubectl -n mailroom-e2e create secret tls mail-tls --cert="$work/tls.crt" --key="$work/tls.key"
kubectl -n mailroom-e2e create configmap tls-proxy --from-file=scripts/e2e/tls-proxy.mjs
sed -e "s|IMAGE|$image|" -e "s|HOST|$host|" scripts/e2e/server.yaml | kubectl apply -f -
kubectl -n mailroom-e2e wait --for=condition=Ready pod/mail --timeout=120s

account() {
  kubectl -n mailroom-e2e logs mail -c sandbox | sed -n "s/^export $1=//p"
}
has_account() { [ -n "$(account MAILROOM_CARDDAV_PASSWORD)" ]; }
until_succeeds has_account
MAILROOM_JMAP_TOKEN=$(account MAILROOM_JMAP_TOKEN)

# What the user does, and sees.
user() {
  kubectl -n mailroom-e2e exec -i mail -c sandbox -- /nodejs/bin/node --input-type=module - 8081 "$MAILROOM_JMAP_TOKEN" "$1" \
    <scripts/e2e/account.mjs
}

step 'kubectl apply -f k8s/, on an empty cluster, in one go'
scripts/release-manifests.sh "$image" "$work/k8s"
rm "$work/k8s/mailroom.yaml"
sed -i.orig -e "s|^\( *MAILROOM_JMAP_URL:\).*|\1 $(account MAILROOM_JMAP_URL)|" \
  -e "s|^\( *MAILROOM_CARDDAV_URL:\).*|\1 $(account MAILROOM_CARDDAV_URL)|" \
  -e "s|^\( *MAILROOM_POLL_INTERVAL:\).*|\1 '5'|" "$work/k8s/10-configmap.yaml"
kubectl -n mailroom create configmap mailroom-ca --from-file="$work/ca.crt" --dry-run=client -o yaml \
  >"$work/k8s/12-ca.yaml"
printf %s "$MAILROOM_JMAP_TOKEN" |
  kubectl -n mailroom create secret generic mailroom --from-file=MAILROOM_JMAP_TOKEN=/dev/stdin --dry-run=client -o yaml \
    >"$work/k8s/15-secret.yaml"
# The image may have been loaded onto the nodes, and be in no registry.
sed -i.orig 's|imagePullPolicy: Always|imagePullPolicy: IfNotPresent|' "$work/k8s/20-deployment.yaml"
kubectl patch --local -f "$work/k8s/20-deployment.yaml" --patch-file docs/examples/own-ca.yaml -o yaml >"$work/patched.yaml"
mv "$work/patched.yaml" "$work/k8s/20-deployment.yaml"
kubectl apply -f "$work/k8s/"

step 'The account lacks mailboxes and groups, and a copy of the pod makes them'
pod() { kubectl -n mailroom get pod -l app.kubernetes.io/name=mailroom -o name | head -n 1; }
says_what_is_missing() { kubectl -n mailroom logs deployment/mailroom 2>/dev/null | grep -q startup_failed; }
until_succeeds says_what_is_missing
kubectl -n mailroom debug "$(pod)" --copy-to=mailroom-setup --container=mailroom --profile=restricted -- \
  /nodejs/bin/node /app/mailroom.mjs setup --apply --yes
is_set_up() {
  # It runs again when it has ended: the first end counts.
  local ends='{range .status.containerStatuses[*]}{.state.terminated.exitCode}{.lastState.terminated.exitCode}{end}'
  [[ $(kubectl -n mailroom get pod mailroom-setup -o jsonpath="$ends") == 0* ]]
}
until_succeeds is_set_up
kubectl -n mailroom logs mailroom-setup
kubectl -n mailroom delete pod mailroom-setup --now

step 'Ready, without a warning'
kubectl -n mailroom rollout restart deployment/mailroom
kubectl -n mailroom rollout status deployment/mailroom --timeout=180s
kubectl -n mailroom exec deployment/mailroom -- /nodejs/bin/node /app/mailroom.mjs check
name=$(pod) name=${name#pod/}
warnings=$(kubectl -n mailroom get events --field-selector "type=Warning,involvedObject.name=$name" -o name)
[ -z "$warnings" ] || fail "a normal start left warnings: $warnings"

step 'A label on one mail brings its whole sender to the Feed'
user label
is_triaged() { [ "$(user count)" = '2 0' ]; }
until_succeeds is_triaged

step 'A new pod takes over, and the old one ends in order'
kubectl -n mailroom logs --follow "$name" >"$work/old.log" &
follower=$!
kubectl -n mailroom rollout restart deployment/mailroom
kubectl -n mailroom rollout status deployment/mailroom --timeout=180s
wait "$follower" || true
grep -q '"event":"service_stopped"' "$work/old.log" || fail "the old pod did not end in order: $(tail -n 3 "$work/old.log")"
[ "$(user count)" = '2 0' ] || fail 'the mail is not where it was'

step 'Nothing is left'
kubectl delete namespace mailroom --timeout=120s
step 'All is well'
