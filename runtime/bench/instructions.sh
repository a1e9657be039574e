#!/usr/bin/env bash
# Counts the instructions of a load, which do not depend on how busy the machine is, and compares the counts with
# `instructions.txt`: `bash runtime/bench/instructions.sh`. Fails if a count has grown by more than 5 %.
#
#   --bless   writes the counts into `instructions.txt`
#
# Valgrind counts. If it is missing, this script installs it from the system's packages.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
source count.sh
target=$(realpath -m "${CARGO_TARGET_DIR:-../../target}")/bench

tolerance=5
siblings=10000
baseline=instructions.txt

say() { printf '== %s\n' "$*"; }
fail() { printf 'runtime/bench/instructions.sh: %s\n' "$*" >&2; exit 1; }

bless=false
case ${1:-} in
    '') ;;
    --bless) bless=true ;;
    *) fail "there is no $1" ;;
esac

if ! type -P valgrind >/dev/null; then
    as_root=()
    if ((EUID != 0)); then as_root=(sudo); fi
    type -P apt-get >/dev/null || fail "please install valgrind"
    say "installing valgrind"
    quiet=(env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=600)
    "${as_root[@]}" "${quiet[@]}" update </dev/null
    "${as_root[@]}" "${quiet[@]}" install -y --no-install-recommends valgrind </dev/null >/dev/null
fi

program=$(cargo build --quiet --release --locked --bin instructions --target-dir "$target" \
    --message-format json-render-diagnostics | sed -n 's/.*"executable":"\([^"]*\/instructions\)".*/\1/p')
[[ -x $program ]] || fail "the program was not built"

# The difference between three rounds and one round is the cost of two rounds, without the cost of starting.
per_load() {
    local one three
    one=$(count "$program" "$1" 1)
    three=$(count "$program" "$1" 3)
    echo $(((three - one) / (2 * siblings)))
}

# Writes a record for `run.sh`.
record() {
    [[ -n ${BENCH_RECORDS:-} ]] || return 0
    printf 'instructions\t%s\tbatchload\tinstructions\t%d\t%d\t%d\n' "$1" "$2" "$2" "$2" >>"$BENCH_RECORDS"
}

expected() { sed -n "s/^$1 //p" "$baseline" 2>/dev/null || true; }

say "instructions of a load, $siblings siblings on a current-thread runtime"
plain=$(per_load plain)
printf '%-10s %6d   a future without a loader\n' plain "$plain"

counted='' grown=()
for what in driven many undriven cached single first; do
    above=$(per_load "$what") meaning='alone, on an idle loader'
    case $what in
        driven | undriven | cached) above=$((above - plain)) meaning='above the plain future' ;;
        first) meaning='the first of a new loader' ;;
    esac
    record "$what" "$above"
    if [[ $what == undriven ]]; then
        # Valgrind is slow, and the code that looks after undriven loads goes by the clock.
        printf '%-10s %6d   %s; not compared\n' "$what" "$above" "$meaning"
        continue
    fi
    counted+="$what $above"$'\n'
    was=$(expected "$what")
    printf '%-10s %6d   %s; expected %s\n' "$what" "$above" "$meaning" "${was:-nothing yet}"
    if [[ -z $was ]] || ((above * 100 > was * (100 + tolerance))); then grown+=("$what"); fi
    if [[ -n $was ]] && ((above * 100 < was * (100 - tolerance))); then
        say "$what has become cheaper: --bless keeps it so"
    fi
done

if $bless; then
    printf '%s' "$counted" >"$baseline"
    say "written to runtime/bench/$baseline"
elif ((${#grown[@]})); then
    fail "a load costs more than $tolerance % above $baseline: ${grown[*]}"
fi
