#!/bin/sh
# The arrows of the house (docs/architecture.md), as the lines sofi_floor() of CMakeLists.txt tell them: a file
# of src/<floor>/, or of a room src/<floor>/<room>/, includes headers of its own folder and of those below it;
# no files of src/ and tools/ stand in a circle; a third-party header is included by one file of src/ alone.
# Readers of the domain (…_charger) take no `acteur`; a page of src/web calls one only beside …_autoriser.
#   tests/floors.sh [ROOT]      last line: N passed, N failed
set -eu
cd "${1:-$(dirname "$0")/..}"

# shellcheck disable=SC2016 # awk's own variables
find src tools -name '*.[ch]' | sort | xargs awk '
BEGIN {
    # Made at build time, and which floors may see them
    generated["asset_paths.h"] = "http html web"
    generated["templates.h"] = "web"
    generated["version.h"] = "main"
    # What the C library and the compiler bring
    n = split("assert ctype errno fenv float inttypes iso646 limits locale math setjmp signal stdalign " \
              "stdarg stdatomic stdbool stddef stdint stdio stdlib stdnoreturn string strings tgmath " \
              "threads time uchar wchar wctype aio cpio dirent dlfcn endian err fcntl fnmatch ftw " \
              "getopt glob grp iconv ifaddrs langinfo libgen malloc monetary netdb nl_types poll pthread pwd regex " \
              "sched semaphore spawn sysexits syslog termios ucontext unistd utime wordexp byteswap " \
              "execinfo features", names, " ")
    for (i = 1; i <= n; i++) system_header[names[i] ".h"] = 1
    read_floors()
}
function read_floors(line, name) {
    while ((getline line < "CMakeLists.txt") > 0) {
        if (line ~ /^sofi_floor\(/) {
            name = line
            gsub(/^sofi_floor\(|[ )].*/, "", name)
            if (line !~ / USES /) line = ""
            gsub(/.* USES | LIBS .*|\).*/, "", line)
            below[name] = below_all(line)
        } else if (line ~ /^sofi_link_floors\(sofi /) {
            gsub(/^sofi_link_floors\(sofi |\).*/, "", line)
            below["main"] = below["tools"] = below_all(line)
        }
    }
}
# The floors named, which stand above in CMakeLists.txt, and what is below each
function below_all(floors, all, n, list, i) {
    n = split(floors, list, " ")
    for (i = 1; i <= n; i++) all = all " " list[i] " " below[list[i]]
    return all
}
function holds(list, word) { return index(" " list " ", " " word " ") > 0 }
function wrong(file, line, what) { print file ":" line ": " what; bad[file] = 1 }
function base_name(path) { sub(/.*\//, "", path); return path }
function floor_of(path) {
    if (path ~ /^tools\//) return "tools"
    if (path !~ /^src\/.*\//) return "main"
    gsub(/^src\/|\/[^\/]*$/, "", path)
    return path
}
# x.c, x.h and x_private.h are one
function module_of(path, open) {
    sub(/\.[ch]$/, "", path)
    open = path
    sub(/_private$/, "", open)
    return (open ".c") in files || (open ".h") in files ? open : path
}
function judge_include(file, line, name, from) {
    from = files[file]
    if (name in owner) {
        if (owner[name] != from && !holds(below[from], owner[name]))
            wrong(file, line, from " may not include " owner[name] "/" name)
        arrow(module_of(file), module_of(path_of[name]))
    } else if (name in generated) {
        sub(/\/.*/, "", from)
        if (!holds(generated[name], from)) wrong(file, line, from " may not include " name)
    } else if (name !~ /^tmpl_/ || from !~ /^web(\/|$)/) {
        wrong(file, line, "no header of this name in src/: " name)
    }
}
function arrow(from, to) { if (from != to) arrows[from] = arrows[from] " " to }
# Tarjan: files from which the way leads back
function visit(module, n, list, i, circle, member) {
    number[module] = low[module] = ++numbers
    stack[++height] = module; stacked[module] = 1
    n = split(arrows[module], list, " ")
    for (i = 1; i <= n; i++) {
        if (!(list[i] in number)) visit(list[i])
        if (stacked[list[i]] && low[list[i]] < low[module]) low[module] = low[list[i]]
    }
    if (low[module] != number[module]) return
    do {
        member = stack[height--]; stacked[member] = 0
        circle = circle " " member
    } while (member != module)
    if (circle ~ / .* /) { print "a circle of files:" circle; failed++ }
}

# First reading: which floor holds which header
FNR == 1 {
    floor = floor_of(FILENAME)
    files[FILENAME] = floor
    if (!(floor in below)) wrong(FILENAME, 1, "a floor that CMakeLists.txt does not name: " floor)
    if (FILENAME ~ /\.h$/) {
        header = base_name(FILENAME)
        if (header in owner) wrong(FILENAME, 1, "a second header of this name, after " path_of[header])
        owner[header] = floor; path_of[header] = FILENAME
    }
}
# A declaration may run over several lines
floor ~ /^domaine/ && FILENAME ~ /\.h$/ && (reader || /_charger\(/) {
    reader = $0 !~ /;/
    if (/acteur/) wrong(FILENAME, FNR, "a reader takes no acteur: its wrapper judges (notice.h)")
}
floor ~ /^web/ && /_autoriser\(/ { authorised[FILENAME] = 1 }
floor ~ /^web/ && /_charger\(/ { loads[FILENAME] = FNR }
/^[ \t]*#[ \t]*include[ \t]*"/ {
    split($0, quote, "\"")
    count++
    include_file[count] = FILENAME; include_line[count] = FNR; include_name[count] = quote[2]
}
/^[ \t]*#[ \t]*include[ \t]*</ {
    if (floor == "tools") next
    match($0, /<[^>]*>/)
    name = substr($0, RSTART + 1, RLENGTH - 2)
    if (name in system_header || name ~ /^(sys|netinet|arpa|net|linux|bits|asm)\//) next
    if (!((name, FILENAME) in seen)) { seen[name, FILENAME] = 1; users[name] = users[name] " " FILENAME; third[name]++ }
}
END {
    for (i = 1; i <= count; i++) judge_include(include_file[i], include_line[i], include_name[i])
    for (file in files) if (!(module_of(file) in number)) visit(module_of(file))
    for (file in loads) if (!(file in authorised)) wrong(file, loads[file], "…_charger( without …_autoriser(: nobody judged")
    for (file in files) if (file in bad) failed++; else passed++
    for (name in third) {
        # libxml2 is one library of many headers: it belongs to the LHEO files together
        others = users[name]
        if (name ~ /^libxml\//) gsub(/ src\/echanges\/lheo_[a-z_]*\.c/, "", others)
        if (name ~ /^libxml\// && others == "") { passed++; continue }
        # what comes, what runs and what leaves by the sockets: three files of one library
        if (name == "microhttpd.h") sub(/ src\/http\/answer\.c src\/http\/head\.c/, "", others)
        if (name == "microhttpd.h" && others == " src/http/server.c") { passed++; continue }
        if (third[name] > 1) { print "<" name "> is included by" users[name] ": one file should own it"; failed++ }
        else passed++
    }
    print passed + 0 " passed, " failed + 0 " failed"
    exit failed > 0
}'
