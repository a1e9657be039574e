#!/usr/bin/env bash
# Runs every test of the workspace, on SQLite, PostgreSQL and MariaDB. tests/mysql.sh runs them on MySQL itself.
#
# Installs the two servers from the system's packages if they are missing. The tests start private, throw-away servers
# of their own and need no running server. BATCHLOAD_TEST_DATABASES=sqlite (a list, separated by commas) restricts the
# databases, and installs only what these need. Arguments go to `cargo test`.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

databases=${BATCHLOAD_TEST_DATABASES:-sqlite,postgres,mysql}

say() { printf '== %s\n' "$*"; }
fail() { printf 'tests/run.sh: %s\n' "$*" >&2; exit 1; }
wanted() { [[ ",${databases// /}," == *",$1,"* ]]; }

# Returns whether a program is in PATH, or where packages put servers.
installed() {
    local found
    found=$(PATH="$PATH:/usr/sbin:/usr/local/sbin:/usr/libexec:/opt/homebrew/bin" type -P "$1" ||
        compgen -G "/usr/lib/postgresql/*/bin/$1" || true)
    [[ -n $found ]]
}

missing=()
if wanted postgres && ! { installed initdb && installed postgres; }; then missing+=(postgresql); fi
if wanted mysql && ! { installed mariadbd && { installed mariadb-install-db || installed mysql_install_db; }; }; then
    missing+=(mariadb-server)
fi
# The drivers and SQLite itself are compiled here.
if ! installed cc; then missing+=(gcc libc6-dev); fi

if ((${#missing[@]})); then
    as_root=()
    if ((EUID != 0)); then as_root=(sudo); fi
    if ! installed apt-get || { ((EUID != 0)) && ! installed sudo; }; then
        fail "please install: ${missing[*]} (or set BATCHLOAD_TEST_DATABASES=sqlite to do without servers)"
    fi
    say "installing ${missing[*]}"
    quiet=(env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=600)
    "${as_root[@]}" "${quiet[@]}" update </dev/null
    "${as_root[@]}" "${quiet[@]}" install -y --no-install-recommends "${missing[@]}" </dev/null >/dev/null
fi

installed cargo || fail "cargo is missing: see https://rustup.rs"

say "cargo test: unit tests, $databases, doctests, examples"
cargo test --workspace --all-features --no-fail-fast "$@"
if (($# == 0)); then
    # Builds with the features of the whole workspace. Run one by one, the examples would compile the drivers again.
    built=$(cargo build --workspace --all-features --bins --examples --message-format json-render-diagnostics)
    program() { sed -n "s/.*\"executable\":\"\([^\"]*\/$1\)\".*/\1/p" <<<"$built"; }
    for example in quickstart two_keys_one_parent composite_keys hierarchies polymorphic rest with_juniper preload mutation remote_api; do
        say "example $example"
        "$(program "$example")" >/dev/null
    done
    say "newsroom compare"
    newsroom=("$(program newsroom)" compare --json --rounds 1 --reporters 20 --articles-per-reporter 5)
    outcome=$("${newsroom[@]}")
    [[ $outcome == *'"mode":"batched","statements":2,'* ]] || fail "newsroom's batched mode sent more than it may: $outcome"
    outcome=$("${newsroom[@]}" --relations)
    [[ $outcome == *'"mode":"batched","statements":3,'* ]] || fail "newsroom's relations cost more than they may: $outcome"
fi
say "all tests passed"
