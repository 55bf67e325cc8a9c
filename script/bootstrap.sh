# Installs what the machine lacks (Debian 12 or 13), and no more. To be sourced from the repository's root:
#   . script/bootstrap.sh; bootstrap build test; bootstrap_npm
# or run by itself: sh script/bootstrap.sh build test lint bench. Nothing missing: a few milliseconds.

# What to install for a group. A tool may come from elsewhere than its package: see have_package.
packages_of() {
    case $1 in
    build)
        echo gcc libc6-dev cmake ninja-build pkg-config nodejs npm ca-certificates \
            libmicrohttpd-dev libsqlite3-dev libpq-dev libsodium-dev libutf8proc-dev libidn2-dev \
            libstemmer-dev libcsv-dev libzxcvbn-dev \
            libcurl4-openssl-dev libjansson-dev libxlsxwriter-dev libxml2-dev libsystemd-dev \
            zlib1g-dev
        ;;
    test)
        echo clang libclang-rt-dev libcmocka-dev postgresql postgresql-common util-linux \
            chromium-headless-shell fonts-liberation curl python3-aiosmtpd unzip poppler-utils
        ;;
    lint) echo clang-format clang-tidy shellcheck ;;
    bench) echo wrk nginx-light curl ;;
    package) echo lintian dpkg-dev ;;
    bare) echo debootstrap util-linux ;;
    *)
        echo "bootstrap: groupe inconnu : $1" >&2
        return 2
        ;;
    esac
}

# Node from another source than Debian counts, with the npm that comes with it.
have_package() {
    case $1 in
    nodejs) command -v node >/dev/null 2>&1 || command -v nodejs >/dev/null 2>&1 ;;
    npm) command -v npm >/dev/null 2>&1 ;;
    *) return 1 ;;
    esac
}

# The packages of the list that are not installed; one question to dpkg for all of them.
missing_packages() {
    # shellcheck disable=SC2016 # dpkg-query's own variables
    installed=" $(dpkg-query -W -f '${db:Status-Status} ${Package}\n' "$@" 2>/dev/null |
        sed -n 's/^installed //p' | tr '\n' ' ')"
    for package in "$@"; do
        case $installed in
        *" $package "*) ;;
        *) have_package "$package" || echo "$package" ;;
        esac
    done
}

as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif command -v sudo >/dev/null 2>&1; then
        sudo "$@"
    else
        echo "Il faut être root, ou avoir sudo, pour : $*" >&2
        return 3
    fi
}

# Debian's postgresql makes and starts a cluster when it is installed: nobody asked for it here.
without_default_cluster() {
    case " $* " in *" postgresql "*) ;; *) return 0 ;; esac
    [ -e /etc/postgresql-common/createcluster.conf ] && return 0
    as_root sh -c 'mkdir -p /etc/postgresql-common &&
        echo "create_main_cluster = false" > /etc/postgresql-common/createcluster.conf'
}

apt_install() {
    log=$(mktemp)
    without_default_cluster "$@"
    # shellcheck disable=SC2015 # both steps, or the log
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -q update >"$log" 2>&1 &&
        as_root env DEBIAN_FRONTEND=noninteractive apt-get -q install -y --no-install-recommends \
            -o Dpkg::Options::=--force-confold "$@" >>"$log" 2>&1 || {
        tail -n 25 "$log" >&2
        echo "Installation impossible ; le journal entier : $log" >&2
        return 3
    }
    rm -f "$log"
    # Debian starts a server as soon as it is installed: the bench starts its own
    case " $* " in *" nginx-light "*)
        as_root sh -c 'service nginx stop; update-rc.d nginx disable' >/dev/null 2>&1 || true
        ;;
    esac
}

bootstrap() {
    wanted=
    for group in "$@"; do
        wanted="$wanted $(packages_of "$group")" || return 2
    done
    # shellcheck disable=SC2086 # lists of words
    missing=$(missing_packages $wanted)
    [ -z "$missing" ] && return 0
    # shellcheck disable=SC2086
    set -- $missing
    echo "Installation de $# paquets Debian : $*"
    apt_install "$@"
}

# The npm packages, when package-lock.json is not the one they were installed from.
bootstrap_npm() {
    stamp=node_modules/.sofi-lock
    cmp -s package-lock.json "$stamp" && return 0
    echo "Installation des paquets npm"
    npm ci --no-progress --loglevel=error
    cp package-lock.json "$stamp"
}

case ${0##*/} in
bootstrap.sh)
    set -eu
    cd "$(dirname "$0")/.."
    bootstrap "${@:-build}"
    ;;
esac
