#!/bin/sh
# The commands of `sofi`: what is answered, the exit codes of docs, and what is left behind.
#   tests/commandes.sh BINARY      last line: N passed, N failed
# SOFI_TEST_POSTGRESQL, when it is set: a cluster where a base is made for what both engines must do.
set -u
sofi=$1
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
passed=0
failed=0
postgresql=${SOFI_TEST_POSTGRESQL:-}
for name in $(env | sed -n 's/^\(SOFI_[A-Z_]*\)=.*/\1/p'); do unset "$name"; done

wrong() {
    failed=$((failed + 1))
    echo "FAILED: $*"
    sed 's/^/    /' out err
}

# expect CODE TEXT ARGUMENTS…: the exit code, and a text that both outputs together hold
expect() {
    code=$1
    text=$2
    shift 2
    "$sofi" "$@" >out 2>err </dev/null
    got=$?
    if [ "$got" -ne "$code" ]; then
        wrong "sofi $*: exit code $got, $code expected"
    elif ! cat out err | grep -qF -- "$text"; then
        wrong "sofi $*: no « $text »"
    else
        passed=$((passed + 1))
    fi
}

# check WHAT COMMAND…: the command succeeds
check() {
    what=$1
    shift
    if "$@"; then passed=$((passed + 1)); else wrong "$what"; fi
}

empty() { [ -z "$(ls -A "$1")" ]; }

expect 2 'sofi serve'
expect 0 'sofi serve' --help
expect 0 'sofi serve' help
expect 0 'SQLite 3.' --version
expect 0 'libpq ' --version
check 'the version first' grep -qE '^sofi [0-9]+\.[0-9]+\.[0-9]+( \([0-9a-f]+(-dirty)?\))?$' out
expect 2 'commande « foo » inconnue' foo
expect 2 'commande « foo » inconnue' help foo
expect 0 'sofi import formacode|' help import
expect 0 '--quand-meme' import --help
expect 0 'SOFI_DATABASE' help config
expect 2 'option --nimporte inconnue de sofi migrate' migrate --nimporte 1
expect 2 'option --email inconnue de sofi migrate' migrate --email a@exemple.fr
expect 2 '--database attend une valeur' migrate --database
expect 2 'attendu : sofi compte' compte
expect 2 'attendu : sofi import' import
expect 2 '--sessions attend un nombre' demo --sessions x

# The list for programs: each command, its options, every setting; fields between tabs
expect 0 'commande' help --liste
check 'only known kinds of lines' test -z "$(grep -vE "^(commande|option|reglage)	" out)"
check 'an option of import' grep -q "^option	import	--quand-meme	" out
check 'a secret has no option' grep -q "^reglage	SOFI_METRICS_KEY		" out

# A mistyped path makes nothing, the folder of the default is made
mkdir vide
expect 3 "le dossier « vide/la » n’existe pas" migrate --database sqlite:vide/la/x.db
check 'no folder of a mistyped path' empty vide
expect 0 'Base à jour' migrate
check 'the default base' test -f var/sofi.db

# Settings that nobody knows, and a clock that stands still, are told
SOFI_DATABSE=x expect 0 'réglage SOFI_DATABSE inconnu' migrate
check 'in the log too' grep -q 'event=setting_unknown name=SOFI_DATABSE' err
SOFI_INSTANT=1700000000 expect 0 "SOFI_INSTANT arrête l'horloge" migrate
check 'in the log too' grep -q 'event=clock_held instant=1700000000' err
expect 0 'Base à jour' migrate
check 'nothing to tell' test ! -s err

# A file that is refused makes no base
printf 'rien de bon\n' >mauvais.csv
: >rien.csv
base=sqlite:vide/neuve.db
expect 1 "n'existe pas" import nsf absent.csv --database "$base"
expect 1 'est vide' import nsf rien.csv --database "$base"
expect 1 "n'est pas un fichier" import nsf vide --database "$base"
expect 1 "rien n'a été importé" import rome mauvais.csv --database "$base"
check 'no base for a refused file' empty vide
printf 'code;libelle\n100;Formations générales\n' >nsf.csv
expect 0 '' import nsf nsf.csv --database "$base"
check 'a base for a good one' test -f vide/neuve.db

# The public list of organisations, from a file and from an address
{
    printf 'numeroDeclarationActivite;denomination;siretEtablissementDeclarant;certifications.actionsDeFormation;'
    printf 'certifications.bilansDeCompetences;certifications.VAE;certifications.actionsDeFormationParApprentissage\n'
    printf '52440404744;GIP CARIF OREF;13000511900032;true;false;false;false\n'
} >of.csv
expect 0 '1 organismes lus ; 1 nouveaux' import of of.csv --delai 20
expect 0 '1 organismes lus ; 0 nouveaux' import of of.csv
expect 1 'cette adresse ne répond pas' import of http://127.0.0.1:1/of.csv
expect 1 "n'existe pas" import nsf http://127.0.0.1:1/nsf.csv
timeout 60 /usr/bin/python3 -c 'import http.server as h
s = h.HTTPServer(("127.0.0.1", 0), h.SimpleHTTPRequestHandler)
print(s.server_port, flush=True)
s.handle_request()' >port 2>/dev/null &
waited=0
until [ -s port ] || [ $waited -eq 200 ]; do
    sleep 0.05
    waited=$((waited + 1))
done
expect 0 '1 organismes lus ; 0 nouveaux' import of "http://127.0.0.1:$(cat port)/of.csv"
wait

expect 0 'La base est saine : ' check
expect 0 'Rien à réparer' check --reparer
check 'a check migrates nothing, and tells of nothing' test -z "$(grep event= err)"
expect 0 'copie vérifiée' backup sauvegarde.db
expect 1 'existe déjà' backup sauvegarde.db
expect 0 'Sauvegarde faite : sauvegarde.db' backup sauvegarde.db --remplacer
expect 0 'La base est saine : ' check --database sqlite:sauvegarde.db
expect 2 'attendu : sofi backup FICHIER' backup
expect 0 'Copie faite et comparée : ' copy base sqlite:copie.db
# A copy that stops leaves a base that is known as such
: >sans-table.db
expect 3 '' copy sqlite:sans-table.db sqlite:moitie.db
expect 1 'Base inachevée : une copie (sofi copy)' check --database sqlite:moitie.db
expect 3 'a été interrompue' migrate --database sqlite:moitie.db
expect 0 'Copie faite et comparée : ' copy base sqlite:moitie.db
expect 0 'La base est saine : ' check --database sqlite:moitie.db
expect 2 'mot de passe visible' copy base postgresql://a:b@localhost/c
expect 3 "n’existe pas encore" check --database sqlite:absente.db

# Five nodes that start at once on an empty base: each migration is made once, whoever makes it
migrations=$(find "$(dirname "$here")/migrations" -name '*.sql' | wc -l)
at_once() {
    pids=
    for n in 1 2 3 4 5; do
        "$sofi" migrate --database "$1" >"out.$n" 2>"err.$n" </dev/null &
        pids="$pids $!"
    done
    good=0
    for pid in $pids; do wait "$pid" && good=$((good + 1)); done
    cat out.? >out
    cat err.? >err
    check "five migrate at once on $1" test "$good" -eq 5
    check 'five say so' test "$(grep -c 'Base à jour' out)" -eq 5
    check 'each migration once' test "$(grep -c 'event=migration_applied' err)" -eq "$migrations"
    expect 0 'La base est saine : ' check --database "$1"
}
at_once sqlite:ensemble.db
if [ -n "$postgresql" ]; then
    ensemble=sofi_test_commandes_$$
    sql() { psql -qX -v ON_ERROR_STOP=1 -d "$postgresql" -c "$1" >out 2>err; }
    check 'a base of PostgreSQL' sql "CREATE DATABASE $ensemble TEMPLATE template0 ENCODING 'UTF8'"
    at_once "${postgresql%/*}/$ensemble"
    check 'its end' sql "DROP DATABASE $ensemble WITH (FORCE)"
fi

# A demonstration that ends on its way, here because its file may not grow further, does not serve: the
# base bears the mark of it, or cannot be opened at all
moitie=sqlite:moitie.db
(ulimit -f 16384 && exec "$sofi" demo --sessions 12000 --database "$moitie" >out 2>err)
check 'a demonstration cut short' test $? -ne 0
for commande in serve migrate demo; do
    expect 3 'sofi : la ' "$commande" --database "$moitie"
done

# Accounts
expect 0 '/mot-de-passe/' compte creer --email Zoe@exemple.fr --profil ADMIN --nom 'Zoé Ère'
expect 1 'a déjà un compte' compte creer --email zoe@exemple.fr --profil ADMIN
expect 2 '--profil attend' compte creer --email b@exemple.fr --profil CHEF
expect 0 'zoe@exemple.fr  ADMIN   invité' compte lister
expect 0 '"zoe@exemple.fr";"ADMIN";"invité";"";"Zoé Ère"' compte lister --csv
expect 0 'connexions sont fermées' compte bloquer --email ZOE@exemple.fr
expect 1 'déjà bloqué' compte bloquer --email zoe@exemple.fr
expect 1 "débloquez-le d'abord" compte inviter --email zoe@exemple.fr
expect 0 'bloqué  jamais' compte lister
expect 0 'Compte débloqué' compte debloquer --email zoe@exemple.fr
expect 0 '/mot-de-passe/' compte inviter --email zoe@exemple.fr
expect 1 'aucun compte x@exemple.fr' compte bloquer --email x@exemple.fr

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
