#!/bin/sh
# The build refuses what would be applied in an order that nobody chose.      migrations.sh EMBED
set -u
embed=$1
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir" || exit 1
passed=0
failed=0
# expect CODE LINE FILE…: LINE (a regular expression) is on standard error
expect() {
    code=$1
    line=$2
    shift 2
    for file; do printf 'SELECT 1;\n' >"$file"; done
    "$embed" table.c "$@" 2>err
    got=$?
    [ "$got" -ne 0 ] || echo made >err
    if [ "$got" -eq "$code" ] && grep -qE "^$line$" err; then
        passed=$((passed + 1))
    else
        echo "« $line » expected for $*: $(cat err)"
        failed=$((failed + 1))
    fi
}
expect 0 made 0002_b.sql 0001_a.sql
expect 1 'embed: 0002_c.sql: another migration has this number' 0002_c.sql 0001_a.sql 0002_b.sql
expect 1 'embed: .* four digits and _' 0001_a.sql 2_b.sql
expect 1 'embed: .* four digits and _' 0001_a.sql 00021_b.sql
expect 1 'embed: .* four digits and _' 0001_a.sql 0002-b.sql
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
