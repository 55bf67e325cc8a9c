#!/bin/sh
# Tests of the template compiler: run.sh TMPLC SOURCE_DIR WORK_DIR
# Good templates are compiled, run and compared; wrong ones must be refused at their line, by the
# compiler or by gcc. Ends with "N passed, N failed".
set -u
tmplc=$1
source=$2
work=$3
here=$source/tests/tmplc
cc="gcc -std=gnu17 -D_GNU_SOURCE -Wall -Wextra -Wshadow -Wstrict-prototypes -Wpointer-arith
    -Wcast-qual -Wwrite-strings -Wformat=2 -Wundef -Wvla -Werror -fno-common
    -I$work/good -I$here -I$source/src/html -I$source/src/base"
passed=0
failed=0

ok() {
    passed=$((passed + 1))
}

ko() {
    failed=$((failed + 1))
    echo "FAILED $*"
}

# Adds the counts of a program that ends with "N passed, N failed".
count() {
    "$1" >"$1.log" 2>&1
    code=$?
    grep -v ' passed, ' "$1.log"
    # shellcheck disable=SC2046 # two figures, or nothing
    set -- $(sed -n 's/^\([0-9]*\) passed, \([0-9]*\) failed$/\1 \2/p' "$1.log") "$code" "$1"
    if [ $# -ne 4 ]; then
        ko "$2 did not end well"
        return
    fi
    passed=$((passed + $1))
    failed=$((failed + $2))
    if [ "$2" -eq 0 ] && [ "$3" -ne 0 ]; then
        ko "$4 ended with code $3"
    fi
}

# wrong NAME LINE 'part of the message' 'template': tmplc must refuse it and leave no file.
wrong() {
    file=templates/$1.html
    printf '%s\n' "$4" >"$work/bad/$file"
    made=$work/bad/out/tmpl_$(echo "$1" | tr - _)
    : >"$made.c"
    if (cd "$work/bad" && "$tmplc" -o out "$file") >"$work/bad/log" 2>&1; then
        ko "$1: accepted"
    elif [ $? -gt 1 ] || ! grep -qF "$file:$2: " "$work/bad/log" ||
        ! grep -qF -e "$3" "$work/bad/log" || [ "$(wc -l <"$work/bad/log")" -ne 1 ]; then
        ko "$1: said $(cat "$work/bad/log"), not $file:$2: ...$3"
    elif [ -e "$made.c" ] || [ -e "$made.h" ]; then
        ko "$1: left a file"
    else
        ok
    fi
}

# in_view NAME 'part of the message' 'text': wrong at line 2, behind a view.
in_view() {
    wrong "$1" 2 "$2" "{{view struct tout_view \"views.h\"}}
$3"
}

# mistyped NAME 'part of the message' 'text': tmplc accepts it, gcc refuses line 3.
mistyped() {
    file=templates/$1.html
    made=$work/bad/out/tmpl_$(echo "$1" | tr - _)
    printf '{{view struct tout_view "views.h"}}\n<p>\n%s\n</p>\n' "$3" >"$work/bad/$file"
    if ! (cd "$work/bad" && "$tmplc" -o out "$file") 2>"$work/bad/log"; then
        ko "$1: refused by tmplc: $(cat "$work/bad/log")"
    elif LC_ALL=C $cc -c "$made.c" -o "$work/bad/out/x.o" 2>"$work/bad/log"; then
        ko "$1: accepted by the C compiler"
    elif ! grep -E "^$file:3:[0-9]+: (fatal )?error: " "$work/bad/log" | grep -qF -e "$2"; then
        ko "$1: the C compiler said $(cat "$work/bad/log")"
    else
        ok
    fi
}

rm -rf "$work/good" "$work/bad"
mkdir -p "$work/good/again" "$work/bad/templates" "$work/bad/out"

# --- Good templates
if (cd "$source" && "$tmplc" -o "$work/good" tests/tmplc/good/*.html &&
    "$tmplc" -o "$work/good/again" tests/tmplc/good/*.html); then
    ok
else
    ko "good templates are refused"
fi
for file in "$work"/good/tmpl_*; do
    if cmp -s "$file" "$work/good/again/${file##*/}"; then
        ok
    else
        ko "$file is not the same twice"
    fi
done
if $cc -g -fsanitize=address,undefined "$here/check_good.c" "$work"/good/tmpl_*.c \
    "$source/src/html/escape.c" -o "$work/check_good"; then
    count "$work/check_good"
else
    ko "check_good.c does not build"
fi
# shellcheck disable=SC2046 # a list of flags
if ! pkg-config --exists libxml-2.0; then
    echo "skipped: hostile strings read back by libxml2 (libxml2-dev is not installed)"
elif $cc -g -fsanitize=address,undefined "$here/check_hostile.c" "$work/good/tmpl_hostile.c" \
    "$source/src/html/escape.c" $(pkg-config --cflags --libs libxml-2.0) \
    -o "$work/check_hostile"; then
    count "$work/check_hostile"
else
    ko "check_hostile.c does not build"
fi

# --- Directives
wrong sans-vue 1 'does not begin with {{view' '<p>x</p>'
wrong vide 1 'does not begin with {{view' ''
wrong vue-tard 1 'does not begin with {{view' '<p>x</p>{{view struct tout_view "views.h"}}'
wrong vue-deux 3 '{{view}} is the first' '{{view struct tout_view "views.h"}}

{{view struct tout_view "views.h"}}'
wrong vue-type 1 '"struct" expected' '{{view int "views.h"}}'
wrong vue-entete 1 '"header.h"' '{{view struct tout_view}}'
wrong vue-trop 1 'end of the directive' '{{view struct tout_view "views.h" x}}'
in_view layout-tard 'right after {{view}}' '<p>x</p>{{layout page v.page}}'
in_view layout-sans-vue 'a path' '{{layout page}}'
in_view inconnu '"zorglub" is neither' '{{zorglub}}'
in_view inconnu-deux '"zorglub" is neither' '{{zorglub v.texte}}'
in_view variable-inconnue '"d" is neither' '<p>{{d.texte}}</p>'
in_view vide-dedans 'empty directive' '<p>{{ }}</p>'
in_view trop 'end of the directive' '<p>{{v.texte v.url}}</p>'
in_view filtre 'end of the directive' '<p>{{v.texte | raw}}</p>'
in_view champ-absent 'a field expected' '<p>{{v.}}</p>'
in_view triple 'a path' '<p>{{{v.texte}}}</p>'
in_view pas-ferme 'not closed' '<p>{{v.texte</p>'
in_view pas-ferme-bout 'not closed' '<p>{{v.texte}'
in_view ferme-autre-ligne 'not closed' '<p>{{v.texte
}}</p>'
in_view commentaire-pas-ferme 'not closed' '{{! x'
in_view double-ouverture '{{ inside a directive' '<p>{{v.texte {{v.url}}</p>'
in_view include-point 'without .html' '{{include page.html v.page}}'
in_view include-nom 'a small letter' '{{include Page v.page}}'

# --- Blocks
in_view sans-fin 'has no {{end}}' '{{if v.oui}}<p>x</p>'
in_view boucle-sans-fin 'has no {{end}}' '{{for o in v.options}}<p>x</p>'
in_view fin-de-trop 'no {{if}} or {{for}}' '<p>x</p>{{end}}'
in_view sinon-de-trop 'no {{if}} or {{for}}' '<p>x</p>{{else}}'
in_view sinon-deux 'nothing but {{end}}' '{{if v.oui}}a{{else}}b{{else}}c{{end}}'
in_view sinonsi-apres 'nothing but {{end}}' '{{if v.oui}}a{{else}}b{{elseif v.id}}c{{end}}'
in_view boucle-sinonsi '{{end}} of the {{for}}' '{{for o in v.options}}a{{elseif v.id}}b{{end}}'
in_view boucle-masque 'is taken' '{{for o in v.options}}{{for o in v.options}}{{end}}{{end}}'
in_view boucle-v 'is taken' '{{for v in v.options}}{{end}}'
in_view boucle-souligne 'no __' '{{for a__i in v.options}}{{end}}'
in_view boucle-sans-in '"in" expected' '{{for o v.options}}{{end}}'
in_view boucle-sortie '"o" is neither' '{{for o in v.options}}{{end}}{{o.code}}'
in_view boucle-propriete '#zorg is unknown' '{{for o in v.options}}{{o#zorg}}{{end}}'
in_view propriete-vue '# follows' '{{v#index}}'
deep=
i=0
while [ $i -lt 40 ]; do
    deep="$deep{{if v.oui}}"
    i=$((i + 1))
done
in_view profond 'inside one another' "$deep"

# --- Conditions
in_view si-vide 'a path' '{{if}}{{end}}'
in_view si-et 'a path' '{{if v.oui and}}{{end}}'
in_view si-inferieur 'end of the directive' '{{if v.id < 3}}{{end}}'
in_view si-egal 'end of the directive' '{{if v.id = 3}}{{end}}'
in_view si-octal 'without leading zeros' '{{if v.id == 012}}{{end}}'
in_view si-grand '18 digits' '{{if v.id == 1234567890123456789}}{{end}}'
in_view si-hexa 'an integer' '{{if v.id == 0x1}}{{end}}'
in_view si-minuscule 'small letters' '{{if v.etat == abs}}{{end}}'
in_view si-appel 'end of the directive' '{{if v.etat == A(1)}}{{end}}'
in_view si-chaine 'not closed' '{{if v.texte == "a}}{{end}}'
in_view si-parenthese 'a path' '{{if (v.oui)}}{{end}}'

# --- Places where nothing is printed
in_view sans-guillemets 'not in quotes' '<p class={{v.texte}}>x</p>'
in_view sans-guillemets-fixe 'not in quotes' '<p class=a{{v.texte}}>x</p>'
in_view sans-guillemets-si 'not in quotes' '<p class={{if v.oui}}"a"{{end}}>x</p>'
in_view nom-balise 'name of a tag' '<{{v.texte}}>x'
in_view nom-balise-suite 'belongs in a quoted' '<h{{v.id}}>x'
in_view nom-fin 'name of a tag' '</{{v.texte}}>'
in_view nom-fin-suite 'an end tag' '</h{{v.id}}>'
in_view nom-attribut 'belongs in a quoted' '<p {{v.texte}}>x</p>'
in_view nom-attribut-suite 'belongs in a quoted' '<p data-{{v.texte}}="x">x</p>'
in_view nom-attribut-apres 'belongs in a quoted' '<p class="a"{{v.texte}}>x</p>'
in_view script-contenu 'printed in <script>' '<script src="/a.js">{{v.texte}}</script>'
in_view script-inline '<script> without src' '<script>{{v.texte}}</script>'
in_view script-fixe '<script> without src' '<script type="module">a()</script>'
in_view script-texte 'inline script' '<script src="/a.js">a()</script>'
in_view script-si '<script> without src' '<script{{if v.oui}} src="/a.js"{{end}}></script>'
in_view style-element '<style> is refused' '<style>{{v.texte}}</style>'
in_view style-fixe '<style> is refused' '<STYLE>p{}</STYLE>'
in_view style-attribut 'inline style' '<p style="color:{{v.texte}}">x</p>'
in_view style-attribut-fixe 'inline style' '<p STYLE="color:red">x</p>'
in_view style-nu 'inline style' '<p style>x</p>'
in_view commentaire 'printed in a comment' '<!-- {{v.texte}} -->'
in_view commentaire-ruse 'cannot begin with >' '<!--> <p>'
in_view srcset 'printed in the attribute srcset' '<img srcset="{{v.url}}">'
in_view srcdoc 'srcdoc is refused' '<p srcdoc="{{v.texte}}">x</p>'
in_view iframe '<iframe> is refused' '<iframe src="/x"></iframe>'
in_view onclick 'inline code in onclick' '<p onclick="{{v.texte}}">x</p>'
in_view onclick-fixe 'inline code in onclick' "<p OnClick='a()'>x</p>"
in_view hx-vals 'printed in the attribute hx-vals' "<p hx-vals='{{v.texte}}'>x</p>"
in_view data-hx-vals 'printed in the attribute' "<p data-hx-vals='{{v.texte}}'>x</p>"
in_view hx-on 'inline code in hx-on:click' '<p hx-on:click="{{v.texte}}">x</p>'
in_view hx-trigger 'printed in the attribute' '<p hx-trigger="{{v.texte}}">x</p>'
in_view rafraichir 'http-equiv is refused' '<meta http-equiv="refresh" content="0">'
in_view doctype 'a <! declaration' '<!doctype {{v.texte}}>'
in_view raw-attribut '{{raw}} cannot stand in an attribute' '<p title="{{raw v.brut}}">x</p>'
in_view raw-titre '{{raw}} cannot stand in the content' '<title>{{raw v.brut}}</title>'
in_view include-attribut '{{include}} cannot stand' '<p title="{{include page v.page}}">x</p>'
in_view contenu-attribut '{{content}} cannot stand' '<p title="{{content}}">x</p>'
in_view icone-attribut '{{icone}} cannot stand' '<p title="{{icone search}}">x</p>'
in_view asset-texte '{{asset}} belongs' '<p>{{asset sofi.css}}</p>'
in_view asset-milieu '{{asset}} belongs' '<p><a href="/x/{{asset sofi.css}}">x</a></p>'

# --- URLs
in_view url-javascript 'scheme in href is refused' '<a href="javascript:{{v.texte}}">x</a>'
in_view url-data 'scheme in src is refused' '<img src="data:image/png;base64,x">'
in_view url-scheme 'scheme in href is refused' '<a href="JavaScript:a()">x</a>'
in_view url-hote 'first / of a URL' '<a href="/{{v.texte}}">x</a>'
in_view url-double '//' '<a href="//{{v.texte}}">x</a>'
in_view url-autre-hote 'change the host' '<a href="https://{{v.texte}}/x">x</a>'
in_view url-suite-hote 'change the host' '<a href="https://exemple.fr{{v.texte}}">x</a>'
in_view url-deux 'cannot follow a whole URL' '<a href="{{v.url}}{{v.texte}}">x</a>'
in_view url-suite 'after a whole URL' '<a href="{{v.url}}/{{v.texte}}">x</a>'
in_view url-branches 'cannot follow a whole URL' '<a href="{{if v.oui}}/x{{end}}{{v.url}}">x</a>'
in_view url-boucle 'changes where the URL' '<a href="{{for m in v.mots}}/x{{end}}">x</a>'

# --- Shape of the HTML
in_view branches 'end in different places' '{{if v.oui}}<p title="{{else}}<p>{{end}}x'
in_view branche-seule 'end in different places' '<p{{if v.oui}} title="{{end}}">x</p>'
in_view branche-guillemet 'not in quotes' "<p title={{if v.oui}}'{{else}}\"{{end}}x"
in_view branches-balises 'end in different places' '{{if v.oui}}<textarea {{else}}<p {{end}}>x'
in_view boucle-bouts 'end in different places' '{{for m in v.mots}}<p title="{{end}}'
in_view boucle-colle 'begins with a space' '<p {{for m in v.mots}}data-a="{{m}}"{{end}}>x</p>'
in_view boucle-sinon 'end in different places' '{{for m in v.mots}}x{{else}}<p {{end}}>'
in_view colle 'cannot come here' '<p {{if v.oui}}hidden{{end}}title="x">x</p>'
in_view colle-guillemet 'cannot come here' '<p class="a"title="x">x</p>'
in_view egal-espace 'cannot come here' '<p class = "a">x</p>'
in_view inferieur '&lt;' '<p>1 < 2</p>'
in_view cdata '&lt;' '<p><![CDATA[x]]></p>'
wrong fin-attribut 3 'ends in an attribute value' '{{view struct tout_view "views.h"}}
<p title="'
wrong fin-titre 3 'ends in the content of <title>' '{{view struct tout_view "views.h"}}
<title>x'
wrong fin-commentaire 3 'ends in a comment' '{{view struct tout_view "views.h"}}
<!-- x'
wrong retour-chariot 2 'carriage return' "{{view struct tout_view \"views.h\"}}
a$(printf '\r')b"
wrong ligne-lointaine 7 '"x" is neither' '{{view struct tout_view "views.h"}}
{{! une
note }}
<div>
  {{if v.oui}}

  <p>{{x.y}}</p>
  {{end}}
</div>'
printf '<p></p>' >"$work/bad/Majuscule.html"
if (cd "$work/bad" && "$tmplc" -o out Majuscule.html) 2>"$work/bad/log" ||
    ! grep -q '^Majuscule.html:1: a template is called' "$work/bad/log"; then
    ko "a template with a capital"
else
    ok
fi

# --- What gcc refuses, at the line of the template
mistyped champ-inconnu "has no member named 'emial'" '{{v.emial}}'
mistyped champ-inconnu-si "has no member named 'emial'" '{{if v.emial == 3}}x{{end}}'
mistyped bool-imprime 'tmpl_cannot_print' '{{v.oui}}'
mistyped double-imprime 'tmpl_cannot_print' '{{v.taux}}'
mistyped html-echappe 'tmpl_cannot_print' '{{v.brut}}'
mistyped struct-imprime 'tmpl_cannot_print' '{{v.page}}'
mistyped pointeur-imprime 'tmpl_cannot_print' '{{v.autre_page}}'
mistyped bool-url 'tmpl_cannot_print' '<a href="{{v.oui}}">x</a>'
mistyped texte-brut 'html_raw' '{{raw v.texte}}'
mistyped double-si 'tmpl_true_pointer' '{{if v.taux}}x{{end}}'
mistyped texte-egal-nombre 'comparison between pointer and integer' '{{if v.texte == 3}}x{{end}}'
mistyped nombre-egal-texte 'tmpl_equal' '{{if v.id == "3"}}x{{end}}'
mistyped constante "'ETAT_ZORGLUB' undeclared" "{{if v.etat == 'ETAT_ZORGLUB'}}x{{end}}"
mistyped liste 'not a structure' '{{for o in v.texte}}x{{end}}'
mistyped include-type 'tmpl_noeud' '{{include noeud v.page}}'
mistyped include-type-pointeur 'tmpl_noeud' '{{include noeud v.autre_page}}'
mistyped include-inconnu 'tmpl_zorglub.h' '{{include zorglub v.page}}'
mistyped include-layout 'too few arguments' '{{include page v.page}}'
mistyped asset-inconnu 'ASSET_ZORGLUB_CSS' '<link href="{{asset zorglub.css}}">'

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
