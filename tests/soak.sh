#!/usr/bin/env bash
# Runs a mixed load with random faults, on SQLite, PostgreSQL and MariaDB at once: `bash tests/soak.sh [minutes]`.
#
# Runs for ten minutes unless told otherwise. Fails if an answer is wrong, an error is none that may occur, a request is
# stuck, or something is left behind. Prints its figures, and writes them into runtime/RELIABILITY.md.
#
#   --check   builds without optimization and writes nothing, for a short run in which only the outcome matters
#   --seed n  repeats the choices of an earlier run (not its timing)
#
# The two servers must be installed; tests/run.sh installs them.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

fail() { printf 'tests/soak.sh: %s\n' "$*" >&2; exit 1; }

page=runtime/RELIABILITY.md
minutes=10 check=false seed=()
while (($#)); do
    case $1 in
        --check) check=true ;;
        --seed) seed=("${2:?a number has to follow --seed}"); shift ;;
        -*) fail "there is no $1" ;;
        *) minutes=$1 ;;
    esac
    shift
done

# Builds with the features of the whole workspace, so that nothing is compiled again after the workspace's tests.
build=(cargo build --workspace --all-features --example soak --message-format json-render-diagnostics)
if ! $check; then build+=(--release); fi
soak=$("${build[@]}" | sed -n 's/.*"executable":"\([^"]*\/soak\)".*/\1/p')
[[ -x $soak ]] || fail "the program was not built"

figures=$(mktemp)
trap 'rm -f "$figures"' EXIT
"$soak" "$minutes" "${seed[@]}" | tee "$figures"
if $check; then exit; fi

# The lines that begin with a bar are the table.
awk -v figures="$figures" '
    /^<!-- soak: end -->$/ { inside = 0 }
    !inside { print }
    /^<!-- soak: begin -->$/ {
        inside = 1
        while ((getline line < figures) > 0) if (line ~ /^\|/) print line
    }
' "$page" >"$figures.page"
cat "$figures.page" >"$page"
rm -f "$figures.page"
printf 'written to %s\n' "$page"
