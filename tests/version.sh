#!/bin/sh
# The version is that of project() in CMakeLists.txt; whatever else names it says the same. And every
# notice of what is embedded is served.      version.sh SOFI
set -u
passed=0
failed=0
check() {
    if [ "$2" = "$3" ]; then
        passed=$((passed + 1))
    else
        echo "$1 : « $2 », « $3 » attendu"
        failed=$((failed + 1))
    fi
}
version=$(sed -nE 's/^project\(sofi .*VERSION ([0-9.]+).*/\1/p' CMakeLists.txt)
check package.json "$(node -p 'require("./package.json").version')" "$version"
check package-lock.json "$(node -p 'require("./package-lock.json").version')" "$version"
check CHANGELOG.md "$(sed -n 's/^## //p' CHANGELOG.md | head -n 1)" "$version"
check "sofi --version" "$("$1" --version | sed -nE '1s/^sofi ([0-9.]+).*/\1/p')" "$version"
tags=$(git tag --list 'v*' --points-at HEAD 2>/dev/null | head -n 1)
check "étiquette de HEAD" "${tags:-v$version}" "v$version"
check "avis du style" "$(head -c 90 build/dev/assets/sofi.*.css | grep -c 'Bootstrap.*MIT licence: notices\.[0-9a-f]*\.txt')" 1
for word in Bootstrap Atkinson Etalab 'Base Adresse Nationale'; do
    check "avis de $word" "$(grep -c "^.*Copyright.*$word" build/dev/assets/notices.*.txt | sed 's/[1-9][0-9]*/1/')" 1
done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
