#!/bin/sh
# A private PostgreSQL cluster for the tests, in a folder of its own, as a user other than root.
#   pg-cluster.sh start DIR    makes it, starts it, prints its address
#   pg-cluster.sh stop DIR     stops it and removes the folder
# Listens on a Unix socket in DIR and on a free port of 127.0.0.1; trusts everybody; does not sync.
set -eu

command=${1:-}
dir=${2:-}
case $command in start | stop) ;; *) echo "usage: pg-cluster.sh start|stop DIR" >&2 && exit 2 ;; esac
case $dir in /*) ;; *) echo "pg-cluster.sh: an absolute folder is needed" >&2 && exit 2 ;; esac

bin=$(find /usr/lib/postgresql -maxdepth 2 -name bin -type d 2>/dev/null | sort -V | tail -n 1)
[ -x "$bin/initdb" ] || { echo "pg-cluster.sh: no PostgreSQL on this machine" >&2 && exit 3; }

# PostgreSQL refuses to run as root
as_owner() {
    if [ "$(id -u)" = 0 ]; then
        (cd / && exec runuser -u postgres -- "$@")
    else
        "$@"
    fi
}

free_port() {
    node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => {
        console.log(s.address().port); s.close(); });'
}

start() {
    mkdir -p "$dir"
    [ "$(id -u)" = 0 ] && chown postgres "$dir"
    chmod 700 "$dir"
    as_owner "$bin/initdb" -D "$dir/data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 --no-sync \
        >"$dir.log" 2>&1 || { cat "$dir.log" >&2 && exit 1; }
    cat >>"$dir/data/postgresql.conf" <<CONF
fsync = off
synchronous_commit = off
full_page_writes = off
max_connections = 100
shared_buffers = 64MB
unix_socket_directories = '$dir'
listen_addresses = '127.0.0.1'
autovacuum = off
jit = off
CONF
    # A port may be taken between the question and the start: another is tried
    for _ in 1 2 3; do
        port=$(free_port)
        if as_owner "$bin/pg_ctl" -D "$dir/data" -l "$dir/server.log" -o "-p $port" -w -t 60 start \
            >>"$dir.log" 2>&1; then
            rm -f "$dir.log"
            echo "postgresql://postgres@127.0.0.1:$port/postgres"
            return 0
        fi
    done
    cat "$dir.log" "$dir/server.log" >&2
    return 1
}

stop() {
    [ -d "$dir/data" ] || return 0
    as_owner "$bin/pg_ctl" -D "$dir/data" -m immediate -w stop >/dev/null 2>&1 || true
    rm -rf "$dir" "$dir.log"
}

"$command"
