#!/bin/sh
# The arrows between floors (docs/architecture.md): a file of src/<floor>/ includes headers of its own
# floor and of those below it; a third-party header is included by one file of src/ alone.
#   tests/floors.sh [ROOT]      last line: N passed, N failed
set -eu
cd "${1:-$(dirname "$0")/..}"

# shellcheck disable=SC2016 # awk's own variables
find src -name '*.[ch]' | sort | xargs awk '
BEGIN {
    below["base"] = ""
    below["db"] = "base"
    below["auth"] = "db base"
    below["domaine"] = "auth db base"
    below["html"] = "base"
    below["http"] = "base"
    below["echanges"] = "domaine auth db html base"
    below["taches"] = "echanges domaine auth db html base"
    below["web"] = "echanges taches domaine auth db html http base"
    below["exploitation"] = "domaine auth db base"
    below["main"] = "web exploitation " below["web"]
    # Made at build time, and who may see them
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
}
function holds(list, word) { return index(" " list " ", " " word " ") > 0 }
function wrong(what) { print FILENAME ":" FNR ": " what; bad[FILENAME] = 1 }
function base_name(path) { sub(/.*\//, "", path); return path }

# First reading: which floor holds which header
FNR == 1 {
    split(FILENAME, parts, "/")
    floor = parts[3] == "" ? "main" : parts[2]
    files[FILENAME] = floor
    if (!(floor in below)) wrong("a floor that the table does not know: " floor)
    if (FILENAME ~ /\.h$/) {
        header = base_name(FILENAME)
        if (header in owner) { print FILENAME ": a second header of this name, after src/" owner[header]; bad[FILENAME] = 1 }
        owner[header] = floor
    }
}
/^[ \t]*#[ \t]*include[ \t]*"/ {
    split($0, quote, "\"")
    count++
    include_file[count] = FILENAME; include_line[count] = FNR; include_name[count] = quote[2]
}
/^[ \t]*#[ \t]*include[ \t]*</ {
    match($0, /<[^>]*>/)
    name = substr($0, RSTART + 1, RLENGTH - 2)
    if (name in system_header || name ~ /^(sys|netinet|arpa|net|linux|bits|asm)\//) next
    if (!((name, FILENAME) in seen)) { seen[name, FILENAME] = 1; users[name] = users[name] " " FILENAME; third[name]++ }
}
END {
    for (i = 1; i <= count; i++) {
        file = include_file[i]; name = include_name[i]; from = files[file]
        if (name in owner) {
            if (owner[name] != from && !holds(below[from], owner[name])) {
                print file ":" include_line[i] ": " from " may not include " owner[name] "/" name
                bad[file] = 1
            }
        } else if (name in generated) {
            if (!holds(generated[name], from)) { print file ":" include_line[i] ": " from " may not include " name; bad[file] = 1 }
        } else if (name !~ /^tmpl_/ || from != "web") {
            print file ":" include_line[i] ": no header of this name in src/: " name
            bad[file] = 1
        }
    }
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
