#!/bin/sh
# The package in a bare system, where script/bare runs this: installed, run, removed, purged.
#   paquet.sh FOLDER      that holds one sofi_*.deb
set -eu
package=$(echo "$1"/sofi_*.deb)
fail() {
    echo "paquet : $*" >&2
    exit 1
}

apt-get -q update >/dev/null
DEBIAN_FRONTEND=noninteractive apt-get -q install -y --no-install-recommends "$package" curl systemd >/dev/null
version=$(dpkg-deb -f "$package" Version)
case $(sofi --version | head -n 1) in "sofi $version" | "sofi $version "*) ;; *) fail "sofi --version n'est pas $version" ;; esac
for file in /lib/systemd/system/sofi.service /etc/sofi/sofi.env /usr/share/doc/sofi/copyright \
    /usr/share/doc/sofi/notices.txt /usr/share/bash-completion/completions/sofi; do
    [ -s "$file" ] || fail "$file manque"
done
[ "$(stat -c %a /etc/sofi/sofi.env)" = 600 ] || fail "sofi.env est lisible de tous"
[ ! -e /etc/systemd/system/multi-user.target.wants/sofi.service ] || fail "le service est activé sans réglages"
systemd-analyze verify --man=no /lib/systemd/system/sofi.service || fail "l'unité est refusée"

cd "$(mktemp -d)"
SOFI_DATABASE=sqlite:$PWD/sofi.db
export SOFI_DATABASE
sofi migrate
sofi serve --listen 127.0.0.1:28080 >journal 2>&1 &
server=$!
for _ in $(seq 100); do
    grep -q '^SOFI répond' journal && break
    sleep 0.1
done
[ "$(curl -s -o page -w '%{http_code}' http://127.0.0.1:28080/connexion)" = 200 ] || fail "/connexion n'est pas servie"
kill "$server"
wait "$server" || fail "le serveur ne s'arrête pas comme il faut"

apt-get -q remove -y sofi >/dev/null
[ ! -e /usr/bin/sofi ] || fail "le programme reste"
[ -e /etc/sofi/sofi.env ] || fail "les réglages partent avant d'être purgés"
apt-get -q purge -y sofi >/dev/null
[ ! -e /etc/sofi ] || fail "les réglages restent"
[ ! -e /usr/share/doc/sofi ] || fail "la documentation reste"
echo "  sofi $version installé, servi, retiré, purgé"
