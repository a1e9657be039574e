#!/usr/bin/env bash
# Runs the tests of MySQL and MariaDB on a real MySQL: `bash tests/mysql.sh`.
#
# Uses the system's MySQL if one is installed. Debian has MySQL only in its unstable suite. There, this script fetches
# the server and its dependencies from the system's own package source, with an apt configuration of its own, and checks
# them against Debian's keys. It unpacks them below cargo's target directory and runs the server from there. Nothing is
# installed, and the next run finds the server there.
#
#   --if-available   do nothing if MySQL is not available
#
# Other arguments are filters for the tests.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

say() { printf '== %s\n' "$*"; }
fail() { printf 'tests/mysql.sh: %s\n' "$*" >&2; exit 1; }
unavailable() {
    if $optional; then say "no tests on MySQL: $*"; exit 0; fi
    fail "$*"
}

optional=false filters=()
for argument; do
    case $argument in
        --if-available) optional=true ;;
        -*) fail "there is no $argument" ;;
        *) filters+=("$argument") ;;
    esac
done

keys=/usr/share/keyrings/debian-archive-keyring.gpg
cache=${CARGO_TARGET_DIR:-target}/mysql
mkdir -p "$cache"
cache=$(cd "$cache" && pwd)

# A program named mysqld may be MariaDB's, or too old.
is_mysql() {
    local version
    [[ -x $1 ]] && version=$("$1" --no-defaults --version 2>/dev/null) &&
        [[ $version != *MariaDB* && $version =~ Ver\ ([89]|[1-9][0-9])\. ]]
}

# Runs apt with sources, lists and archives of its own.
own_apt() {
    apt-get -qq --config-file "$cache/apt/conf" -o Dir::State="$cache/apt" -o Dir::State::status="$cache/apt/status" \
        -o Dir::Cache="$cache/apt" -o Dir::Etc::sourcelist="$cache/apt/debian.sources" \
        -o Dir::Etc::sourceparts=/dev/null -o Dir::Etc::preferences=/dev/null \
        -o Dir::Etc::preferencesparts=/dev/null "$@" </dev/null
}

# Fetches the server, or prints what went wrong.
fetch() {
    local source root version
    [[ -r $keys ]] && type -P apt-get dpkg-deb >/dev/null || { echo "this is no Debian, and has no MySQL"; return 1; }
    source=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Component: main' |
        grep -v -- '-security/*$' | head -n 1)
    [[ $source ]] || { echo "apt has no source of packages"; return 1; }

    rm -rf "$cache/apt"
    mkdir -p "$cache"/apt/{lists,archives}/partial
    : >"$cache/apt/status"
    # The hooks that the system runs around its own updates do not concern this one.
    printf '#clear %s;\n' APT::Update::Post-Invoke APT::Update::Post-Invoke-Success >"$cache/apt/conf"
    printf '%s\n' 'Types: deb' "URIs: $source" 'Suites: sid' 'Components: main' 'Targets: Packages' \
        "Signed-By: $keys" >"$cache/apt/debian.sources"
    own_apt update --error-on=any >"$cache/log" 2>&1 ||
        { echo "apt cannot read sid: $(tail -n 1 "$cache/log")"; return 1; }
    own_apt install -y --download-only --no-install-recommends mysql-server-core >"$cache/log" 2>&1 ||
        { echo "sid has no MySQL that can be installed: $(tail -n 1 "$cache/log")"; return 1; }

    root=$(mktemp -d "$cache/new.XXXXXX")
    chmod 755 "$root"
    for package in "$cache"/apt/archives/*.deb; do dpkg-deb -x "$package" "$root"; done
    # The server needs newer libraries than the system's, and the loader of those libraries.
    cat >"$root/mysqld" <<'WRAPPER'
#!/bin/sh
here=$(dirname "$(readlink -f "$0")")
libraries=$(echo "$here"/usr/lib/*-linux-gnu)
exec "$libraries"/ld-linux*.so.* --library-path "$libraries" "$here/usr/sbin/mysqld" "$@" --basedir="$here/usr" \
    --plugin-dir="$here/usr/lib/mysql/plugin" --lc-messages-dir="$here/usr/share/mysql" \
    --character-sets-dir="$here/usr/share/mysql/charsets"
WRAPPER
    chmod 755 "$root/mysqld"
    is_mysql "$root/mysqld" || { rm -rf "$root"; echo "the MySQL of sid does not start here"; return 1; }
    version=$("$root/mysqld" --version | sed 's/.*Ver \([^ ]*\).*/\1/')
    rm -rf "${cache:?}/$version" "$cache/apt" "$cache/log"
    mv "$root" "$cache/$version"
}

server=
for program in "$(PATH="$PATH:/usr/sbin:/usr/local/sbin" type -P mysqld || true)" "$cache"/*/mysqld; do
    if is_mysql "$program"; then server=$program; break; fi
done
if [[ ! $server ]]; then
    say "fetching MySQL"
    reason=$(fetch) || unavailable "$reason"
    server=$(compgen -G "$cache/*/mysqld" | tail -n 1)
fi
# Servers that root starts run as another user.
if ((EUID == 0)) && ! setpriv --reuid=65534 --clear-groups test -x "$server"; then
    unavailable "only root can reach $server: set CARGO_TARGET_DIR"
fi

say "tests on $("$server" --version | sed 's/.* Ver \([^ ]*\).*/MySQL \1/')"
export BATCHLOAD_TEST_MYSQLD=$server BATCHLOAD_TEST_DATABASES=mysql
# Runs all tests that can concern MySQL. Tests of other databases end in the database's name, and two modules need no
# database.
tests=(cargo test --workspace --all-features --no-fail-fast --test lookups --test related --test requests)
"${tests[@]}" -- --skip ::sqlite --skip ::postgres --skip scheduling:: --skip simulation:: "${filters[@]}"
