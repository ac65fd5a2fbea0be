#!/usr/bin/env bash
# The Helm chart: lint, and every way to render it against the Kubernetes API's schemas. Exit 77: skipped.
set -euo pipefail
cd "$(dirname "$0")/../.."
chart=deploy/helm/credence
skip() { echo "SKIPPED: the Helm chart was not $1: $2"; exit 77; }
fail() { echo "FAILED: $*"; exit 1; }
command -v helm >/dev/null || skip checked 'helm is not on the PATH'
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT

helm lint --strict "$chart"

# render NAME FLAG...: one file a document, under $work/NAME.
render() {
  local name=$1; shift
  helm template release "$chart" --kube-version 1.30.0 "$@" >"$work/$name.yaml"
}
render default
render scaled --set autoscaling.enabled=true --set service.headless=true --set models.existingClaim=models
render bare --set podDisruptionBudget.enabled=false --set prometheusAnnotations=false
render postgres --set outcomes.journal.existingSecret=journal --set outcomes.receiptKeysSecret=keys
render sqlite --set replicaCount=1 --set outcomes.journal.existingClaim=journal --set models.existingClaim=models
render dashboard --set monitoring.dashboard.enabled=true
# From a file, where numbers are floating point.
printf 'server: {maxQueueRows: 1000000}\n' >"$work/large.values"
render large -f "$work/large.values"
render placed --set-json 'tolerations=[{"key":"gpu","operator":"Exists"}]' --set nodeSelector.disk=ssd \
  --set-json 'server.extraEnv=[{"name":"CREDENCE_THREADS","value":"2"}]' --set 'server.extraArgs={--threads=2}' \
  --set-json 'topologySpreadConstraints=[{"maxSkew":1,"topologyKey":"kubernetes.io/hostname","whenUnsatisfiable":"ScheduleAnyway","labelSelector":{"matchLabels":{"app.kubernetes.io/name":"credence"}}}]'

has() { grep -qF -- "$2" "$work/$1.yaml" || fail "$1 does not have: $2"; }
lacks() { ! grep -qF -- "$2" "$work/$1.yaml" || fail "$1 has: $2"; }
has default 'replicas: 2'
has default 'runAsNonRoot: true'
has default 'readOnlyRootFilesystem: true'
has default 'terminationGracePeriodSeconds: 55'
has default '--drain-grace=20s'
has default 'kind: PodDisruptionBudget'
lacks default 'kind: HorizontalPodAutoscaler'
lacks default 'monitoring.coreos.com'
lacks default 'kind: ConfigMap'
lacks default '--journal'
# probe NAME: the health service that it asks for; "" is the server as a whole, which a failing journal may turn.
probe() { sed -n "/ $1:/,/periodSeconds/s/^ *service: //p" "$work/default.yaml"; }
for name in startupProbe livenessProbe; do [ "$(probe $name)" = live ] || fail "$name does not ask for live"; done
[ -z "$(probe readinessProbe)" ] || fail 'readinessProbe does not ask for the server as a whole'
has default 'readinessProbe:'
has postgres 'name: CREDENCE_JOURNAL'
has postgres '--receipt-key-file=/run/credence/receipt-keys'
has sqlite '--journal=/journal/credence.db'
has sqlite 'type: Recreate'
has dashboard 'grafana_dashboard: "1"'
has scaled 'kind: HorizontalPodAutoscaler'
has scaled 'clusterIP: None'
has scaled '--repository=/models'
has large '--max-queue-rows=1000000'
lacks scaled 'replicas: 2'
lacks bare 'kind: PodDisruptionBudget'
lacks bare 'prometheus.io'

# refused FLAG...: the values' schema does not let it through.
refused() { ! helm template release "$chart" --kube-version 1.30.0 "$@" >/dev/null 2>&1 || fail "the schema lets through: $*"; }
refused --set replicaCount=two
refused --set replicaCnt=2
# Fewer than --max-instances: the server would not start.
refused --set server.maxQueueRows=512
refused --set drain.graceSeconds=-1
refused --set service.headless=true --set service.type=NodePort

refused --set outcomes.journal.existingClaim=journal
refused --set replicaCount=1 --set outcomes.journal.existingClaim=a --set outcomes.journal.existingSecret=b
# The grace must outlast a scrape.
refused --set monitoring.scrape.enabled=true --set drain.graceSeconds=10

validate=$(command -v kubernetes-validate || echo "${CREDENCE_PYTHON:+$(dirname "$CREDENCE_PYTHON")/kubernetes-validate}")
[ -n "$validate" ] && [ -x "$validate" ] || skip validated 'kubernetes-validate is missing (script/bootstrap --test-tools)'
mkdir "$work/operator"
for kind in PodMonitor ServiceMonitor; do
  helm template release "$chart" --show-only templates/monitor.yaml --show-only templates/prometheusrule.yaml \
    --set monitoring.scrape.enabled=true --set monitoring.scrape.kind=$kind --set monitoring.rules.enabled=true \
    >"$work/operator/$kind.yaml"
done
"$(dirname "$validate")/python" tests/deploy/helm_same.py "$work" || fail 'the rules or the dashboard are not those of deploy/'
for page in "$work"/*.yaml; do
  "$validate" --strict --no-warn "$page" || fail "$(basename "$page" .yaml) is not valid Kubernetes"
done
echo 'helm: the chart is linted, and every rendering is valid'
