//! MySQL joins keys laterally to their slices. MariaDB has no such join, so its statements ask for each key.

use batchload::{BatchLoad, Connection, Loaders, Page};
use futures_util::future::try_join_all;
use sqlx::{FromRow, MySql};

use super::notes::{Downward, Mixed, Note, Plain, Upward, load};
use crate::support::database::{Database, series, test};
use crate::support::runtimes::ONE;
use crate::support::server::mysql::is_mariadb;
use crate::support::statements;

/// Creates 40 owners with 500 notes each, and an index.
async fn many_notes(db: &Database<MySql>, index: &str) {
    db.setup(&format!(
        "CREATE TABLE notes (id BIGINT PRIMARY KEY, owner BIGINT NOT NULL, grade INT NOT NULL, mood INT, {index});
         INSERT INTO notes SELECT seq, seq % 40, seq % 97, NULL FROM {};
         ANALYZE TABLE notes",
        series(20_000)
    ))
    .await;
}

/// Loads a page for each of the owners, and returns the pages and the one statement that found them.
macro_rules! pages {
    ($db:expr, $relation:ty, $owners:expr, $page:expr) => {{
        let loaders = Loaders::<DB>::new($db.pool());
        let loads = $owners.map(|owner| load::<$relation, DB>(&loaders, owner, $page));
        let (pages, mut sent) = $db.counted(try_join_all(loads)).await;
        assert_eq!(sent.len(), 1, "{sent:?}");
        (pages.unwrap(), sent.remove(0))
    }};
}

fn ids(pages: &[Connection<Note>]) -> Vec<i64> {
    pages.iter().flat_map(|page| page.rows().iter().map(|note| note.id)).collect()
}

test!(slices_along_an_index_are_joined_on_mysql_alone, MySql, ONE, async |db| {
    many_notes(&db, "INDEX along (owner, grade, id)").await;
    let joined = |sql: &str| sql.matches("JOIN LATERAL").count();
    let (first, sql) = pages!(db, Upward, 0..40, Page::first(3));
    assert_eq!(joined(&sql), usize::from(!is_mariadb()), "{sql}");
    assert_eq!(sql.matches("LIMIT ?").count(), if is_mariadb() { 64 } else { 1 }, "{sql}");
    let (last, sql) = pages!(db, Downward, 0..40, Page::last(3));
    assert_eq!(joined(&sql), usize::from(!is_mariadb()), "{sql}");
    for (page, last) in first.iter().zip(&last) {
        let mut last: Vec<_> = last.rows().iter().map(|note| note.id).collect();
        last.reverse();
        assert_eq!(page.rows().iter().map(|note| note.id).collect::<Vec<_>>(), last);
        assert!(page.has_next_page());
    }

    // After a cursor, along no index, and for a single key, the statement asks for each key.
    let cursor = first[0].end_cursor().unwrap();
    let (_, sql) = pages!(db, Upward, 0..40, Page::first(3).after(cursor.clone()));
    assert_eq!(joined(&sql), 0, "{sql}");
    for (_, sql) in [
        pages!(db, Mixed, 0..40, Page::first(3)),
        pages!(db, Plain, 0..40, Page::first(3)),
        pages!(db, Upward, 7..8, Page::first(3)),
    ] {
        assert_eq!(joined(&sql), 0, "{sql}");
    }
});

/// Returns how many rows the server has read so far.
async fn read(db: &Database<MySql>) -> i64 {
    use sqlx::Row as _;
    let counts = "SHOW GLOBAL STATUS WHERE variable_name IN
        ('Handler_read_next', 'Handler_read_prev', 'Handler_read_rnd_next')";
    let counts = sqlx::query(counts).fetch_all(&db.pool()).await.unwrap();
    counts.iter().map(|row| row.get::<String, _>(1).parse::<i64>().unwrap()).sum()
}

test!(many_keys_are_read_no_further_than_their_slices, MySql, ONE, async |db| {
    for index in [
        "INDEX along (owner, grade, id)",
        "INDEX along (owner, grade DESC, id DESC)",
        "INDEX along (owner, grade), INDEX other (grade)",
        // It is not known which of the two a join would use.
        "INDEX along (owner, grade, id), INDEX other (owner, id)",
    ] {
        many_notes(&db, index).await;
        // A pool keeps the indexes that it found when it was first asked for pages.
        let options = (*db.pool().connect_options()).clone();
        let pool = sqlx::mysql::MySqlPoolOptions::new().connect_with(options).await.unwrap();
        let loaders = Loaders::<DB>::new(pool.clone());
        load::<Upward, DB>(&loaders, 1, Page::first(1)).await.unwrap();
        for page in [Page::first(5), Page::first(5).offset(5), Page::last(5)] {
            let before = read(&db).await;
            try_join_all((0..40).map(|owner| load::<Downward, DB>(&loaders, owner, page.clone())))
                .await
                .unwrap();
            let after = read(&db).await;
            // Reading the counters itself reads hundreds of rows, and 40 keys have 20 000 rows.
            let own = read(&db).await - after;
            assert!(after - before - own < 2_000, "{index}: {before} {after} {own}");
        }
        pool.close().await;
        db.setup("DROP TABLE notes").await;
    }
});

test!(a_server_is_asked_once_for_each_pool_what_it_is, MySql, ONE, async |db| {
    many_notes(&db, "INDEX along (owner, grade, id)").await;
    let from = statements::sent();
    let asked = || {
        let sent = statements::all_after(from);
        sent.iter().filter(|statement| statements::asks_for_the_server(statement)).count()
    };
    for round in 0..3 {
        let (pages, _) = pages!(db, Upward, 0..40, Page::first(3));
        assert_eq!(pages.len(), 40);
        let loaders = Loaders::<DB>::new(db.pool());
        try_join_all((0..5).map(|owner| load::<Downward, DB>(&loaders, owner, Page::first(1))))
            .await
            .unwrap();
        assert_eq!(asked(), 1, "{round}");
    }
    let other = db.pool_of_one().await;
    load::<Upward, DB>(&Loaders::new(other.clone()), 1, Page::first(3)).await.unwrap();
    other.close().await;
    assert_eq!(asked(), 2);
});

test!(more_keys_than_a_union_holds_are_one_statement_on_mysql, MySql, ONE, async |db| {
    many_notes(&db, "INDEX along (owner, grade, id)").await;
    // The first load of a pool does not know yet how many keys one statement can ask for.
    let (first, _) = pages!(db, Upward, 0..2, Page::first(2));
    let loaders = Loaders::<DB>::new(db.pool());
    let loads = (0..1000).map(|owner| load::<Upward, DB>(&loaders, owner, Page::first(2)));
    let (pages, sent) = db.counted(try_join_all(loads)).await;
    assert_eq!(sent.len(), if is_mariadb() { 4 } else { 1 });
    let pages = pages.unwrap();
    assert_eq!(ids(&pages[..2]), ids(&first));
    assert_eq!(ids(&pages).len(), 80);

    // With cursors, each key is a query of its own.
    let cursor = first[0].end_cursor().unwrap();
    let loads =
        (0..1000).map(|owner| load::<Upward, DB>(&loaders, owner, Page::first(2).after(cursor.clone())));
    let (pages, sent) = db.counted(try_join_all(loads)).await;
    assert_eq!((pages.unwrap().len(), sent.len()), (1000, 4));
});

/// Returns how many prepared statements the server holds.
async fn prepared(db: &Database<MySql>) -> i64 {
    use sqlx::Row as _;
    let count = sqlx::raw_sql("SHOW GLOBAL STATUS LIKE 'Prepared_stmt_count'");
    count.fetch_one(&db.pool()).await.unwrap().get::<String, _>(1).parse().unwrap()
}

test!(a_large_union_does_not_stay_prepared, MySql, ONE, async |db| {
    many_notes(&db, "INDEX along (owner, grade, id)").await;
    let pool = db.pool_of_one().await;
    let loaders = Loaders::<DB>::new(pool.clone());
    let first = load::<Upward, DB>(&loaders, 1, Page::first(1)).await.unwrap();
    let cursor = first.end_cursor().unwrap();
    let mut kept = Vec::new();
    for owners in [3, 64, 65, 200] {
        let before = prepared(&db).await;
        let page = || Page::first(2).after(cursor.clone());
        let loads = (0..owners).map(|owner| load::<Upward, DB>(&loaders, owner, page()));
        let (pages, sent) = db.counted(try_join_all(loads)).await;
        assert_eq!((i64::try_from(pages.unwrap().len()).unwrap(), sent.len()), (owners, 1));
        // The server does not answer when a statement is closed. It has closed the statement when it answers this one,
        // on the same connection.
        sqlx::raw_sql("DO 0").execute(&pool).await.unwrap();
        kept.push(prepared(&db).await - before);
        loaders.clear();
    }
    assert_eq!(kept, [1, 1, 0, 0]);
    pool.close().await;
});

#[derive(Clone, Debug, PartialEq, FromRow, BatchLoad)]
#[batch_load(table = "crates")]
#[has_many(Bottle, foreign_key = crate_id, name = bottles, order_by(size), page)]
#[has_many(Bottle, foreign_key = crate_id, name = numbered, order_by(size), page, strategy = window)]
struct Crate {
    id: u64,
}

#[derive(Clone, Debug, PartialEq, FromRow, BatchLoad)]
#[batch_load(table = "bottles")]
struct Bottle {
    id: u64,
    #[batch_load(index)]
    crate_id: u64,
    year: u16,
    size: u32,
    full: Option<u8>,
}

/// Walks through the bottles of a crate one by one, with one statement for each page.
macro_rules! walk_bottles {
    ($db:expr, $load:ident) => {{
        let loaders = Loaders::<DB>::new($db.pool());
        let owner = Crate { id: u64::MAX };
        let (mut walked, mut page) = (Vec::new(), Page::first(1));
        loop {
            let (found, sent) = $db.counted(owner.$load(&loaders, page)).await;
            let found = found.unwrap();
            assert_eq!(sent.len(), 1, "{sent:?}");
            walked.extend(found.rows().iter().map(|bottle| (bottle.id, bottle.full)));
            let Some(end) = found.end_cursor().filter(|_| found.has_next_page()) else { break };
            page = Page::first(1).after(end);
        }
        assert_eq!(walked, [(1, Some(255)), (2, None), (u64::MAX, Some(0))]);

        let loads = [u64::MAX, 1, 2].map(|id| {
            let page = Page::first(2).offset(1).with_total();
            let loaders = loaders.clone();
            async move { Crate { id }.$load(&loaders, page).await }
        });
        let (pages, sent) = $db.counted(try_join_all(loads)).await;
        let pages = pages.unwrap();
        assert_eq!(sent.len(), 1, "{sent:?}");
        let of_page = |page: &Connection<Bottle>| {
            let ids: Vec<_> = page.rows().iter().map(|bottle| bottle.id).collect();
            (ids, page.has_previous_page(), page.total_count())
        };
        let told: Vec<_> = pages.iter().map(of_page).collect();
        assert_eq!(
            told,
            [(vec![2, u64::MAX], true, Some(3)), (vec![], true, Some(1)), (vec![], false, Some(0))]
        );
    }};
}

test!(unsigned_columns_have_pages, MySql, ONE, async |db| {
    db.setup(
        "CREATE TABLE bottles (id BIGINT UNSIGNED PRIMARY KEY, crate_id BIGINT UNSIGNED NOT NULL,
             year SMALLINT UNSIGNED NOT NULL, size INT UNSIGNED NOT NULL, full TINYINT UNSIGNED,
             INDEX along (crate_id, size, id));
         INSERT INTO bottles VALUES (1, 18446744073709551615, 65535, 4294967294, 255),
             (2, 18446744073709551615, 0, 4294967294, NULL),
             (18446744073709551615, 18446744073709551615, 1999, 4294967295, 0), (4, 1, 1, 1, 1)",
    )
    .await;
    walk_bottles!(db, load_bottles_page);
    walk_bottles!(db, load_numbered_page);
});
