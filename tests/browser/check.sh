#!/usr/bin/env bash
# Writes HTML reports and opens them in a headless Chromium (check.mjs), which must find no fault in them, and every kind of
# fault in a page that has them all. Installs what it needs where it can; where it cannot it says so and ends with 0, because
# users need neither a browser nor this check.
#
#     tests/browser/check.sh PROGRAM [FOLDER]     PROGRAM is a built `pls-sem`; screenshots and printed pages go to FOLDER
set -euo pipefail
program=$(realpath "$1")
here=$(cd "$(dirname "$0")" && pwd)
skip() { echo "SKIPPED: the browser check: $*" >&2; exit 0; }
fail() { echo "the browser check: $*" >&2; exit 1; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
pictures=()
[[ -z ${2:-} ]] || pictures=(--pictures "$(realpath -m "$2")")

command -v npm >/dev/null || skip "there is no npm"
if ! command -v chromium >/dev/null; then
    [[ $(id -u) == 0 ]] && command -v apt-get >/dev/null || skip "there is no chromium, and it cannot be installed"
    { timeout 120 apt-get update -qq \
        && DEBIAN_FRONTEND=noninteractive timeout 600 apt-get install -y -qq chromium; } >/dev/null 2>&1 \
        || skip "Debian's package chromium cannot be installed"
fi
CHROMIUM=$(command -v chromium) || skip "Debian's package chromium has no program of this name"
export CHROMIUM
timeout 60 "$CHROMIUM" --version >/dev/null 2>&1 || skip "chromium does not start"
cp "$here"/{package.json,package-lock.json,check.mjs} "$work"
(cd "$work" && timeout 120 npm ci --silent --no-audit --no-fund) >/dev/null 2>&1 || skip "the npm registry cannot be reached"

data=$here/../../data
pages=$here/../pages
run() { "$program" run "$2" --quiet --html "$work/$1.html"; }
run canvas "$data/canvas.toml"
run hostile "$here/hostile.toml"
run ecsi "$pages/ecsi.toml"
run inadmissible "$pages/inadmissible.toml"
run everything "$pages/everything.toml"
"$program" power "$pages/ecsi.toml" --html "$work/power.html" >/dev/null
"$program" plan "$data/canvas.toml" --rows 273 --population 940 --html "$work/plan.html" >/dev/null
"$program" experts "$data/canvas_experts.csv" --html "$work/experts.html" >/dev/null
"$program" check "$data/canvas.toml" --html "$work/check.html" >/dev/null
size=$(stat -c %s "$work/canvas.html")
((size < 500000)) || fail "the report of the canvas study has $size bytes; it is to stay below 500,000"

open() { timeout 900 node "$work/check.mjs" "$@"; }
open "${pictures[@]}" "$work"/{canvas,hostile,ecsi,inadmissible,everything,power,plan,experts,check}.html \
    || fail "there are faults"

found=$work/faults.txt
if open "$here/faulty.html" >"$found" 2>&1; then
    fail "it finds no fault in faulty.html, which has them all"
fi
for kind in "console: " "error: " "request: " "wider than the screen" "color-contrast" "text leaves its picture" \
    "text leaves its shape"; do
    grep -q "$kind" "$found" || fail "it does not find this in faulty.html: $kind"
done
echo "every kind of fault is found in faulty.html"
