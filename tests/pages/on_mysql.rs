//! MySQL joins keys laterally to their slices, and MariaDB, which has no such join, is asked for each key.

use batchload::{BatchLoad, Connection, Error, Loaders, Page};
use futures_util::future::try_join_all;
use sqlx::{FromRow, MySql};

use super::notes::{Downward, Mixed, Note, Plain, Upward, load};
use crate::support::database::{Database, series, test};
use crate::support::runtimes::ONE;
use crate::support::server::mysql::is_mariadb;
use crate::support::statements;

/// 40 owners with 500 notes each, and an index.
async fn many_notes(db: &Database<MySql>, index: &str) {
    db.setup(&format!(
        "CREATE TABLE notes (id BIGINT PRIMARY KEY, owner BIGINT NOT NULL, grade INT NOT NULL, mood INT, {index});
         INSERT INTO notes SELECT seq, seq % 40, seq % 97, NULL FROM {};
         ANALYZE TABLE notes",
        series(20_000)
    ))
    .await;
}

/// A page for each of the owners, and the one statement that found them.
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

    // Behind a cursor, along no index, and for one key each key is asked for.
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

/// How many rows the server has read so far.
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
        // Which of the two a join would take is not known.
        "INDEX along (owner, grade, id), INDEX other (owner, id)",
    ] {
        many_notes(&db, index).await;
        // The indexes of a pool are those that it had when it was first asked for pages.
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
            // Asking for the number reads hundreds of rows of its own, and 40 keys have 20 000 rows.
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
    // The first load of a pool does not know yet how many keys it can ask for.
    let (first, _) = pages!(db, Upward, 0..2, Page::first(2));
    let loaders = Loaders::<DB>::new(db.pool());
    let loads = (0..1000).map(|owner| load::<Upward, DB>(&loaders, owner, Page::first(2)));
    let (pages, sent) = db.counted(try_join_all(loads)).await;
    assert_eq!(sent.len(), if is_mariadb() { 4 } else { 1 });
    let pages = pages.unwrap();
    assert_eq!(ids(&pages[..2]), ids(&first));
    assert_eq!(ids(&pages).len(), 80);

    // With cursors each key is a query of its own.
    let cursor = first[0].end_cursor().unwrap();
    let loads =
        (0..1000).map(|owner| load::<Upward, DB>(&loaders, owner, Page::first(2).after(cursor.clone())));
    let (pages, sent) = db.counted(try_join_all(loads)).await;
    assert_eq!((pages.unwrap().len(), sent.len()), (1000, 4));
});

/// How many statements the server holds prepared.
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
        // A statement is closed without an answer: it is once this one has been answered, on the same connection.
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

/// Goes through the bottles of a crate one by one, with one statement for each page.
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

#[derive(Clone, Debug, PartialEq, FromRow, BatchLoad)]
#[batch_load(table = "shops")]
#[has_many(Item, foreign_key = shop, order_by(mood), page)]
struct Shop {
    id: i64,
}

#[derive(Clone, Debug, PartialEq, FromRow, BatchLoad)]
#[batch_load(table = "items")]
struct Item {
    id: i64,
    #[batch_load(index)]
    shop: i64,
    mood: String,
}

test!(an_enumeration_sorts_no_pages, MySql, ONE, async |db| {
    db.setup(
        "CREATE TABLE items (id BIGINT PRIMARY KEY, shop BIGINT NOT NULL,
             mood ENUM('sad', 'happy', 'bored') NOT NULL);
         INSERT INTO items VALUES (1, 1, 'sad'), (2, 1, 'happy'), (3, 1, 'bored'), (4, 2, 'sad')",
    )
    .await;
    for shops in 1..=3 {
        for page in [Page::first(2), Page::first(2).with_total()] {
            let loaders = Loaders::<DB>::new(db.pool());
            let loads = (1..=shops).map(|id| {
                let (loaders, page) = (loaders.clone(), page.clone());
                async move { Shop { id }.load_items_page(&loaders, page).await }
            });
            let (error, sent) = db.counted(try_join_all(loads)).await;
            let error = error.unwrap_err();
            let Error::Decode { model: "Item", field: "mood", column: "mood", source } = error else {
                panic!("{error:?}")
            };
            assert!(source.to_string().contains("ENUM"), "{source}");
            assert!(sent.is_empty(), "{sent:?}");
        }
    }
    // All rows at once are sorted as the column is.
    let loaders = Loaders::<DB>::new(db.pool());
    let (all, sent) = db.counted(Shop { id: 1 }.load_items(&loaders)).await;
    assert_eq!(all.unwrap().iter().map(|item| item.id).collect::<Vec<_>>(), [1, 2, 3]);
    assert_eq!(sent.len(), 1, "{sent:?}");
});

#[derive(Clone, Debug, FromRow, BatchLoad)]
#[batch_load(table = "shops")]
#[has_many(Stored, name = items, foreign_key = shop, order_by(mood), page)]
struct Depot {
    id: i64,
}

#[derive(Clone, Debug, FromRow, BatchLoad)]
#[batch_load(table = "batchload_elsewhere.items")]
struct Stored {
    id: i64,
    #[batch_load(index)]
    shop: i64,
    mood: String,
}

/// Asserts that a page is refused, for this reason.
macro_rules! refused {
    ($page:expr, $why:literal) => {{
        let refused = $page.await.unwrap_err();
        let Error::Decode { field: "mood", source, .. } = refused else { panic!("{refused:?}") };
        assert!(source.to_string().contains($why), "{source}");
    }};
}

test!(nor_does_a_set_nor_an_enumeration_of_another_database, MySql, ONE, async |db| {
    let items = "(id BIGINT PRIMARY KEY, shop BIGINT NOT NULL, mood SET('sad', 'happy', 'bored') NOT NULL)";
    db.setup(&format!(
        "CREATE TABLE items {items}; INSERT INTO items VALUES (1, 1, 'sad'), (2, 1, 'happy,bored');
         DROP DATABASE IF EXISTS batchload_elsewhere; CREATE DATABASE batchload_elsewhere;
         CREATE TABLE batchload_elsewhere.items {};
         INSERT INTO batchload_elsewhere.items VALUES (1, 1, 'sad'), (2, 1, 'bored'), (3, 2, 'happy')",
        items.replace("SET", "ENUM")
    ))
    .await;
    let loaders = Loaders::<DB>::new(db.pool());
    for page in [Page::first(1), Page::first(1).with_total()] {
        refused!(Shop { id: 1 }.load_items_page(&loaders, page.clone()), "ENUM or SET");
        refused!(Depot { id: 1 }.load_items_page(&loaders, page), "ENUM or SET");
    }
    assert_eq!(Depot { id: 1 }.load_items(&loaders).await.unwrap().len(), 2);
    db.setup("DROP DATABASE batchload_elsewhere").await;
});

test!(requests_that_meet_at_a_new_pool_all_know_the_server, MySql, ONE, async |db| {
    db.setup(
        "CREATE TABLE items (id BIGINT PRIMARY KEY, shop BIGINT NOT NULL, mood ENUM('z', 'm', 'a') NOT NULL);
         INSERT INTO items VALUES (1, 1, 'z'), (2, 1, 'm'), (3, 2, 'a')",
    )
    .await;
    for _ in 0..10 {
        let options = (*db.pool().connect_options()).clone();
        let pool =
            sqlx::mysql::MySqlPoolOptions::new().max_connections(4).connect_with(options).await.unwrap();
        let requests = (0..4).map(|_| {
            let loaders = Loaders::<DB>::new(pool.clone());
            async move { Shop { id: 1 }.load_items_page(&loaders, Page::first(1).with_total()).await }
        });
        for page in futures_util::future::join_all(requests).await {
            assert!(matches!(page, Err(Error::Decode { .. })), "{page:?}");
        }
        pool.close().await;
    }
});

test!(a_text_that_is_longer_than_the_server_sorts_by_is_refused, MySql, ONE, async |db| {
    db.setup("CREATE TABLE items (id BIGINT PRIMARY KEY, shop BIGINT NOT NULL, mood TEXT NOT NULL)").await;
    for (shop, length) in [(1, 250), (2, 260)] {
        let rows = ["d", "c", "b", "a"].map(|end| "x".repeat(length) + end);
        let rows = (shop * 10..).zip(rows).map(|(id, mood)| format!("({id}, {shop}, '{mood}')"));
        db.setup(&format!("INSERT INTO items VALUES {}", rows.collect::<Vec<_>>().join(", "))).await;
    }
    let loaders = Loaders::<DB>::new(db.pool());
    assert_eq!(walked!(1, |page| Shop { id: 1 }.load_items_page(&loaders, page)), [13, 12, 11, 10]);
    refused!(Shop { id: 2 }.load_items_page(&loaders, Page::first(1)), "max_sort_length");

    // A pool whose connections sort by more.
    let options = (*db.pool().connect_options()).clone();
    let pool = sqlx::mysql::MySqlPoolOptions::new().after_connect(|connection, _| {
        Box::pin(async move { sqlx::query("SET max_sort_length = 8192").execute(connection).await.map(drop) })
    });
    let pool = pool.connect_with(options).await.unwrap();
    let loaders = Loaders::<DB>::new(pool.clone());
    let walk = async |shop: Shop| walked!(1, |page| shop.load_items_page(&loaders, page));
    assert_eq!(walk(Shop { id: 2 }).await, [23, 22, 21, 20]);
    pool.close().await;
});

/// A relation in the order of a column that is read as a type.
macro_rules! sorted_as {
    ($($module:ident: $kind:ty),+ $(,)?) => {
        $(mod $module {
            use batchload::BatchLoad;
            use sqlx::FromRow;

            #[derive(Clone, Debug, FromRow, BatchLoad)]
            #[has_many(Measure, name = values, foreign_key = owner, order_by(value), page)]
            pub struct Owner {
                pub id: i64,
            }

            #[derive(Clone, Debug, FromRow, BatchLoad)]
            #[batch_load(table = "measured")]
            pub struct Measure {
                pub id: i64,
                #[batch_load(index)]
                pub owner: i64,
                pub value: $kind,
            }
        })+
    };
}

sorted_as! {
    float: f32,
    double: f64,
    flag: bool,
    day: Option<sqlx::types::chrono::NaiveDate>,
    moment: Option<sqlx::types::chrono::NaiveDateTime>,
    decimal: sqlx::types::Decimal,
    big: sqlx::types::BigDecimal,
    uuid: sqlx::types::uuid::fmt::Hyphenated,
}

/// Rows that a field holds as they are stored have pages of one row each; those beside them are refused, not skipped.
macro_rules! paged_or_refused {
    ($db:expr, $module:ident, $column:literal: $held:expr, $lossy:expr) => {{
        $db.setup(concat!(
            "SET SESSION sql_mode = ''; DROP TABLE IF EXISTS measured;
             CREATE TABLE measured (id BIGINT PRIMARY KEY, owner BIGINT NOT NULL, value ",
            $column,
            ");"
        ))
        .await;
        let values: Vec<String> =
            $held.iter().enumerate().map(|(id, value)| format!("({id}, 1, {value})")).collect();
        let lossy: Option<&str> = $lossy;
        let lossy = lossy.map_or_else(String::new, |value| format!(", (98, 2, {value}), (99, 2, {value})"));
        $db.setup(&format!(
            "SET SESSION sql_mode = ''; INSERT INTO measured VALUES {}{lossy}",
            values.join(", ")
        ))
        .await;

        let loaders = Loaders::<DB>::new($db.pool());
        let all = $module::Owner { id: 1 }.load_values(&loaders).await.unwrap();
        let all: Vec<_> = all.iter().map(|row| row.id).collect();
        assert_eq!(all.len(), values.len());
        let owner = $module::Owner { id: 1 };
        let walked = walked!(1, |asked| owner.load_values_page(&loaders, asked));
        assert_eq!(walked, all, stringify!($module));
        if !lossy.is_empty() {
            let refused = $module::Owner { id: 2 }.load_values_page(&loaders, Page::first(1)).await;
            let Err(Error::Decode { model: "Measure", field: "value", source, .. }) = refused else {
                panic!("{}: {refused:?}", stringify!($module))
            };
            assert!(source.to_string().contains("does not hold as it is stored"), "{source}");
        }
    }};
}

test!(no_page_goes_on_behind_a_value_that_was_rounded, MySql, ONE, async |db| {
    let third = "0.333333333333333333333333333333";
    let moment = ["NULL", "'2024-01-01 00:00:00'", "'2024-01-01 00:00:00'", "NULL"];
    paged_or_refused!(db, float, "DOUBLE NOT NULL": ["0.5", "0.25", "0.5"], Some("0.1"));
    paged_or_refused!(db, double, "DOUBLE NOT NULL": ["0.1", "0.1", "0.3", "0.2"], None);
    paged_or_refused!(db, float, "FLOAT NOT NULL": ["0.5", "0.25", "0.5"], None);
    paged_or_refused!(db, flag, "TINYINT(1) NOT NULL": ["0", "1", "1", "0"], Some("2"));
    paged_or_refused!(db, day, "DATE": ["NULL", "'2024-01-01'", "'2024-01-01'", "NULL"], Some("'0000-00-00'"));
    paged_or_refused!(db, moment, "DATETIME": moment, Some("'0000-00-00 00:00:00'"));
    paged_or_refused!(db, decimal, "DECIMAL(40, 30) NOT NULL": ["1.5", "0.25", "1.50", "-7"], Some(third));
    let uuid = |first| format!("'{first}0000000-0000-0000-0000-000000000000'");
    let held = [uuid("c"), uuid("a"), uuid("b"), uuid("a")];
    let capital = uuid("B");
    paged_or_refused!(db, uuid, "CHAR(36) COLLATE utf8mb4_bin NOT NULL": held, Some(&capital));
    paged_or_refused!(db, big, "DECIMAL(40, 30) NOT NULL": [third, third, "1.5"], None);
});
