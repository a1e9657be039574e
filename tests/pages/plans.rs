//! Pages follow the index that their order needs.

use sqlx::{AssertSqlSafe, Row};

use batchload::{BatchLoad, Loaders, Page};

use super::notes::{DownLast, Downward, Mixed, Upward, load};
use crate::support::database::{Database, plan, series, test};
use crate::support::runtimes::ONE;

/// Returns the SQL of 40 owners with 500 notes each, and of an index for one order.
fn many_notes(series: &str, index: &str) -> String {
    format!(
        "CREATE TABLE notes (id BIGINT PRIMARY KEY, owner BIGINT NOT NULL, grade INT NOT NULL, mood INT);
         CREATE INDEX by_order ON notes (owner, {index});
         INSERT INTO notes {series};
         ANALYZE notes"
    )
}

const SERIES: &str = "SELECT i, i % 40, i % 97, NULL FROM generate_series(1, 20000) AS i";

/// Returns the statement for the page after the third row of an owner.
macro_rules! after_the_third {
    ($db:expr, $relation:ty) => {{
        let loaders = Loaders::<DB>::new($db.pool());
        let third = load::<$relation, DB>(&loaders, 1, Page::first(3)).await.unwrap().end_cursor().unwrap();
        let page = Page::first(5).after(third);
        let (page, asked) = $db.counted(load::<$relation, DB>(&loaders, 1, page)).await;
        assert_eq!(page.unwrap().rows().len(), 5);
        asked.into_iter().next().unwrap()
    }};
}

/// Returns PostgreSQL's plan of a statement, with owners and with a cursor for each in two columns.
async fn explain(db: &Database<sqlx::Postgres>, sql: &str) -> Vec<String> {
    let plan = sqlx::query(AssertSqlSafe(format!("EXPLAIN {sql}")))
        .bind(vec![0_i64, 1])
        .bind(vec![6_i64, 6])
        .bind(vec![0_i64, 0])
        .bind(vec![1_i64, 2])
        .bind(vec![50_i32, 60])
        .bind(vec![10_000_i64, 10_000]);
    plan.fetch_all(&db.pool()).await.unwrap().iter().map(|row| row.get(0)).collect()
}

test!(a_cursor_in_one_direction_is_an_index_condition, sqlx::Postgres, ONE, async |db| {
    db.setup(&many_notes(SERIES, "grade, id")).await;
    let plan = explain(&db, &after_the_third!(db, Upward)).await;
    let conditions: Vec<_> = plan.iter().filter(|line| line.contains("Index Cond: ((owner = ")).collect();
    // One for the rows after the cursor, and one for whether there are any before it.
    assert_eq!(conditions.len(), 2, "{plan:#?}");
    assert!(
        conditions
            .iter()
            .all(|line| line.contains("ROW(t.grade, t.id) ") || line.contains("ROW(grade, id) "))
    );
    assert!(!plan.iter().any(|line| line.contains("Filter:")), "{plan:#?}");
    assert!(!plan.iter().any(|line| line.contains("Seq Scan")), "{plan:#?}");

    // In the opposite order, the same index is read backwards.
    let plan = explain(&db, &after_the_third!(db, Downward)).await;
    assert_eq!(plan.iter().filter(|line| line.contains("Index Cond: ((owner = ")).count(), 2, "{plan:#?}");
    assert!(!plan.iter().any(|line| line.contains("Filter:")), "{plan:#?}");
});

#[derive(Debug, BatchLoad)]
#[many_to_many(Book, through = "shelf_books", order_by(title), page)]
struct Shelf {
    id: i64,
}

#[derive(Debug, BatchLoad)]
struct Book {
    id: i64,
    title: String,
}

test!(rows_of_a_join_table_are_found_without_the_others, sqlx::Postgres, ONE, async |db| {
    db.setup(
        "CREATE TABLE books (id BIGINT PRIMARY KEY, title TEXT NOT NULL);
         CREATE TABLE shelf_books (shelf_id BIGINT NOT NULL, book_id BIGINT NOT NULL, PRIMARY KEY (shelf_id, book_id));
         INSERT INTO books SELECT i, 'book ' || i FROM generate_series(1, 1000) AS i;
         INSERT INTO shelf_books SELECT s, s * 7 + b FROM generate_series(1, 100) AS s, generate_series(1, 20) AS b;
         ANALYZE",
    )
    .await;
    let loaders = Loaders::<DB>::new(db.pool());
    let (page, asked) =
        db.counted(Shelf { id: 1 }.load_books_page(&loaders, Page::first(2).with_total())).await;
    let page = page.unwrap();
    let titles: Vec<_> = page.iter().map(|book| &*book.title).collect();
    assert_eq!((titles, page.total_count()), (vec!["book 10", "book 11"], Some(20)));
    let numbers = [vec![0_i64, 1], vec![6_i64, 6], vec![0_i64, 0], vec![1_i64, 2]];
    let plan = plan!(db, "EXPLAIN", asked[0], 0, numbers);
    assert!(!plan.iter().any(|line| line.contains("Seq Scan on books")), "{plan:#?}");
});

test!(a_cursor_in_mixed_directions_starts_at_its_first_column, sqlx::Postgres, ONE, async |db| {
    db.setup(&many_notes(SERIES, "grade DESC, id")).await;
    let plan = explain(&db, &after_the_third!(db, Mixed)).await;
    let starts = |line: &&String| line.contains("Index Cond: ((owner = ") && line.contains("grade <= ");
    assert!(plan.iter().any(|line| starts(&line)), "{plan:#?}");
});

test!(nulls_stand_where_the_index_has_them, sqlx::Postgres, ONE, async |db| {
    let series = SERIES.replace("NULL", "nullif(i % 97, 0)");
    db.setup(&many_notes(&series, "mood DESC NULLS LAST, id DESC")).await;
    let plan = explain(&db, &after_the_third!(db, DownLast)).await;
    assert!(plan.iter().any(|line| line.contains("Index Scan using by_order")), "{plan:#?}");
    // Only the result is sorted, and no slice is.
    assert_eq!(plan.iter().filter(|line| line.contains("Sort Key")).count(), 1, "{plan:#?}");
});

test!(sqlite_reads_no_more_of_a_key_than_its_slice, sqlx::Sqlite, ONE, async |db| {
    let series = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)
        SELECT i, i % 40, i % 97, NULL FROM n";
    db.setup(&many_notes(series, "grade, id")).await;
    let sql = after_the_third!(db, Upward);
    let plan = plan!(db, "EXPLAIN QUERY PLAN", sql, "detail", ["[]"]);
    let searches = plan.iter().filter(|step| step.contains("by_order (owner=? AND (grade,id)")).count();
    assert_eq!(searches, 2, "{plan:#?}");
    // The result is sorted, once for the rows and once for what lies around them, and no slice is.
    assert_eq!(plan.iter().filter(|step| step.contains("TEMP B-TREE")).count(), 2, "{plan:#?}");
    assert!(!plan.iter().any(|step| step.contains("SCAN t")), "{plan:#?}");
});

test!(mysql_reads_no_more_of_a_key_than_its_slice, sqlx::MySql, ONE, async |db| {
    let series = format!("SELECT seq, seq % 40, seq % 97, NULL FROM {}", series(20_000));
    db.setup(&many_notes(&series, "grade, id").replace("ANALYZE notes", "ANALYZE TABLE notes")).await;
    let read = async || {
        let counts = "SHOW GLOBAL STATUS WHERE variable_name IN
            ('Handler_read_next', 'Handler_read_prev', 'Handler_read_rnd_next')";
        let counts = sqlx::query(counts).fetch_all(&db.pool()).await.unwrap();
        counts.iter().map(|row| row.get::<String, _>(1).parse::<i64>().unwrap()).sum::<i64>()
    };
    let loaders = Loaders::<DB>::new(db.pool());
    let middle = Page::first(1).offset(250);
    let middle = load::<Upward, DB>(&loaders, 1, middle).await.unwrap().end_cursor().unwrap();
    let before = read().await;
    load::<Upward, DB>(&loaders, 1, Page::first(5).after(middle)).await.unwrap();
    let after = read().await;
    // Reading the counters itself reads hundreds of rows.
    let own = read().await - after;
    assert!(after - before - own < 100, "{before} {after} {own}");
});
