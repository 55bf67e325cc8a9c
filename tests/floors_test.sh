#!/bin/sh
# tests/floors.sh can fail: made-up houses, each right but for one arrow.      floors_test.sh
set -u
floors=$(cd "$(dirname "$0")" && pwd)/floors.sh
house=$(mktemp -d)
trap 'rm -rf "$house"' EXIT
passed=0
failed=0
build_house() {
    rm -rf "${house:?}"/*
    mkdir -p "$house/src/ground" "$house/src/first/hall" "$house/src/first/loft" "$house/tools"
    cat >"$house/CMakeLists.txt" <<'END'
sofi_floor(ground LIBS m)
sofi_floor(first/hall USES ground)
sofi_floor(first/loft USES first/hall LIBS m)
sofi_floor(first USES first/loft)
sofi_floor(shed USES ground)
sofi_floor(domaine USES ground)
sofi_floor(web USES domaine)
sofi_link_floors(sofi first)
END
    file src/ground/earth.h
    file src/ground/stone.h earth.h
    file src/ground/stone.c stone.h stone_private.h
    file src/ground/stone_private.h stone.h
    file src/first/hall/door.h stone.h
    file src/first/loft/roof.c door.h earth.h
    file src/first/loft/roof.h
    file src/main.c roof.h
    file tools/crane.c roof.h
}
# file PATH HEADER…
file() {
    path=$1
    shift
    {
        for header; do printf '#include "%s"\n' "$header"; done
        echo 'struct thing;'
    } >"$house/$path"
}
# expect YES-OR-NO LINE: it is right or not, and a line that is printed is LINE (a regular expression)
expect() {
    got=yes
    "$floors" "$house" >"$house/out" 2>&1 || got=no
    if [ "$got" = "$1" ] && grep -qE "^$2$" "$house/out"; then
        passed=$((passed + 1))
    else
        echo "$1 and « $2 » expected, $got and: $(cat "$house/out")"
        failed=$((failed + 1))
    fi
    build_house
}
build_house
expect yes '9 passed, 0 failed'
file src/ground/earth.h door.h
expect no 'src/ground/earth.h:1: ground may not include first/hall/door.h'
file src/first/hall/bench.c roof.h
expect no 'src/first/hall/bench.c:1: first/hall may not include first/loft/roof.h'
mkdir "$house/src/shed" && file src/shed/spade.c stone.h door.h
expect no 'src/shed/spade.c:2: shed may not include first/hall/door.h'
mkdir "$house/src/cellar" && file src/cellar/wine.c
expect no 'src/cellar/wine.c:1: a floor that CMakeLists.txt does not name: cellar'
file src/ground/door.h
expect no 'src/ground/door.h:1: a second header of this name, after src/first/hall/door.h'
file src/ground/stone.c ladder.h
expect no 'src/ground/stone.c:1: no header of this name in src/: ladder.h'
# A circle of two files, of three by a private header, of the tools
file src/ground/earth.c stone.h
expect no 'a circle of files:( src/ground/(earth|stone)){2}'
file src/ground/sand.h earth.h
file src/ground/earth_private.h stone.h
file src/ground/stone.c sand.h
expect no 'a circle of files:( src/ground/(earth|sand|stone)){3}'
file tools/hook.h
file tools/rope.h hook.h
file tools/hook.c rope.h
expect no 'a circle of files:( tools/(rope|hook)){2}'
# A library of others belongs to one file
printf '#include <sqlite3.h>\n' >>"$house/src/ground/stone.c"
printf '#include <sqlite3.h>\n' >>"$house/src/ground/earth.h"
expect no '<sqlite3.h> is included by src/ground/earth.h src/ground/stone.c: one file should own it'
# Who reads does not judge, and nobody reads unjudged
mkdir "$house/src/domaine" "$house/src/web"
printf 'enum status site_charger(struct db *db,\n    const struct acteur *acteur);\n' >"$house/src/domaine/site.h"
expect no 'src/domaine/site.h:2: a reader takes no acteur: its wrapper judges \(notice.h\)'
mkdir "$house/src/web" && printf 'status = site_charger(db, 1);\n' >"$house/src/web/page.c"
expect no 'src/web/page.c:1: …_charger\( without …_autoriser\(: nobody judged'
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
