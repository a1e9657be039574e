#!/usr/bin/env bash
# Mixed load with faults at random, on SQLite, PostgreSQL and MariaDB at once: `bash tests/soak.sh [minutes]`.
#
# Ten minutes unless told otherwise. Fails when an answer is wrong, an error is none that may come, a request is
# stuck, or something is left behind; prints its figures, and writes them into runtime/RELIABILITY.md.
#
#   --check   without optimization and without writing, for a short run in which only the outcome matters
#   --seed n  the choices of an earlier run (not its timing)
#
# The two servers have to be installed; tests/run.sh does that.
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

# Built with the features of the whole workspace, so that nothing is compiled again after its tests.
build=(cargo build --workspace --all-features --example soak --message-format json-render-diagnostics)
if ! $check; then build+=(--release); fi
soak=$("${build[@]}" | sed -n 's/.*"executable":"\([^"]*\/soak\)".*/\1/p')
[[ -x $soak ]] || fail "the program was not built"

figures=$(mktemp)
trap 'rm -f "$figures"' EXIT
"$soak" "$minutes" "${seed[@]}" | tee "$figures"
if $check; then exit; fi

# The table is what begins with a bar.
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
