//! The basis of the other tests: a database for each test, a count of every statement, and every runtime.

use std::sync::Mutex;

use sqlx::{Connection, Executor};

use crate::support::database::{Kind, on_every_database, on_every_database_and_runtime};
use crate::support::runtimes::{self, on_every_runtime};

const SCHEMA: &str = "CREATE TABLE sections (id BIGINT PRIMARY KEY, name VARCHAR(20) NOT NULL);
    INSERT INTO sections VALUES (1, 'world'), (2, 'sport')";

on_every_database!(a_statement_is_counted_once_with_its_text, async |db| {
    db.setup(SCHEMA).await;
    let short = "SELECT 1";
    let long = "SELECT name FROM sections WHERE id > 0 ORDER BY id";

    let (names, asked) = db
        .counted(async {
            sqlx::query(short).execute(&db.pool()).await.unwrap();
            sqlx::query_scalar::<DB, String>(long).fetch_all(&db.pool()).await.unwrap()
        })
        .await;

    assert_eq!(names, ["world", "sport"]);
    assert_eq!(asked, [short, long]);
});

on_every_database!(a_test_has_a_database_of_its_own, async |db| {
    // Other tests make this table as well.
    db.setup(SCHEMA).await;
    let count: i64 = sqlx::query_scalar("SELECT count(*) FROM sections").fetch_one(&db.pool()).await.unwrap();
    assert_eq!(count, 2);
});

on_every_database!(connections_share_the_database, async |db| {
    db.setup(SCHEMA).await;
    let (mut one, mut other) = (db.pool().acquire().await.unwrap(), db.pool().acquire().await.unwrap());
    sqlx::query("DELETE FROM sections WHERE id = 1").execute(&mut *one).await.unwrap();
    let count: i64 =
        sqlx::query_scalar("SELECT count(*) FROM sections").fetch_one(&mut *other).await.unwrap();
    assert_eq!(count, 1);
});

on_every_database!(setting_up_and_checking_a_connection_is_not_counted, async |db| {
    let ((), asked) = db
        .counted(async {
            let (mut one, two) = (db.pool().acquire().await.unwrap(), db.pool().acquire().await.unwrap());
            let three = db.pool().acquire().await.unwrap();
            one.ping().await.unwrap();
            drop((one, two, three));
        })
        .await;
    assert!(asked.is_empty(), "{asked:?}");
    assert!(db.pool().size() >= 3);
});

on_every_database!(what_the_driver_reports_of_a_transaction, async |db| {
    db.setup(SCHEMA).await;
    let ((), asked) = db
        .counted(async {
            let mut committed = db.pool().begin().await.unwrap();
            committed.execute("SELECT 1").await.unwrap();
            committed.commit().await.unwrap();
            drop(db.pool().begin().await.unwrap());
            db.pool().begin().await.unwrap().rollback().await.unwrap();
        })
        .await;
    let expected: &[&str] = match db.kind() {
        Kind::Sqlite => &["SELECT 1"],
        Kind::Postgres => &["SELECT 1", "COMMIT", "ROLLBACK"],
        Kind::MySql => &["BEGIN", "SELECT 1", "COMMIT", "BEGIN", "BEGIN", "ROLLBACK"],
    };
    assert_eq!(asked, expected);
});

on_every_database!(a_refused_statement_is_reported_before_the_count_ends, async |db| {
    db.setup(SCHEMA).await;
    let watch = db.watch().await;
    sqlx::query("INSERT INTO sections VALUES (1, 'twice')").execute(&db.pool()).await.unwrap_err();
    sqlx::query("SELECT nothing FROM nowhere").execute(&db.pool()).await.unwrap_err();
    assert_eq!(watch.finish().await.len(), 2);
});

on_every_database_and_runtime!(a_pool_works_on_every_runtime, async |db| {
    db.setup(SCHEMA).await;
    let (answer, asked) = db
        .counted(
            sqlx::query_scalar::<DB, String>("SELECT name FROM sections WHERE id = 2").fetch_one(&db.pool()),
        )
        .await;
    assert_eq!((answer.unwrap().as_str(), asked.len()), ("sport", 1));
});

#[test]
fn every_flavour_runs_once() {
    static WORKERS: Mutex<Vec<usize>> = Mutex::new(Vec::new());
    on_every_runtime(async || {
        WORKERS.lock().unwrap().push(tokio::runtime::Handle::current().metrics().num_workers());
    });
    assert_eq!(*WORKERS.lock().unwrap(), [1, 2, 4, 2, 4]);
}

#[test]
fn a_panic_names_the_flavour() {
    for flavour in runtimes::EVERY {
        let payload = std::panic::catch_unwind(|| flavour.run(async || panic!("told"))).unwrap_err();
        assert_eq!(*payload.downcast::<String>().unwrap(), format!("on {flavour}: told"));
    }
}
