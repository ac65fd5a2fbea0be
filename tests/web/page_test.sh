#!/usr/bin/env bash
# Usage: page_test.sh CREDENCE_SERVER REPOSITORY
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
skip() { echo "SKIPPED: $*; script/bootstrap --test-tools brings it"; exit 77; }
command -v node >/dev/null || skip 'node is not installed'
chromium=$(command -v chromium || command -v chromium-browser || command -v google-chrome) || skip 'Chromium is not installed'
modules=$("$here/../../script/web_modules" --offline 2>/dev/null) || skip 'the npm packages of the page are not there'
export CREDENCE_SERVER=$1 CREDENCE_REPOSITORY=$2 CREDENCE_CHROMIUM=$chromium CREDENCE_NODE_MODULES=$modules
exec node --test --test-concurrency=1 "$here/page_test.mjs" "$here/memory_test.mjs"
