#!/usr/bin/env bash
# deploy/training: the PyTorchJob. Its pods against the Kubernetes API's schemas, its arguments against the program.
# Exit 77: skipped. Usage: training_test.sh FOLDER-OF-PROGRAMS
set -euo pipefail
cd "$(dirname "$0")/../.."
programs=$1
skip() { echo "SKIPPED: $*"; exit 77; }
validate=$(command -v kubernetes-validate || echo "${CREDENCE_PYTHON:+$(dirname "$CREDENCE_PYTHON")/kubernetes-validate}")
[ -n "$validate" ] && [ -x "$validate" ] || skip 'kubernetes-validate is missing (script/bootstrap --test-tools)'
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT

"$(dirname "$validate")/python" - "$work" <<'EOF'
import pathlib, sys, yaml

job = yaml.safe_load(pathlib.Path("deploy/training/pytorchjob.yaml").read_text())
assert (job["apiVersion"], job["kind"]) == ("kubeflow.org/v1", "PyTorchJob"), job["kind"]
assert set(job["spec"]) == {"runPolicy", "pytorchReplicaSpecs"}, job["spec"].keys()
replicas = job["spec"]["pytorchReplicaSpecs"]
assert set(replicas) == {"Master", "Worker"}, replicas.keys()
assert replicas["Master"]["replicas"] == 1, "one rank 0"
for name, replica in replicas.items():
    assert replica["restartPolicy"] == "OnFailure", "the run goes on once all are started again"
    # The operator gives the rendezvous to the container of this name alone.
    (container,) = replica["template"]["spec"]["containers"]
    assert container["name"] == "pytorch" and container["command"] == ["credence-models"], container
    pod = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": name.lower()}, "spec": replica["template"]["spec"]}
    pathlib.Path(sys.argv[1], name + ".yaml").write_text(yaml.safe_dump(pod))
    pathlib.Path(sys.argv[1], name + ".arguments").write_text("\n".join(container["args"]))
EOF

for name in Master Worker; do
  "$validate" --strict --no-warn "$work/$name.yaml"
  mapfile -t arguments <"$work/$name.arguments"
  # The program takes every argument, and finds no rendezvous here.
  said=$(env -u RANK -u WORLD_SIZE -u MASTER_PORT -u MASTER_ADDR "$programs/credence-models" \
    "${arguments[@]/--recipe=*/--recipe=models/recipes/physionet2012_mlp.toml}" 2>&1) && status=0 || status=$?
  [ "$status" = 1 ] && [[ $said == *"MASTER_ADDR is not set"* ]] || { echo "FAILED: $name: exit $status: $said"; exit 1; }
done
echo 'training: the PyTorchJob is valid, and the program takes its arguments'
