#!/usr/bin/env bash
# Measures batchload and other ways to load rows, and writes the results into runtime/BENCHMARKS.md:
# `bash runtime/bench/run.sh`. After the build, it takes about twenty minutes on two cores.
#
#   --quick   measures for a moment and writes nothing: checks only that everything works
#
# PostgreSQL and MariaDB must be installed; tests/run.sh installs them.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
target=$(realpath -m "${CARGO_TARGET_DIR:-../../target}")/bench
page=../BENCHMARKS.md

say() { printf '== %s\n' "$*"; }
fail() { printf 'runtime/bench/run.sh: %s\n' "$*" >&2; exit 1; }

quick=()
case ${1:-} in
    '') ;;
    --quick) quick=(--quick) ;;
    *) fail "there is no $1" ;;
esac

say "building; what batchload is compared with takes its time"
cargo build --release --locked --quiet --features databases --target-dir "$target"
times=$target/release/batchload-bench allocations=$target/release/allocations mimalloc=$target/release/mimalloc

records=$(mktemp)
trap 'rm -f "$records" "$records.mimalloc" "$records.page"' EXIT
export BENCH_RECORDS=$records

for scenario in siblings single levels newsroom parents relations throughput distance; do
    say "$scenario"
    "$times" "${quick[@]}" "$scenario" >/dev/null
done
say "throughput with another allocator"
BENCH_RECORDS=$records.mimalloc "$mimalloc" "${quick[@]}" throughput >/dev/null
sed 's/^throughput\t/throughput, mimalloc\t/' "$records.mimalloc" >>"$records"
say "statements"
"$times" --statements newsroom parents >/dev/null
say "allocations"
"$allocations" siblings single levels newsroom parents memory >/dev/null
bash instructions.sh
bash requests.sh "$target/release/requests"
if ((!${#quick[@]})); then
    say "compiling 100 models"
    bash compile.sh "$records"
fi

BENCH_RUSTC=$(rustc --version | cut -d' ' -f1,2)
export BENCH_RUSTC
"$times" report "$records" >"$records.page"
if ((${#quick[@]})); then
    cat "$records.page"
    exit
fi

awk -v figures="$records.page" '
    /^<!-- bench: end -->$/ { inside = 0 }
    !inside { print }
    /^<!-- bench: begin -->$/ {
        inside = 1
        print ""
        while ((getline line < figures) > 0) print line
    }
' "$page" >"$records"
cat "$records" >"$page"
say "written to runtime/BENCHMARKS.md"
