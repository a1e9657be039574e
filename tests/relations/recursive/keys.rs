//! Trees whose keys are texts, UUIDs or have several parts.

use batchload::{BatchLoad, Loaders};
use futures_util::future::try_join_all;
use sqlx::FromRow;
use uuid::Uuid;

use crate::support::database::{Kind, on_every_database};

#[derive(Clone, Debug, FromRow, BatchLoad)]
#[ancestors(foreign_key = parent)]
#[descendants(foreign_key = parent)]
struct Topic {
    #[batch_load(primary_key)]
    path: String,
    parent: Option<String>,
}

fn topic(path: &str, parent: &str) -> Topic {
    Topic { path: path.to_owned(), parent: Some(parent.to_owned()) }
}

on_every_database!(texts_are_compared_as_the_column_does, async |db| {
    let column = match db.kind() {
        Kind::Sqlite => "TEXT COLLATE NOCASE",
        Kind::Postgres => {
            db.setup(
                "CREATE COLLATION nocase (provider = icu, locale = 'und-u-ks-level2', deterministic = false)",
            )
            .await;
            "VARCHAR(40) COLLATE nocase"
        }
        Kind::MySql => "VARCHAR(40) COLLATE utf8mb4_unicode_ci",
    };
    db.setup(&format!(
        "CREATE TABLE topics (path {column} PRIMARY KEY, parent {column});
         INSERT INTO topics VALUES
            ('Arts', NULL), ('arts/film', 'ARTS'), ('arts/film/noir', 'Arts/Film'), ('arts/über', 'arts'), ('loop', 'LOOP')"
    ))
    .await;
    let loaders = Loaders::<DB>::new(db.pool());
    // Both spellings of one row, a letter beyond ASCII, a row that is its own parent, and a row that does not exist.
    let rows = [
        topic("arts/film/noir", "arts/film"),
        topic("ARTS/FILM/NOIR", "arts/film"),
        topic("ARTS/über", "arts"),
        topic("Loop", "loop"),
        topic("none", "arts"),
    ];
    let (found, asked) = db.counted(try_join_all(rows.iter().map(|row| row.load_ancestors(&loaders)))).await;
    let found: Vec<Vec<_>> =
        found.unwrap().iter().map(|rows| rows.iter().map(|row| row.path.clone()).collect()).collect();
    assert_eq!(found, [vec!["arts/film", "Arts"], vec!["arts/film", "Arts"], vec!["Arts"], vec![], vec![]]);
    // MySQL is asked once more which keys it considers equal, as with every lookup by text.
    let statements = if db.kind() == Kind::MySql { 2 } else { 1 };
    assert_eq!(asked.len(), statements, "{asked:?}");

    let rows = [topic("ARTS", "none"), topic("LOOP", "loop")];
    let (found, asked) =
        db.counted(try_join_all(rows.iter().map(|row| row.load_descendants(&loaders)))).await;
    let found: Vec<Vec<_>> =
        found.unwrap().iter().map(|rows| rows.iter().map(|row| row.path.clone()).collect()).collect();
    assert_eq!(found, [vec!["arts/film", "arts/über", "arts/film/noir"], vec![]]);
    assert_eq!(asked.len(), statements, "{asked:?}");
});

#[derive(Clone, Debug, FromRow, BatchLoad)]
#[ancestors(foreign_key = parent_id)]
#[descendants(foreign_key = parent_id)]
struct Asset {
    id: Uuid,
    parent_id: Option<Uuid>,
}

on_every_database!(uuids_lead_up_and_down, async |db| {
    let (column, quote) = match db.kind() {
        Kind::Sqlite => ("BLOB", "X"),
        Kind::Postgres => ("UUID", ""),
        Kind::MySql => ("BINARY(16)", "X"),
    };
    let id = Uuid::from_u128;
    let text = |number: u128| format!("{quote}'{}'", id(number).simple());
    db.setup(&format!(
        "CREATE TABLE assets (id {column} PRIMARY KEY, parent_id {column});
         INSERT INTO assets VALUES ({0}, NULL), ({1}, {0}), ({2}, {1})",
        text(1),
        text(2),
        text(3)
    ))
    .await;
    let loaders = Loaders::<DB>::new(db.pool());
    let rows = [
        Asset { id: id(3), parent_id: Some(id(2)) },
        Asset { id: id(2), parent_id: Some(id(1)) },
        Asset { id: id(1), parent_id: None },
    ];
    let work = async {
        let above = try_join_all(rows.iter().map(|row| row.load_ancestors(&loaders))).await.unwrap();
        let below = try_join_all(rows.iter().map(|row| row.load_descendants(&loaders))).await.unwrap();
        [above, below].map(|found| {
            found
                .iter()
                .map(|rows| rows.iter().map(|row| row.id.as_u128()).collect())
                .collect::<Vec<Vec<_>>>()
        })
    };
    let (found, asked) = db.counted(work).await;
    assert_eq!(found, [[vec![2, 1], vec![1], vec![]], [vec![], vec![3], vec![2, 3]]]);
    assert_eq!(asked.len(), 2, "{asked:?}");
});

#[derive(Clone, Debug, FromRow, BatchLoad)]
#[batch_load(table = "folders")]
#[ancestors(foreign_key(tenant, parent))]
#[descendants(foreign_key(tenant, parent), order_by(name desc))]
struct Folder {
    #[batch_load(primary_key)]
    tenant: i64,
    #[batch_load(primary_key)]
    name: String,
    parent: Option<String>,
}

on_every_database!(keys_of_several_parts_lead_up_and_down, async |db| {
    db.setup(
        "CREATE TABLE folders (tenant BIGINT NOT NULL, name VARCHAR(20) NOT NULL, parent VARCHAR(20), PRIMARY KEY (tenant, name));
         INSERT INTO folders VALUES
            (1, 'a', NULL), (1, 'b', 'a'), (1, 'c', 'b'), (1, 'd', 'b'), (2, 'a', 'b'), (2, 'b', 'a'), (2, 'c', 'a')",
    )
    .await;
    let loaders = Loaders::<DB>::new(db.pool());
    let folder = |tenant, name: &str, parent: &str| Folder {
        tenant,
        name: name.to_owned(),
        parent: Some(parent.to_owned()),
    };
    let rows = [folder(1, "c", "b"), folder(2, "c", "a"), folder(2, "a", "b")];
    let work = async {
        let above = try_join_all(rows.iter().map(|row| row.load_ancestors(&loaders))).await.unwrap();
        let rows = [folder(1, "a", ""), folder(2, "a", "b")];
        let below = try_join_all(rows.iter().map(|row| row.load_descendants(&loaders))).await.unwrap();
        [above, below].map(|found| {
            found
                .iter()
                .map(|rows| rows.iter().map(|row| format!("{}{}", row.tenant, row.name)).collect())
                .collect::<Vec<Vec<_>>>()
        })
    };
    let (found, asked) = db.counted(work).await;
    let [above, below] = found;
    assert_eq!(above, [vec!["1b", "1a"], vec!["2a", "2b"], vec!["2b"]]);
    assert_eq!(below, [vec!["1b", "1d", "1c"], vec!["2c", "2b"]]);
    assert_eq!(asked.len(), 2, "{asked:?}");
});
