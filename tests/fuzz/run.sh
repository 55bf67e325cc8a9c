#!/bin/sh
# Every fuzz target for some seconds from its kept corpus (tests/fuzz/corpus/<what>), two at a time; what is
# found on the way is not kept.      run.sh BUILD_DIR [SECONDS]
set -eu
cd "$(dirname "$0")/../.."
binaries=$1/tests/fuzz
seconds=${2:-10}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for source in tests/fuzz/fuzz_*.c; do
    basename "$source" .c
done >"$work/names"
export binaries seconds work
# shellcheck disable=SC2016 # the inner shell's own
xargs -P 2 -n 1 sh -c '
    corpus=tests/fuzz/corpus/${1#fuzz_}
    mkdir "$work/$1"
    [ -n "$(ls "$corpus" 2>/dev/null)" ] || { echo "$corpus : vide" >"$work/$1.log"; exit 0; }
    "$binaries/$1" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -print_final_stats=0 \
        -artifact_prefix="$work/$1/" "$work/$1" "$corpus" >"$work/$1.log" 2>&1 && touch "$work/$1.ok"
    exit 0' sh <"$work/names"
passed=0
failed=0
while read -r name; do
    if [ -f "$work/$name.ok" ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "$name"
        tail -n 40 "$work/$name.log"
        for artifact in "$work/$name"/crash-* "$work/$name"/leak-* "$work/$name"/timeout-*; do
            [ ! -f "$artifact" ] || base64 "$artifact"
        done
    fi
done <"$work/names"
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
