//! A result that is far larger than anybody asked for ends in an error and does not fill the memory.

use batchload::{BatchLoad, Error, Loaders, Page};
use futures_util::future::join_all;
use sqlx::FromRow;
use sqlx::sqlite::SqlitePoolOptions;

use crate::support::database::{Kind, on_every_database, series, test};
use crate::support::runtimes::ONE;

#[derive(Clone, Debug, FromRow, BatchLoad)]
#[batch_load(table = "parts")]
struct Part {
    id: i64,
    #[batch_load(index)]
    shelf: i64,
}

/// Three parts on one shelf, one on another.
const PARTS: &str = "CREATE TABLE parts (id BIGINT PRIMARY KEY, shelf BIGINT NOT NULL);
    INSERT INTO parts VALUES (1, 7), (2, 7), (3, 7), (4, 8)";

#[derive(Clone, Debug, FromRow, BatchLoad)]
#[batch_load(table = "shelves")]
#[has_many(Part, foreign_key = shelf, page)]
struct Shelf {
    id: i64,
}

/// A table that never ends, with a column that is declared unique. Nothing has to be sorted, so rows come at once.
#[derive(Clone, Debug, FromRow, BatchLoad)]
#[batch_load(table = "endless")]
struct Endless {
    id: i64,
    #[batch_load(unique)]
    shelf: i64,
}

fn endless(kind: Kind) -> String {
    match kind {
        Kind::Sqlite => {
            "CREATE VIEW endless AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)
             SELECT i AS id, 7 AS shelf FROM n"
                .to_owned()
        }
        Kind::Postgres => "CREATE VIEW endless AS
             SELECT generate_series(1::bigint, 1000000000000) AS id, 7::bigint AS shelf"
            .to_owned(),
        Kind::MySql => {
            let thousand = |name: &str| series(1000).replace("AS series", name);
            // Joins the tables in the order in which they are written, row by row. Another order would begin with all
            // rows of three of them.
            format!(
                "CREATE VIEW endless AS SELECT CAST(a.seq AS SIGNED) AS id, CAST(7 AS SIGNED) AS shelf
                 FROM {} STRAIGHT_JOIN ({}, {}, {})",
                thousand("a"),
                thousand("b"),
                thousand("c"),
                thousand("d")
            )
        }
    }
}

on_every_database!(q19_more_rows_than_allowed_are_an_error_and_nothing_is_kept, async |db| {
    db.setup(PARTS).await;
    let loaders = Loaders::<DB>::builder(db.pool()).max_rows(2).build();
    let shelves = Part::by_shelf(&loaders);

    let (error, asked) = db.counted(shelves.load(7)).await;
    let error = error.unwrap_err();
    assert!(matches!(error, Error::TooManyRows { lookup: "Part::by_shelf", limit: 2 }), "{error:?}");
    assert_eq!(
        error.to_string(),
        "`Part::by_shelf` found more than 2 rows with one statement; raise `max_rows`, or ask for fewer rows"
    );
    assert_eq!(asked.len(), 1, "{asked:?}");

    // The loader remembers neither the failure nor a row that came before it.
    let (outcomes, asked) = db
        .counted(async {
            let again = shelves.load(7).await;
            let other = shelves.load(8).await;
            (again, other, Part::by_id(&loaders).load(1).await)
        })
        .await;
    assert!(matches!(outcomes.0, Err(Error::TooManyRows { .. })));
    assert_eq!(outcomes.1.unwrap()[0].id, 4);
    assert_eq!(outcomes.2.unwrap().unwrap().shelf, 7);
    assert_eq!(asked.len(), 3, "{asked:?}");
    assert_eq!(loaders.stats().rows, 2);
});

on_every_database!(q19_as_many_rows_as_allowed_and_one_for_each_key_are_no_error, async |db| {
    db.setup(PARTS).await;
    let loaders = Loaders::<DB>::builder(db.pool()).max_rows(3).build();
    let (found, asked) = db.counted(Part::by_shelf(&loaders).load(7)).await;
    assert_eq!(found.unwrap().len(), 3);
    assert_eq!(asked.len(), 1, "{asked:?}");

    let loaders = Loaders::<DB>::builder(db.pool()).max_rows(1).build();
    let (found, asked) = db.counted(Part::by_id(&loaders).load_many([4, 3, 2, 1])).await;
    assert_eq!(found.unwrap().iter().flatten().map(|part| part.id).collect::<Vec<_>>(), [4, 3, 2, 1]);
    assert_eq!(asked.len(), 1, "{asked:?}");
});

on_every_database!(q19_a_statement_that_never_ends_is_given_up_and_the_pool_works, async |db| {
    db.setup(PARTS).await;
    db.setup(&endless(db.kind())).await;
    let pool = db.pool_of_one().await;
    let loaders = Loaders::<DB>::builder(pool.clone()).max_rows(1000).build();

    let error = Endless::by_shelf(&loaders).load(7).await.unwrap_err();
    assert!(matches!(error, Error::TooManyRows { limit: 1000, .. }), "{error:?}");
    // The only connection would be busy while the rest of the rows is read.
    assert_eq!(Part::by_id(&loaders).load(4).await.unwrap().unwrap().shelf, 8);
    assert_eq!(loaders.stats().statements, 2);
    pool.close().await;
});

test!(q19_a_database_in_memory_outlives_a_statement_that_was_given_up, sqlx::Sqlite, ONE, async |db| {
    // The only connection holds the database.
    let pool = SqlitePoolOptions::new().max_connections(1).connect("sqlite::memory:").await.unwrap();
    sqlx::raw_sql(PARTS).execute(&pool).await.unwrap();
    let loaders = Loaders::<DB>::builder(pool.clone()).max_rows(2).build();
    let loads = async { (Part::by_shelf(&loaders).load(7).await, Part::by_id(&loaders).load(4).await) };
    // Counts both loads at once: the connection reports the statement that was given up before it runs another.
    let ((error, found), asked) = db.counted(loads).await;
    assert!(matches!(error, Err(Error::TooManyRows { .. })));
    assert_eq!(found.unwrap().unwrap().shelf, 8);
    assert_eq!(asked.len(), 2, "{asked:?}");
    pool.close().await;
});

test!(q19_a_million_rows_are_allowed_unless_something_else_is_said, sqlx::Sqlite, ONE, async |db| {
    db.setup(&endless(db.kind())).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let (error, asked) = db.counted(Endless::by_shelf(&loaders).load(7)).await;
    let error = error.unwrap_err();
    assert!(matches!(error, Error::TooManyRows { limit: 1_000_000, .. }), "{error:?}");
    assert_eq!(asked.len(), 1, "{asked:?}");

    db.setup(
        "DROP VIEW endless; CREATE VIEW endless AS WITH RECURSIVE
            n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000001)
         SELECT i AS id, 7 AS shelf FROM n",
    )
    .await;
    let loaders = Loaders::<DB>::builder(db.pool()).max_rows(None).build();
    let (found, asked) = db.counted(Endless::by_shelf(&loaders).load(7)).await;
    // All rows were read. That they belong to one key is another mistake.
    assert!(matches!(found, Err(Error::NotUnique { .. })), "{found:?}");
    assert_eq!((asked.len(), loaders.stats().rows), (1, 1_000_001));
});

#[test]
#[should_panic(expected = "`max_rows` must be at least 1")]
fn q19_a_limit_of_no_rows_is_refused() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let _inside = runtime.enter();
    let pool = SqlitePoolOptions::new().connect_lazy("sqlite::memory:").unwrap();
    let _ = Loaders::builder(pool).max_rows(0);
}

on_every_database!(q19_rows_that_are_on_no_page_do_not_count, async |db| {
    db.setup("CREATE TABLE parts (id BIGINT PRIMARY KEY, shelf BIGINT NOT NULL)").await;
    let rows: Vec<_> = (1..=300).map(|id| format!("({id}, {})", id % 3)).collect();
    db.setup(&format!("INSERT INTO parts VALUES {}", rows.join(", "))).await;

    // Loads the pages of three shelves, and returns their sizes and whether there are more rows.
    let pages = async |most: usize, pages: [Page; 3]| {
        let loaders = Loaders::<DB>::builder(db.pool()).max_rows(most).build();
        let loads = (0..).zip(pages).map(|(id, page)| {
            let loaders = loaders.clone();
            async move { Shelf { id }.load_parts_page(&loaders, page).await }
        });
        let (found, asked) = db.counted(join_all(loads)).await;
        assert_eq!(asked.len(), 1, "{asked:?}");
        let found = found.into_iter().collect::<Result<Vec<_>, _>>()?;
        Ok::<_, Error>(found.iter().map(|page| (page.rows().len(), page.has_next_page())).collect::<Vec<_>>())
    };

    let far = Page::first(5).offset(80);
    assert_eq!(
        pages(60, [far.clone(), Page::first(5).offset(98), far]).await.unwrap(),
        [(5, true), (2, false), (5, true)]
    );
    let sizes = [Page::first(1), Page::first(1).with_total(), Page::first(50)];
    assert_eq!(pages(60, sizes).await.unwrap(), [(1, true), (1, true), (50, true)]);

    // As many rows as are allowed cause no error, and one more does.
    let sizes = || [Page::first(20), Page::first(20), Page::first(20).with_total()];
    assert_eq!(pages(60, sizes()).await.unwrap(), [(20, true), (20, true), (20, true)]);
    let error = pages(59, sizes()).await.unwrap_err();
    assert!(matches!(error, Error::TooManyRows { lookup: "Part::by_shelf", limit: 59 }), "{error:?}");
    assert_eq!(pages(60, [Page::last(20), Page::last(20), Page::last(20)]).await.unwrap().len(), 3);
    let error = pages(59, [Page::last(20), Page::last(20), Page::last(20)]).await.unwrap_err();
    assert!(matches!(error, Error::TooManyRows { limit: 59, .. }), "{error:?}");
    // One row for each shelf is always allowed.
    let ones = [Page::first(1), Page::first(1), Page::first(1)];
    assert_eq!(pages(1, ones).await.unwrap(), [(1, true), (1, true), (1, true)]);
});
