#!/usr/bin/env bash
# Gives arbitrary structs and attributes to the derive: `bash tests/fuzz.sh [seconds] [seed]`.
#
# Runs for a minute unless told otherwise. libFuzzer makes the structs, guided by the branches that an input reaches. It
# needs only a stable compiler and a C++ compiler. A failure prints the struct that caused it.
#
# The same source, compiler and seed give the same structs in the same order, as many as the time allows. Another seed
# tries others.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

seconds=${1:-60} seed=${2:-1}
target=$(realpath -m "${CARGO_TARGET_DIR:-$root/target}")/fuzz
cd "$root/tests/fuzz"
host=$(rustc -vV | sed -n 's/^host: //p')

say() { printf '== %s\n' "$*"; }
fail() { printf 'tests/fuzz.sh: %s\n' "$*" >&2; exit 1; }

if ! type -P c++ >/dev/null; then
    as_root=()
    if ((EUID != 0)); then as_root=(sudo); fi
    type -P apt-get >/dev/null || fail "please install a C++ compiler"
    say "installing g++"
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq update </dev/null
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y g++ </dev/null >/dev/null
fi

say "building the fuzz target"
coverage=(-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table
    -Cllvm-args=-sanitizer-coverage-trace-compares)
RUSTFLAGS="${coverage[*]} --cfg fuzzing" \
    cargo build --quiet --release --locked --target "$host" --target-dir "$target"
derive=$target/$host/release/derive

# Mutation starts from every struct of the compile tests, and from every input that once failed.
corpus=$target/corpus
rm -rf "$corpus"
mkdir -p "$corpus" "$target/failures"
for file in ../ui/*/*.rs regressions/*.rs; do
    name=${file//[.\/]/_}
    { printf 'F'; cat "$file"; } >"$corpus/$name"
    # The text between the parentheses of its attributes.
    { sed -n 's/^ *#\[\(batch_load\|belongs_to\|has_many\|has_one\|sqlx\)(\(.*\))\]$/\2/p' "$file" | head -1 | sed 's/^/A/'; } \
        >"$corpus/attribute_$name"
done
# Mutation also starts from choices for the grammar, which it would take long to find by itself.
RANDOM=1
for number in {1..100}; do
    choices=G
    for _ in {1..150}; do printf -v choices '%s\\x%02x' "$choices" $((RANDOM % 256)); done
    printf '%b' "$choices" >"$corpus/choices_$number"
done

# libFuzzer's choices depend on addresses, and on inputs that it finds in its directory on the way.
same_addresses=()
if setarch --addr-no-randomize true 2>/dev/null; then same_addresses=(setarch --addr-no-randomize); fi

say "fuzzing for $seconds seconds with seed $seed"
if ! RUST_BACKTRACE=0 "${same_addresses[@]}" "$derive" "$corpus" -seed="$seed" -reload=0 \
    -max_total_time="$seconds" -max_len=2048 -timeout=10 -rss_limit_mb=2048 \
    -artifact_prefix="$target/failures/" -print_final_stats=1 >"$target/log" 2>&1; then
    grep -A3 'panicked at' "$target/log" >&2 || tail -30 "$target/log" >&2
    failure=$(ls -t "$target/failures"/* | head -1)
    say "the struct that failed; keep it in tests/fuzz/regressions" >&2
    SHOW=1 RUST_BACKTRACE=0 "$derive" "$failure" 2>&1 | sed '/^Running: /,/^$/!d; /panicked at/,$d' >&2 || true
    fail "the derive failed"
fi
grep -E 'stat::number_of_executed_units|DONE' "$target/log"
