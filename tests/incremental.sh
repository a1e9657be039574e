#!/usr/bin/env bash
# Edits models and builds after each edit, as an application does, with rustc's incremental state of the build before.
#
# rustc ends with an internal error if it finds out something else about the same types than before. The output of a
# derive can lead to that, and no test that is built once can see it. Every build has to succeed.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

root=$PWD
target=$(realpath -m "${CARGO_TARGET_DIR:-target}")/incremental
application=$target/application

printf '== incremental builds\n'
rm -rf "$application" "$target/debug/incremental"
mkdir -p "$application/src"
cp Cargo.lock "$application/"
cat >"$application/Cargo.toml" <<TOML
[package]
name = "application"
version = "0.0.0"
edition = "2024"

[workspace]

[dependencies]
batchload = { path = "$root/runtime", features = ["sqlite"] }
sqlx = { version = "0.9", default-features = false, features = ["derive", "macros", "runtime-tokio", "sqlite-bundled"] }
tokio = { version = "1", features = ["macros", "rt"] }

[profile.dev]
debug = 0
TOML

cat >"$application/src/main.rs" <<'RUST'
#![allow(dead_code)]

mod edited;
mod models;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), batchload::Error> {
    let loaders = batchload::Loaders::new(sqlx::SqlitePool::connect_lazy("sqlite::memory:")?);
    models::load(&loaders).await?;
    edited::load(&loaders).await
}
RUST

cat >"$application/src/models.rs" <<'RUST'
use batchload::{BatchLoad, Error, Loaders};
use sqlx::FromRow;

#[derive(Clone, Debug, PartialEq, FromRow, BatchLoad)]
#[has_many(User)]
#[has_many(Tag, through(users, posts, tags), order_by(word))]
pub struct Team {
    pub id: i64,
}

#[derive(Clone, Debug, PartialEq, FromRow, BatchLoad)]
#[has_many(Post)]
pub struct User {
    pub id: i64,
    #[belongs_to(Team)]
    pub team_id: i64,
}

#[derive(Clone, Debug, PartialEq, FromRow, BatchLoad)]
#[has_many(Tag)]
pub struct Post {
    pub id: i64,
    #[belongs_to(User)]
    pub user_id: i64,
}

#[derive(Clone, Debug, PartialEq, FromRow, BatchLoad)]
pub struct Tag {
    pub id: i64,
    pub word: String,
    #[belongs_to(Post)]
    pub post_id: i64,
}

pub async fn load(loaders: &Loaders<sqlx::Sqlite>) -> Result<(), Error> {
    Team { id: 1 }.load_tags(loaders).await.map(drop)
}
RUST

# Writes the module that changes: an order, a field, a relation and a load.
edit() {
    local order=$1 field=$2 relation=$3 load=$4 new='id: 1'
    if [[ $field ]]; then new+=', name: None'; fi
    cat >"$application/src/edited.rs" <<RUST
use batchload::{BatchLoad, Error, Loaders};
use sqlx::FromRow;

#[derive(Clone, FromRow, BatchLoad)]
#[has_many(Pet, order_by($order))]
$relation
pub struct Owner {
    id: i64,
    $field
}

#[derive(Clone, FromRow, BatchLoad)]
#[has_many(Toy)]
pub struct Pet {
    id: i64,
    #[belongs_to(Owner)]
    owner_id: i64,
}

#[derive(Clone, FromRow, BatchLoad)]
pub struct Toy {
    id: i64,
    #[belongs_to(Pet)]
    pet_id: i64,
}

pub async fn load(loaders: &Loaders<sqlx::Sqlite>) -> Result<(), Error> {
    let owner = Owner { $new };
    owner.load_pets(loaders).await?;
    $load
    Ok(())
}
RUST
    CARGO_INCREMENTAL=1 CARGO_TARGET_DIR=$target \
        cargo build --quiet --manifest-path "$application/Cargo.toml"
}

toys='#[has_many(Toy, through(pets, toys))]'
load='owner.load_toys(loaders).await?;'
edit 'id' '' '' ''
edit 'id desc' '' '' ''
edit 'id desc' 'name: Option<String>,' '' ''
edit 'id desc' 'name: Option<String>,' "$toys" ''
edit 'id desc' 'name: Option<String>,' "$toys" "$load"
edit 'id' 'name: Option<String>,' "$toys" "$load"
edit 'id' '' "$toys" "$load"
edit 'id' '' '#[has_many(Toy, through(pets, toys), count)]' "owner.load_toys_count(loaders).await?;"
edit 'id' '' '' ''
