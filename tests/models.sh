#!/usr/bin/env bash
# Takes the scheduler through the orders in which its steps can happen: all orders of a few loads with loom, and many
# orders of many loads with shuttle.
#
# `tests/models.sh loom` and `tests/models.sh shuttle` run one of the tools. Further arguments go to the test binary. If
# a model fails under shuttle, it says which BATCHLOAD_MODEL_SEED to set. LOOM_MAX_PREEMPTIONS=4 makes loom look
# further. Each tool has a target directory of its own, because it compiles everything differently.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

fail() { printf 'tests/models.sh: %s\n' "$*" >&2; exit 1; }

target=${CARGO_TARGET_DIR:-target}

run() {
    local tool=$1
    shift
    printf '== models: %s\n' "$tool"
    env CARGO_TARGET_DIR="$target/models-$tool" RUSTFLAGS="--cfg batchload_$tool" \
        CARGO_INCREMENTAL=0 CARGO_PROFILE_DEV_DEBUG=0 \
        cargo test --quiet --locked --package batchload --no-default-features --lib -- scheduler::models "$@"
}

case ${1-} in
    '') run loom; run shuttle ;;
    loom | shuttle) run "$@" ;;
    *) fail "loom or shuttle, not $1" ;;
esac
