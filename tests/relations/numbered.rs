//! Rows of chains and of join tables that are numbered for all parents at once (`strategy = window`).

use batchload::{BatchLoad, Loaders, Page};
use futures_util::future::try_join_all;
use sqlx::FromRow;

use crate::support::database::{on_every_database, plan, test};
use crate::support::runtimes::ONE;

#[derive(Clone, Debug, PartialEq, FromRow, BatchLoad)]
#[has_many(Album)]
#[has_many(Song, through(albums, songs), page, strategy = window)]
#[has_one(Song, name = longest, through(albums, songs), order_by(seconds desc), strategy = window)]
#[many_to_many(Song, name = liked, through = "likes", page, strategy = window)]
struct Listener {
    id: i64,
}

#[derive(Clone, Debug, PartialEq, FromRow, BatchLoad)]
#[has_many(Song)]
struct Album {
    id: i64,
    #[belongs_to(Listener)]
    listener_id: i64,
}

#[derive(Clone, Debug, PartialEq, FromRow, BatchLoad)]
struct Song {
    id: i64,
    seconds: i64,
    #[belongs_to(Album)]
    album_id: i64,
}

const TABLES: &str = "
    CREATE TABLE listeners (id BIGINT PRIMARY KEY);
    CREATE TABLE albums (id BIGINT PRIMARY KEY, listener_id BIGINT NOT NULL);
    CREATE TABLE songs (id BIGINT PRIMARY KEY, seconds BIGINT NOT NULL, album_id BIGINT NOT NULL);
    CREATE TABLE likes (listener_id BIGINT NOT NULL, song_id BIGINT NOT NULL);
    INSERT INTO listeners VALUES (1), (2);
    INSERT INTO albums VALUES (10, 1), (11, 1), (12, 2);
    INSERT INTO songs VALUES (100, 60, 10), (101, 90, 10), (102, 300, 11), (103, 30, 12);
    INSERT INTO likes VALUES (1, 103), (1, 100), (1, 101), (2, 102)";

on_every_database!(numbered_rows_of_other_tables_are_found_again, async |db| {
    db.setup(TABLES).await;
    let listeners = [Listener { id: 1 }, Listener { id: 2 }];
    let ids = |rows: &[Song]| rows.iter().map(|song| song.id).collect::<Vec<_>>();
    // Again and again, because a server keeps such a statement prepared.
    for time in 0..10 {
        let loaders = Loaders::<DB>::new(db.pool());
        let songs = listeners.iter().map(|one| one.load_songs_page(&loaders, Page::first(2)));
        let (songs, asked) = db.counted(try_join_all(songs)).await;
        let songs: Vec<_> = songs.unwrap().iter().map(|page| ids(page.rows())).collect();
        assert_eq!((songs, asked.len()), (vec![vec![100, 101], vec![103]], 1), "{time}");

        let liked =
            try_join_all(listeners.iter().map(|one| one.load_liked_page(&loaders, Page::last(2)))).await;
        let liked: Vec<_> = liked.unwrap().iter().map(|page| ids(page.rows())).collect();
        assert_eq!(liked, [vec![101, 103], vec![102]], "{time}");

        let longest = try_join_all(listeners.iter().map(|one| one.load_longest(&loaders))).await;
        let longest: Vec<_> = longest.unwrap().into_iter().map(|song| song.map(|song| song.id)).collect();
        assert_eq!(longest, [Some(102), Some(103)], "{time}");
    }
});

/// A view that groups its rows, or numbers them by parts. With it, MariaDB can lose rows of a semi-join.
#[derive(Clone, Debug, PartialEq, FromRow, BatchLoad)]
#[batch_load(filter = "gone = 0")]
#[many_to_many(
    Cat,
    name = friends,
    through = "friends",
    foreign_key("a"),
    target_key("b"),
    order_by(title),
    page,
    strategy = window
)]
struct Cat {
    #[batch_load(primary_key)]
    code: String,
    title: String,
    parent: Option<String>,
}

on_every_database!(numbered_rows_of_a_view_that_groups_are_all_there, async |db| {
    // MariaDB plans with the statistics of empty tables if rows came one by one and the tables were then renamed.
    let cats = [
        "'a', '', NULL, 0",
        "'b', 'y', 'a', 0",
        "'c', '', 'b', 0",
        "'d', 'y', 'a', 0",
        "'', 'x', 'a', 0",
        "'e', '', 'b', 1",
    ];
    let cats = cats.map(|cat| format!("INSERT INTO new_cats VALUES ({cat});")).concat();
    let pairs = ["e ", "ed", "ae", "ab", "bc", "ae", " c", "bd", "e ", "a ", " e", "bd", "eb", "ac", "dc"];
    let pairs = pairs.map(|pair| {
        let (a, b) = pair.split_at(1);
        format!("INSERT INTO new_friends VALUES ('{}', '{}');", a.trim(), b.trim())
    });
    db.setup(&format!(
        "CREATE TABLE new_cats (code VARCHAR(20) NOT NULL PRIMARY KEY, title VARCHAR(20) NOT NULL,
             parent VARCHAR(20), gone INT NOT NULL);
         CREATE TABLE new_friends (a VARCHAR(20) NOT NULL, b VARCHAR(20) NOT NULL);
         {cats} {pairs}
         ALTER TABLE new_cats RENAME TO kept; ALTER TABLE new_friends RENAME TO friends",
        pairs = pairs.concat()
    ))
    .await;
    for view in [
        "SELECT code, MIN(title) AS title, MIN(parent) AS parent, MIN(gone) AS gone FROM kept GROUP BY code",
        "SELECT code, title, parent, gone, ROW_NUMBER() OVER (PARTITION BY code ORDER BY title) AS nth FROM kept",
    ] {
        db.setup(&format!("CREATE VIEW cats AS {view}")).await;
        for (code, expected) in [("a", vec!["c", "", "b"]), ("b", vec!["c", "d"]), ("", vec!["c"])] {
            let loaders = Loaders::<DB>::new(db.pool());
            let cat = Cat { code: code.to_owned(), title: String::new(), parent: None };
            let page = cat.load_friends_page(&loaders, Page::first(10).with_total()).await.unwrap();
            let codes: Vec<_> = page.iter().map(|cat| &*cat.code).collect();
            assert_eq!((page.total_count(), codes), (Some(expected.len() as u64), expected), "{view}");
        }
        db.setup("DROP VIEW cats").await;
    }
});

test!(numbered_rows_are_not_looked_for_key_by_key_and_row_by_row, sqlx::Postgres, ONE, async |db| {
    db.setup(TABLES).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let (_, asked) = db.counted(Listener { id: 1 }.load_liked_page(&loaders, Page::first(2))).await;
    let numbers = [vec![0_i64, 1], vec![6_i64, 6], vec![0_i64, 0], vec![1_i64, 2]];
    let plan = plan!(db, "EXPLAIN", asked[0], 0, numbers);
    assert!(plan.iter().any(|line| line.contains("WindowAgg")), "{plan:#?}");
    // A subquery that refers to the list of keys runs for each pair of a key and a row.
    assert!(!plan.iter().any(|line| line.contains("SubPlan")), "{plan:#?}");
});
