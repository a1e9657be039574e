//! Each step uses an index, and does not scan the table.

use batchload::{BatchLoad, Loaders};
use futures_util::future::try_join_all;
use sqlx::{AssertSqlSafe, FromRow, Row};

use crate::support::database::{plan, series, test};
use crate::support::runtimes::ONE;

#[derive(Clone, Debug, FromRow, BatchLoad)]
#[ancestors(foreign_key = parent_id)]
#[descendants(foreign_key = parent_id)]
struct Leaf {
    id: i64,
    parent_id: Option<i64>,
}

/// Returns the SQL of rows with up to ten children each.
fn leaves(numbers: &str) -> String {
    format!(
        "CREATE TABLE leafs (id BIGINT PRIMARY KEY, parent_id BIGINT);
         CREATE INDEX by_parent ON leafs (parent_id);
         INSERT INTO leafs {numbers}"
    )
}

/// Returns the statements for the ancestors and the descendants of ten rows.
macro_rules! statements {
    ($db:expr) => {{
        let loaders = Loaders::<DB>::new($db.pool());
        let rows: Vec<_> = (2010..2020).map(|id| Leaf { id, parent_id: Some(id / 10) }).collect();
        let work = async {
            let above = try_join_all(rows.iter().map(|row| row.load_ancestors(&loaders))).await.unwrap();
            let below = try_join_all(rows.iter().map(|row| row.load_descendants(&loaders))).await.unwrap();
            assert_eq!(above[9].iter().map(|row| row.id).collect::<Vec<_>>(), [201, 20, 2]);
            assert_eq!(below[0].len(), if below[1].is_empty() { 0 } else { 10 });
        };
        let (_, asked) = $db.counted(work).await;
        assert_eq!(asked.len(), 2, "{asked:?}");
        asked
    }};
}

test!(steps_use_indexes_on_sqlite, sqlx::Sqlite, ONE, async |db| {
    let numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20200)
        SELECT i, nullif(i / 10, 0) FROM n";
    db.setup(&leaves(numbers)).await;
    for sql in statements!(db) {
        let plan = plan!(db, "EXPLAIN QUERY PLAN", sql, "detail", ["[1,2]"]);
        // Three steps, once for the rows in the text and once for those after it.
        assert_eq!(plan.iter().filter(|step| step.starts_with("SEARCH t ")).count(), 6, "{plan:?}");
        assert!(!plan.iter().any(|step| step.starts_with("SCAN t")), "{plan:?}");
    }
});

test!(steps_use_indexes_on_postgres, sqlx::Postgres, ONE, async |db| {
    db.setup(&leaves("SELECT i, nullif(i / 10, 0) FROM generate_series(1, 100000) AS i; ANALYZE leafs"))
        .await;
    for sql in statements!(db) {
        let keys: Vec<i64> = (2010..2020).collect();
        let plan = plan!(db, "EXPLAIN", sql, 0, [keys]);
        assert!(!plan.iter().any(|step| step.contains("Seq Scan on leafs")), "{plan:#?}");
    }
});

test!(steps_use_indexes_on_mysql, sqlx::MySql, ONE, async |db| {
    let rows = format!("SELECT seq, nullif(seq DIV 10, 0) FROM {}; ANALYZE TABLE leafs", series(20_200));
    db.setup(&leaves(&rows)).await;
    for sql in statements!(db) {
        let plan = AssertSqlSafe(format!("EXPLAIN FORMAT=TRADITIONAL {sql}"));
        let mut plan = sqlx::query(plan);
        for id in 2010_i64..2026 {
            plan = plan.bind(id);
        }
        let plan = plan.fetch_all(&db.pool()).await.unwrap();
        let steps: Vec<(Option<String>, Option<String>)> =
            plan.iter().map(|row| (row.get("table"), row.get("key"))).collect();
        let of_table: Vec<_> = steps.iter().filter(|(table, _)| table.as_deref() == Some("t")).collect();
        assert_eq!(of_table.len(), 3, "{steps:?}");
        assert!(of_table.iter().all(|(_, key)| key.is_some()), "{steps:?}");
    }
});
