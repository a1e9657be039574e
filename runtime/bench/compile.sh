#!/usr/bin/env bash
# Measures how long 100 models take to compile with the derive, and how long the same models take with loaders written
# by hand for async-graphql: `bash runtime/bench/compile.sh [records]`. Prints the results, and writes them as records
# to the named file. Dependencies are built first and are not measured.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
runtime=$(realpath ..)
target=$(realpath -m "${CARGO_TARGET_DIR:-../../target}")/bench-compile
records=${1:-/dev/null}
models=100 rounds=3

# A ring of models: each belongs to the model before it and has many of the model after it.
number() { printf '%02d' $(((models + $1) % models)); }

derived() {
    local this before after
    this=$(number "$1") before=$(number $(($1 - 1))) after=$(number $(($1 + 1)))
    cat <<END
use batchload::{BatchLoad, Error, Loaders};
use sqlx::{FromRow, Sqlite};

use super::model_$before::Model$before;
use super::model_$after::Model$after;

#[derive(Clone, Debug, FromRow, BatchLoad)]
#[batch_load(table = "model_$this")]
#[has_many(Model$after, name = children, foreign_key = parent_id, order_by(name))]
pub struct Model$this {
    pub id: i64,
    pub name: String,
    pub email: String,
    #[belongs_to(Model$before)]
    pub parent_id: i64,
}

pub async fn read(loaders: &Loaders<Sqlite>) -> Result<usize, Error> {
    let Some(row) = Model$this::by_id(loaders).load(1).await? else { return Ok(0) };
    let parent = row.load_parent(loaders).await?;
    let children = row.load_children(loaders).await?;
    Ok(parent.name.len() + children.len())
}
END
}

by_hand() {
    local this before after
    this=$(number "$1") before=$(number $(($1 - 1))) after=$(number $(($1 + 1)))
    cat <<END
use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::dataloader::{DataLoader, Loader};
use sqlx::{FromRow, QueryBuilder, SqlitePool};

use super::model_$before::{Model$before, Model${before}ById};
use super::model_$after::{Model$after, Model${after}ByParentId};

#[derive(Clone, Debug, FromRow)]
pub struct Model$this {
    pub id: i64,
    pub name: String,
    pub email: String,
    pub parent_id: i64,
}

pub struct Model${this}ById(pub SqlitePool);

impl Loader<i64> for Model${this}ById {
    type Value = Model$this;
    type Error = Arc<sqlx::Error>;

    async fn load(&self, keys: &[i64]) -> Result<HashMap<i64, Model$this>, Arc<sqlx::Error>> {
        let mut query = QueryBuilder::new("SELECT id, name, email, parent_id FROM model_$this WHERE id IN (");
        let mut list = query.separated(", ");
        for key in keys {
            list.push_bind(*key);
        }
        query.push(")");
        let rows: Vec<Model$this> = query.build_query_as().fetch_all(&self.0).await?;
        Ok(rows.into_iter().map(|row| (row.id, row)).collect())
    }
}

pub struct Model${this}ByParentId(pub SqlitePool);

impl Loader<i64> for Model${this}ByParentId {
    type Value = Vec<Model$this>;
    type Error = Arc<sqlx::Error>;

    async fn load(&self, keys: &[i64]) -> Result<HashMap<i64, Vec<Model$this>>, Arc<sqlx::Error>> {
        let mut query = QueryBuilder::new("SELECT id, name, email, parent_id FROM model_$this WHERE parent_id IN (");
        let mut list = query.separated(", ");
        for key in keys {
            list.push_bind(*key);
        }
        query.push(") ORDER BY name, id");
        let rows: Vec<Model$this> = query.build_query_as().fetch_all(&self.0).await?;
        let mut groups: HashMap<i64, Vec<Model$this>> = HashMap::new();
        for row in rows {
            groups.entry(row.parent_id).or_default().push(row);
        }
        Ok(groups)
    }
}

pub struct Loaders$this {
    pub by_id: DataLoader<Model${this}ById>,
    pub parent: DataLoader<Model${before}ById>,
    pub children: DataLoader<Model${after}ByParentId>,
}

impl Loaders$this {
    pub fn new(pool: &SqlitePool) -> Self {
        Self {
            by_id: DataLoader::new(Model${this}ById(pool.clone()), tokio::spawn),
            parent: DataLoader::new(Model${before}ById(pool.clone()), tokio::spawn),
            children: DataLoader::new(Model${after}ByParentId(pool.clone()), tokio::spawn),
        }
    }
}

impl Model$this {
    pub async fn load_parent(&self, loaders: &Loaders$this) -> Result<Option<Model$before>, Arc<sqlx::Error>> {
        loaders.parent.load_one(self.parent_id).await
    }

    pub async fn load_children(&self, loaders: &Loaders$this) -> Result<Vec<Model$after>, Arc<sqlx::Error>> {
        Ok(loaders.children.load_one(self.id).await?.unwrap_or_default())
    }
}

pub async fn read(pool: &SqlitePool) -> Result<usize, Arc<sqlx::Error>> {
    let loaders = Loaders$this::new(pool);
    let Some(row) = loaders.by_id.load_one(1).await? else { return Ok(0) };
    let parent = row.load_parent(&loaders).await?;
    let children = row.load_children(&loaders).await?;
    Ok(parent.map_or(0, |parent| parent.name.len()) + children.len())
}
END
}

rm -rf "$target/crates"
for crate in derived by_hand; do
    mkdir -p "$target/crates/$crate/src"
    for ((model = 0; model < models; model++)); do
        "$crate" "$model" >"$target/crates/$crate/src/model_$(number "$model").rs"
        printf 'pub mod model_%s;\n' "$(number "$model")"
    done >"$target/crates/$crate/src/lib.rs"
    {
        printf '[package]\nname = "%s"\nversion = "0.1.0"\nedition = "2024"\n\n[dependencies]\n' "$crate"
        printf 'sqlx = { version = "0.9", default-features = false, features = ["derive", "runtime-tokio", "sqlite-bundled"] }\n'
        if [[ $crate == derived ]]; then
            printf 'batchload = { path = "%s", features = ["sqlite"] }\n' "$runtime"
        else
            printf 'async-graphql = { version = "7.2.1", default-features = false, features = ["dataloader"] }\n'
            printf 'tokio = { version = "1.48", features = ["rt"] }\n'
        fi
    } >"$target/crates/$crate/Cargo.toml"
done
printf '[workspace]\nresolver = "3"\nmembers = ["derived", "by_hand"]\n' >"$target/crates/Cargo.toml"
# The versions that the other benchmarks use.
cp Cargo.lock "$target/crates/Cargo.lock"
cd "$target/crates"
export CARGO_TARGET_DIR=$target/target

for crate in derived by_hand; do
    for kind in check build; do
        for incremental in 0 1; do
            CARGO_INCREMENTAL=$incremental cargo "$kind" --quiet --package "$crate"
        done
    done
done

# Prints how many nanoseconds a cargo command takes.
timed() {
    local start
    start=$(date +%s%N)
    cargo "$@" --quiet
    echo $(($(date +%s%N) - start))
}

# Adds a column to a model, or takes it away.
edit() {
    local model=$1/src/model_50.rs
    if grep -q 'pub note' "$model"; then sed -i '/pub note/d' "$model"; else sed -i 's/^    pub email: String,/&\n    pub note: String,/' "$model"; fi
}

declare -A times
for ((round = 0; round < rounds; round++)); do
    for crate in derived by_hand; do
        touch "$crate/src/lib.rs"
        times[$crate,check]+=" $(CARGO_INCREMENTAL=0 timed check --package "$crate")"
        touch "$crate/src/lib.rs"
        times[$crate,build]+=" $(CARGO_INCREMENTAL=0 timed build --package "$crate")"
        edit "$crate"
        times[$crate,edit]+=" $(CARGO_INCREMENTAL=1 timed check --package "$crate")"
    done
done

for kind in check build edit; do
    for crate in by_hand derived; do
        # One figure for each round, separated by spaces.
        mapfile -t sorted < <(tr ' ' '\n' <<<"${times[$crate,$kind]# }" | sort -n)
        median=${sorted[rounds / 2]}
        name=batchload
        if [[ $crate == by_hand ]]; then name='loaders by hand'; fi
        case $kind in
            check) what='check from clean' ;;
            build) what='build from clean' ;;
            edit) what='check after an edit' ;;
        esac
        printf '%-20s %-16s %6d ms (%d–%d)\n' "$what" "$name" $((median / 1000000)) \
            $((sorted[0] / 1000000)) $((sorted[rounds - 1] / 1000000))
        printf 'compile\t%s\t%s\tns\t%s\t%s\t%s\n' "$what" "$name" "$median" "${sorted[0]}" "${sorted[rounds - 1]}" >>"$records"
    done
done
