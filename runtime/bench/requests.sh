#!/usr/bin/env bash
# Counts the instructions of a request, which do not depend on how busy the machine is, and writes them as records for
# `run.sh`: `bash requests.sh PROGRAM`. Counts all threads of the process, but not those of a server.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
source count.sh
program=$1
fewer=5
more=25

for database in SQLite PostgreSQL; do
    for contender in 'by hand' 'by hand, by keys' batchload 'batchload, selected ahead' async-graphql dataloader \
        ultra-batch; do
        # The difference is the cost of requests without the cost of starting.
        many=$(count "$program" "$database" "$contender" $more)
        few=$(count "$program" "$database" "$contender" $fewer)
        each=$(((many - few) / (more - fewer)))
        printf '%-10s  %-26s %9d instructions of a request\n' "$database" "$contender" "$each"
        printf 'requests\t%s\t%s\tinstructions\t%d\t%d\t%d\n' \
            "$database" "$contender" "$each" "$each" "$each" >>"${BENCH_RECORDS:-/dev/null}"
    done
done
