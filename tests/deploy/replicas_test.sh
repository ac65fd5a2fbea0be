#!/usr/bin/env bash
# Runs replicas_test.py with the Python of the test tools. Usage: replicas_test.sh BIN. Exit 77: skipped.
exec "${CREDENCE_PYTHON:-python3}" "$(dirname "$0")/replicas_test.py" "$@"
