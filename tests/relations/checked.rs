//! A check tells what of a model does not fit the database, before the first load does.

use batchload::{BatchLoad, CheckError, Error, Lazy, Loaders, ScopeArgument};
use sqlx::FromRow;
use sqlx::pool::PoolOptions;

use super::models::{Post, TEAMS, Tag, Team, User};
use crate::support::cut::cut;
use crate::support::database::{on_every_database, test};
use crate::support::runtimes::ONE;

/// Tables that do not fit `Team` and `Post`.
const ODD_TEAMS: &str = "
    CREATE TABLE teams (id BIGINT PRIMARY KEY);
    CREATE TABLE posts (
        id BIGINT PRIMARY KEY,
        title BIGINT NOT NULL,
        day VARCHAR(40) NOT NULL,
        published BOOLEAN NOT NULL,
        user_id BIGINT NOT NULL
    );
    CREATE TABLE tags (id BIGINT PRIMARY KEY, word VARCHAR(40) NOT NULL);
    CREATE TABLE post_tags (post_id VARCHAR(40) NOT NULL, tag_id BIGINT NOT NULL);
";

/// Returns what does not fit: the field, or the lookup that the database refused, and what the driver said.
fn causes(checked: Result<(), CheckError>) -> Vec<(String, String)> {
    let describe = |cause: &Error| match cause {
        Error::Decode { model, field, source, .. } => (format!("{model}::{field}"), source.to_string()),
        Error::Database { lookup, source } => ((*lookup).to_owned(), source.to_string()),
        other => (String::new(), other.to_string()),
    };
    checked.err().iter().flat_map(CheckError::causes).map(describe).collect()
}

/// Returns the same without what the driver said.
fn blamed(checked: Result<(), CheckError>) -> Vec<String> {
    causes(checked).into_iter().map(|(blamed, _)| blamed).collect()
}

on_every_database!(a_model_that_fits_passes_and_none_of_its_rows_is_read, async |db| {
    db.setup(TEAMS).await;
    let loaders = Loaders::<DB>::new(db.pool());

    let checks = async {
        loaders.check::<Team>().await?;
        loaders.check::<User>().await?;
        loaders.check::<Post>().await?;
        loaders.check::<Tag>().await
    };
    let (checked, asked) = db.counted(checks).await;

    checked.unwrap();
    let reads_no_table =
        |sql: &String| sql.contains("pg_catalog.pg_attribute") || sql.contains("sqlite_schema");
    assert!(asked.iter().all(reads_no_table), "{asked:?}");
    assert_eq!(loaders.stats().statements, 0);
});

on_every_database!(each_field_that_its_column_does_not_fit_is_named, async |db| {
    db.setup(ODD_TEAMS).await;
    let loaders = Loaders::<DB>::new(db.pool());

    let checked = causes(loaders.check::<Post>().await);

    let fields: Vec<_> = checked.iter().map(|(field, _)| field.as_str()).collect();
    assert_eq!(fields, ["Post::title", "Post::day", "Post::tags"], "{checked:?}");
    for ((_, said), column) in checked.iter().zip(["title", "day", "post_id"]) {
        assert!(said.contains(column) && said.contains("mismatched types"), "{said}");
    }
});

on_every_database!(what_is_missing_is_named_once, async |db| {
    db.setup(TEAMS).await;
    db.setup("ALTER TABLE teams DROP COLUMN name; DROP TABLE friendships").await;
    let loaders = Loaders::<DB>::new(db.pool());

    let checked = causes(loaders.check::<Team>().await);
    assert!(
        matches!(&checked[..], [(lookup, said)] if lookup == "Team::by_id" && said.contains("name")),
        "{checked:?}"
    );

    // Two relations go through the table.
    let checked = causes(loaders.check::<User>().await);
    assert!(
        matches!(&checked[..], [(lookup, said)] if lookup == "User::friends" && said.contains("friendships")),
        "{checked:?}"
    );
});

#[derive(Clone, Copy, Debug, sqlx::Type)]
#[sqlx(transparent)]
struct Tenant(i64);

impl ScopeArgument for Tenant {}

#[derive(Clone, Debug, PartialEq, FromRow, BatchLoad)]
#[has_many(Note, name = long, filter = "length > :least", args(least: i64))]
#[has_many(Note, name = by_somebody, filter = "author = :author OR :author IS NULL", args(author: String))]
struct Board {
    id: i64,
}

#[derive(Clone, Debug, PartialEq, FromRow, BatchLoad)]
#[batch_load(filter = "tenant = :tenant", args(tenant: Tenant))]
struct Note {
    id: i64,
    #[belongs_to(Board)]
    board_id: i64,
    #[batch_load(lazy)]
    #[sqlx(default)]
    body: Lazy<String>,
    #[batch_load(lazy)]
    #[sqlx(default)]
    drawing: Lazy<Vec<u8>>,
}

const BOARDS: &str = "
    CREATE TABLE boards (id BIGINT PRIMARY KEY);
    CREATE TABLE notes (id BIGINT PRIMARY KEY, board_id BIGINT NOT NULL, tenant BIGINT NOT NULL,
        author VARCHAR(40) NOT NULL, drawing BIGINT NOT NULL);
";

on_every_database!(filters_scopes_and_lazy_columns_are_checked, async |db| {
    db.setup(BOARDS).await;
    let loaders = Loaders::<DB>::builder(db.pool()).scoped_by(Tenant(1)).build();

    assert_eq!(blamed(loaders.check::<Board>().await), ["Board::long"]);
    assert_eq!(blamed(loaders.check::<Note>().await), ["Note::body", "Note::drawing"]);
});

on_every_database!(a_key_that_does_not_fit_is_named_once, async |db| {
    db.setup(&BOARDS.replace("notes (id BIGINT", "notes (id VARCHAR(40)")).await;
    let loaders = Loaders::<DB>::builder(db.pool()).scoped_by(Tenant(1)).build();

    assert_eq!(blamed(loaders.check::<Note>().await), ["Note::id", "Note::body", "Note::drawing"]);
});

#[derive(Clone, Debug, PartialEq, FromRow, BatchLoad)]
#[many_to_many(Label, through = "volume_labels")]
struct Volume {
    #[batch_load(primary_key)]
    isbn: String,
}

#[derive(Clone, Debug, PartialEq, FromRow, BatchLoad)]
struct Label {
    id: i64,
}

// Other databases compare a text with a number.
test!(keys_that_a_column_cannot_be_compared_with_do_not_fit, sqlx::Postgres, ONE, async |db| {
    db.setup(
        "CREATE TABLE volumes (isbn TEXT PRIMARY KEY); CREATE TABLE labels (id BIGINT PRIMARY KEY);
         CREATE TABLE volume_labels (volume_id BIGINT NOT NULL, label_id BIGINT NOT NULL)",
    )
    .await;
    let loaders = Loaders::<DB>::new(db.pool());
    let checked = causes(loaders.check::<Volume>().await);
    assert!(
        matches!(&checked[..], [(lookup, said)] if lookup == "Volume::labels" && said.contains("bigint = text")),
        "{checked:?}"
    );
    db.setup("ALTER TABLE volume_labels ALTER COLUMN volume_id TYPE text").await;
    assert_eq!(causes(loaders.check::<Volume>().await), []);
});

on_every_database!(a_check_needs_the_values_of_scopes, async |db| {
    db.setup(BOARDS).await;

    let error = Loaders::<DB>::new(db.pool()).check::<Note>().await.unwrap_err();

    assert!(matches!(error.causes(), [Error::MissingScope { argument: "tenant", .. }]), "{error}");
});

on_every_database!(a_check_within_a_transaction_uses_its_connection, async |db| {
    db.setup(TEAMS).await;
    let pool = db.pool_of_one().await;
    let transaction = Loaders::<DB>::new(pool.clone()).begin().await.unwrap();

    transaction.check::<Post>().await.unwrap();
    assert_eq!(Post::by_id(&transaction).load(10).await.unwrap().map(|post| post.day), Some(5));

    transaction.rollback().await.unwrap();
    pool.close().await;
});

on_every_database!(a_check_within_a_transaction_ends_with_what_the_database_refuses, async |db| {
    db.setup(ODD_TEAMS).await;
    let transaction = Loaders::<DB>::new(db.pool()).begin().await.unwrap();

    let refused = transaction.check::<Team>().await.unwrap_err();

    assert_eq!(refused.causes().len(), 1, "{refused}");
    transaction.rollback().await.unwrap();
});

on_every_database!(a_check_after_a_change_sees_the_change, async |db| {
    db.setup(TEAMS).await;
    let pool = db.pool_of_one().await;
    let loaders = Loaders::<DB>::new(pool.clone());

    loaders.check::<Team>().await.unwrap();
    db.setup("ALTER TABLE teams DROP COLUMN name").await;
    assert_eq!(blamed(loaders.check::<Team>().await), ["Team::by_id"]);

    pool.close().await;
});

on_every_database!(a_check_that_is_dropped_leaves_its_connection_in_step, async |db| {
    db.setup(TEAMS).await;
    // A test of the connection would notice the fault, and the pool would open another one.
    let untested = PoolOptions::<DB>::new().max_connections(1).test_before_acquire(false);
    let pool = untested.connect_with((*db.pool().connect_options()).clone()).await.unwrap();

    for waits in (0..20).map(|round| round % 8) {
        let loaders = Loaders::<DB>::new(pool.clone());
        drop(cut(loaders.check::<User>(), waits).await);
        assert_eq!(Post::by_id(&loaders).load(10).await.unwrap().map(|post| post.day), Some(5));

        let transaction = loaders.begin().await.unwrap();
        drop(cut(transaction.check::<User>(), waits).await);
        assert_eq!(Post::by_id(&transaction).load(12).await.unwrap().map(|post| post.day), Some(6));
        transaction.rollback().await.unwrap();
    }

    pool.close().await;
});

on_every_database!(a_check_without_a_connection_says_so, async |db| {
    let pool = db.pool_of_one().await;
    pool.close().await;

    let error = Loaders::<DB>::new(pool).check::<Tag>().await.unwrap_err();

    assert!(matches!(error.causes(), [Error::Database { lookup: "Loaders::check", .. }]), "{error}");
});
