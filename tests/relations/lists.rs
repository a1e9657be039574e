//! Lists that belong to no row: every row of a model, from a struct without fields.

use batchload::{BatchLoad, Error, Loaders, Page};
use futures_util::future::try_join_all;
use sqlx::FromRow;

use crate::support::database::{on_every_database, plan, series, test};
use crate::support::runtimes::ONE;

#[derive(BatchLoad)]
#[has_many(Song, order_by(year desc, id), page(default = 2, max = 3), count, exists, sum(plays), max(year))]
#[has_many(Song, name = later, filter = "year >= :since", args(since: i64), page, count)]
#[has_many(Song, name = numbered, order_by(title), page, strategy = window)]
#[has_one(Song, name = newest_song, order_by(year desc))]
#[has_many(Label, through(songs_by_id, label))]
#[has_many(Song, name = songs_by_id)]
struct Query;

#[derive(Clone, Debug, PartialEq, FromRow, BatchLoad)]
#[batch_load(filter = "NOT hidden")]
struct Song {
    id: i64,
    title: String,
    year: i64,
    plays: i64,
    #[belongs_to(Label)]
    label_id: i64,
}

#[derive(Clone, Debug, PartialEq, FromRow, BatchLoad)]
#[has_many(Song)]
struct Label {
    id: i64,
}

const TABLES: &str = "
    CREATE TABLE songs (id BIGINT PRIMARY KEY, title VARCHAR(20) NOT NULL, year BIGINT NOT NULL,
        plays BIGINT NOT NULL, label_id BIGINT NOT NULL, hidden BOOLEAN NOT NULL);
    CREATE TABLE labels (id BIGINT PRIMARY KEY);
    INSERT INTO labels VALUES (1), (2), (3);
    INSERT INTO songs VALUES (1, 'Blue', 1971, 10, 1, FALSE), (2, 'Hejira', 1976, 20, 1, FALSE),
        (3, 'Pearl', 1971, 30, 2, FALSE), (4, 'Lost', 1990, 40, 3, TRUE), (5, 'Graceland', 1986, 50, 2, FALSE)";

fn ids(songs: &[Song]) -> Vec<i64> {
    songs.iter().map(|song| song.id).collect()
}

on_every_database!(a_list_has_every_row_in_its_order, async |db| {
    db.setup(TABLES).await;
    let loaders = Loaders::<DB>::new(db.pool());
    loaders.check::<Query>().await.unwrap();
    loaders.check::<Song>().await.unwrap();
    loaders.check::<Label>().await.unwrap();
    // Several resolvers that load the list share it.
    let loads = try_join_all([Query, Query].iter().map(|query| query.load_songs(&loaders)));
    let (lists, asked) = db.counted(loads).await;
    assert_eq!(
        lists.unwrap().iter().map(|songs| ids(songs)).collect::<Vec<_>>(),
        [[5, 2, 1, 3], [5, 2, 1, 3]]
    );
    assert_eq!(asked.len(), 1, "{asked:?}");
    // Other lookups know its rows.
    let (song, asked) = db.counted(Song::by_id(&loaders).load(3)).await;
    assert_eq!(song.unwrap().unwrap().title, "Pearl");
    assert_eq!(asked.len(), 0, "{asked:?}");

    assert_eq!(ids(&Query.load_songs_by_id(&loaders).await.unwrap()), [1, 2, 3, 5]);
    assert_eq!(ids(&Query.load_songs(&loaders.unscoped()).await.unwrap()), [4, 5, 2, 1, 3]);
});

on_every_database!(a_list_takes_arguments_and_has_a_first_row, async |db| {
    db.setup(TABLES).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let loads = try_join_all([1976, 1986, 1976, 2000].map(|year| Query.load_later(&loaders, year)));
    let (lists, asked) = db.counted(loads).await;
    let lists: Vec<_> = lists.unwrap().iter().map(|songs| ids(songs)).collect();
    assert_eq!(lists, [vec![2, 5], vec![5], vec![2, 5], vec![]]);
    assert_eq!(asked.len(), 3, "{asked:?}");

    let (newest, asked) = db.counted(Query.load_newest_song(&loaders)).await;
    assert_eq!(newest.unwrap().unwrap().id, 5);
    assert_eq!(asked.len(), 1, "{asked:?}");
});

on_every_database!(a_list_comes_in_pages, async |db| {
    db.setup(TABLES).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let (page, asked) = db.counted(Query.load_songs_page(&loaders, Page::default().with_total())).await;
    let page = page.unwrap();
    assert_eq!((ids(page.rows()), page.has_next_page(), page.total_count()), (vec![5, 2], true, Some(4)));
    assert_eq!(asked.len(), 1, "{asked:?}");

    let rest = Page::first(3).after(page.end_cursor().unwrap());
    let back = Page::last(1).before(page.end_cursor().unwrap());
    let loads = try_join_all([rest, back].map(|page| Query.load_songs_page(&loaders, page)));
    let (pages, asked) = db.counted(loads).await;
    let told = pages
        .unwrap()
        .iter()
        .map(|page| (ids(page.rows()), page.has_previous_page(), page.has_next_page()))
        .collect::<Vec<_>>();
    assert_eq!(told, [(vec![1, 3], true, false), (vec![5], false, true)]);
    assert_eq!(asked.len(), 1, "{asked:?}");

    let error = Query.load_later_page(&loaders, 1, Page::first(2).after(page.end_cursor().unwrap())).await;
    assert!(matches!(error, Err(Error::Cursor { relation: "Query::later", .. })), "{error:?}");
});

on_every_database!(a_list_can_be_walked_through_numbered, async |db| {
    db.setup(TABLES).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let (mut walked, mut next) = (Vec::new(), Page::first(1));
    loop {
        let page = Query.load_numbered_page(&loaders, next).await.unwrap();
        walked.extend(ids(page.rows()));
        if !page.has_next_page() {
            break;
        }
        next = Page::first(1).after(page.end_cursor().unwrap());
    }
    assert_eq!(walked, [1, 5, 2, 3]);
});

on_every_database!(a_list_is_counted_and_summed_by_the_database, async |db| {
    db.setup(TABLES).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let (count, asked) = db.counted(Query.load_songs_count(&loaders)).await;
    assert_eq!((count.unwrap(), asked.len()), (4, 1), "{asked:?}");
    assert_eq!(Query.load_songs_sum_plays(&loaders).await.unwrap(), 110);
    assert_eq!(Query.load_songs_max_year(&loaders).await.unwrap(), Some(1986));
    assert!(Query.load_songs_exists(&loaders).await.unwrap());
    assert_eq!(Query.load_later_count(&loaders, 1976).await.unwrap(), 2);

    sqlx::query("DELETE FROM songs").execute(&db.pool()).await.unwrap();
    loaders.clear();
    assert_eq!(Query.load_songs_count(&loaders).await.unwrap(), 0);
    assert_eq!(Query.load_songs_max_year(&loaders).await.unwrap(), None);
    assert!(!Query.load_songs_exists(&loaders).await.unwrap());
    assert_eq!(ids(&Query.load_songs(&loaders).await.unwrap()), [0; 0]);
    assert_eq!(Query.load_newest_song(&loaders).await.unwrap(), None);
});

on_every_database!(chains_and_trees_start_at_a_list, async |db| {
    db.setup(TABLES).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let (labels, asked) = db.counted(Query.load_labels(&loaders)).await;
    // Each label is here once for each way to it. The way through the hidden song is left out.
    assert_eq!(labels.unwrap().iter().map(|label| label.id).collect::<Vec<_>>(), [1, 1, 2, 2]);
    assert_eq!(asked.len(), 1, "{asked:?}");

    let loaders = Loaders::<DB>::new(db.pool());
    let tree = Query::preload_songs().with(Song::preload_label());
    let (loaded, asked) = db.counted(loaders.preload(&[Query], tree)).await;
    let loaded = loaded.unwrap();
    let songs: Vec<_> = loaded[0].related().iter().map(|song| (song.id, song.related().id)).collect();
    assert_eq!(songs, [(5, 2), (2, 1), (1, 1), (3, 2)]);
    assert_eq!(asked.len(), 1 + 1, "{asked:?}");
});

/// Returns the statements for a whole list, for its second page, for its largest value, and for whether it has rows.
macro_rules! statements {
    ($db:expr) => {{
        let loaders = Loaders::<DB>::new($db.pool());
        let first = Query.load_songs_page(&loaders, Page::first(2)).await.unwrap();
        let next = Page::first(2).after(first.end_cursor().unwrap());
        let (_, list) = $db.counted(Query.load_songs(&loaders)).await;
        let (_, page) = $db.counted(Query.load_songs_page(&loaders, next)).await;
        let (_, largest) = $db.counted(Query.load_songs_max_year(&loaders)).await;
        let (_, exists) = $db.counted(Query.load_songs_exists(&loaders)).await;
        [list, page, largest, exists].map(|asked| asked.into_iter().next().unwrap())
    }};
}

/// Returns the SQL of a thousand songs, with an index for the order of a list.
fn many_songs(series: &str, table: &str) -> String {
    format!(
        "CREATE TABLE songs (id BIGINT PRIMARY KEY, title VARCHAR(20) NOT NULL, year BIGINT NOT NULL,
            plays BIGINT NOT NULL, label_id BIGINT NOT NULL, hidden BOOLEAN NOT NULL);
         CREATE INDEX songs_by_year ON songs (year DESC, id);
         INSERT INTO songs {series};
         ANALYZE {table} songs"
    )
}

fn has(plan: &[String], step: &str) -> bool {
    plan.iter().any(|line| line.contains(step))
}

test!(sqlite_reads_a_list_along_an_index, sqlx::Sqlite, ONE, async |db| {
    let series = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000)
        SELECT i, 'a', i % 50, 1, 1, FALSE FROM n";
    db.setup(&many_songs(series, "")).await;
    let [list, page, largest, exists] = statements!(db);
    let list = plan!(db, "EXPLAIN QUERY PLAN", list, "detail", ["[1]"]);
    assert!(has(&list, "SCAN songs USING INDEX songs_by_year"), "{list:#?}");
    assert!(!has(&list, "ORDER BY"), "{list:#?}");
    let largest = plan!(db, "EXPLAIN QUERY PLAN", largest, "detail", ["[1]"]);
    assert!(has(&largest, "SEARCH songs USING INDEX songs_by_year"), "{largest:#?}");
    assert!(exists.ends_with("LIMIT 1"), "{exists}");
    let page = plan!(db, "EXPLAIN QUERY PLAN", page, "detail", ["[1]"]);
    assert!(has(&page, "SEARCH songs USING INDEX songs_by_year (year<?)"), "{page:#?}");
});

test!(postgres_reads_a_list_along_an_index, sqlx::Postgres, ONE, async |db| {
    db.setup(&many_songs("SELECT i, 'a', i % 50, 1, 1, FALSE FROM generate_series(1, 1000) AS i", "")).await;
    let [_, page, largest, exists] = statements!(db);
    let largest = plan!(db, "EXPLAIN", largest, 0, [vec![1_i64]]);
    assert!(has(&largest, "Index Scan using songs_by_year"), "{largest:#?}");
    let exists = plan!(db, "EXPLAIN", exists, 0, [vec![1_i64]]);
    assert!(exists[0].starts_with("Limit"), "{exists:#?}");
    let page = plan!(db, "EXPLAIN", page, 0, vec![vec![1_i64]; 6]);
    assert!(has(&page, "Index Scan using songs_by_year"), "{page:#?}");
});

test!(mariadb_reads_a_page_of_a_list_along_an_index, sqlx::MySql, ONE, async |db| {
    let rows = format!("SELECT seq, 'a', seq % 50, 1, 1, FALSE FROM {}", series(1000));
    db.setup(&many_songs(&rows, "TABLE")).await;
    let [_, page, ..] = statements!(db);
    let values = vec![1_i64; page.matches('?').count()];
    let page = plan!(db, "EXPLAIN FORMAT=TRADITIONAL", page, "key", values);
    assert_eq!(page[0], "songs_by_year", "{page:?}");
});
