#!/usr/bin/env bash
# Writes HTML reports and opens them in a headless Chromium (check.mjs). Installs what it needs where it can; where it cannot
# it says so and ends with 0, because users need neither a browser nor this check.
#
#     tests/browser/check.sh PROGRAM [FOLDER]     PROGRAM is a built `pls-sem`; screenshots go to FOLDER
set -euo pipefail
program=$(realpath "$1")
here=$(cd "$(dirname "$0")" && pwd)
folder=$(realpath -m "${2:-$(mktemp -d)}")
skip() { echo "SKIPPED: the browser check: $*" >&2; exit 0; }

command -v npm >/dev/null || skip "there is no npm"
if ! command -v chromium >/dev/null; then
    [[ $(id -u) == 0 ]] && command -v apt-get >/dev/null || skip "there is no chromium, and it cannot be installed"
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null \
        || skip "Debian's package chromium cannot be installed"
fi
modules=$(mktemp -d)
trap 'rm -rf "$modules"' EXIT
cp "$here"/{package.json,package-lock.json,check.mjs} "$modules"
(cd "$modules" && npm ci --silent --no-audit --no-fund) || skip "the npm registry cannot be reached"

mkdir -p "$folder"
data=$here/../../data
"$program" run "$data/canvas.toml" --quiet --html "$folder/canvas.html"
"$program" run "$here/hostile.toml" --quiet --html "$folder/hostile.html"
size=$(stat -c %s "$folder/canvas.html")
if ((size >= 500000)); then
    echo "the report of the canvas study has $size bytes; it is to stay below 500,000" >&2
    exit 1
fi
(cd "$modules" && CHROMIUM=$(command -v chromium) node check.mjs "$folder" "$folder/canvas.html" "$folder/hostile.html")
