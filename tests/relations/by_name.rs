//! Models that are read through a `FromRow` of their own, by the names of their columns, in every relation.

use batchload::{BatchLoad, Loaders, Page};
use futures_util::future::try_join_all;
use sqlx::FromRow;

use crate::support::database::{Kind, on_every_database};

#[derive(BatchLoad)]
#[has_many(Song, order_by(title), page)]
#[has_one(Song, name = newest, order_by(id desc))]
struct Query;

#[derive(Clone, Debug, PartialEq, FromRow, BatchLoad)]
#[has_many(Song, order_by(title desc), page, count)]
#[has_many(Song, name = numbered, order_by(title desc), page, strategy = window)]
#[has_one(Song, name = last_song, order_by(title desc))]
#[has_one(Song, name = numbered_song, order_by(title desc), strategy = window)]
struct Label {
    id: i64,
}

#[derive(Clone, Debug, PartialEq, FromRow, BatchLoad)]
#[batch_load(from_row)]
#[descendants(foreign_key = from_id, name = covers)]
struct Song {
    id: i64,
    #[sqlx(rename = "name of it")]
    title: String,
    #[belongs_to(Label)]
    label_id: i64,
    #[belongs_to(Song, name = original)]
    from_id: Option<i64>,
}

const TABLES: &str = r#"
    CREATE TABLE labels (id BIGINT PRIMARY KEY);
    CREATE TABLE songs (id BIGINT PRIMARY KEY, "name of it" VARCHAR(20) NOT NULL, label_id BIGINT NOT NULL,
        from_id BIGINT);
    INSERT INTO labels VALUES (1), (2);
    INSERT INTO songs VALUES (1, 'a', 1, NULL), (2, 'c', 1, 1), (3, 'b', 1, NULL), (4, 'd', 2, 2)"#;

fn ids(songs: &[Song]) -> Vec<i64> {
    songs.iter().map(|song| song.id).collect()
}

on_every_database!(rows_that_are_read_by_name_are_on_pages_and_come_first, async |db| {
    db.setup(&TABLES.replace('"', if db.kind() == Kind::MySql { "`" } else { "\"" })).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let labels = [Label { id: 1 }, Label { id: 2 }];

    let pages = labels.iter().map(|label| label.load_songs_page(&loaders, Page::first(2).with_total()));
    let (pages, asked) = db.counted(try_join_all(pages)).await;
    let pages = pages.unwrap();
    assert_eq!(pages.iter().map(|page| ids(page.rows())).collect::<Vec<_>>(), [vec![2, 3], vec![4]]);
    assert_eq!((pages[0].total_count(), asked.len()), (Some(3), 1), "{asked:?}");
    let next = Page::first(2).after(pages[0].end_cursor().unwrap());
    assert_eq!(ids(labels[0].load_songs_page(&loaders, next).await.unwrap().rows()), [1]);

    let numbered = labels[0].load_numbered_page(&loaders, Page::last(2)).await.unwrap();
    assert_eq!(ids(numbered.rows()), [3, 1]);
    let next = Page::last(2).before(numbered.start_cursor().unwrap());
    assert_eq!(ids(labels[0].load_numbered_page(&loaders, next).await.unwrap().rows()), [2]);

    for label in &labels {
        let last = label.load_last_song(&loaders).await.unwrap().map(|song| song.id);
        let numbered = label.load_numbered_song(&loaders).await.unwrap().map(|song| song.id);
        assert_eq!((last, numbered), if label.id == 1 { (Some(2), Some(2)) } else { (Some(4), Some(4)) });
    }
    assert_eq!(labels[0].load_songs_count(&loaders).await.unwrap(), 3);

    assert_eq!(ids(Query.load_songs_page(&loaders, Page::first(3)).await.unwrap().rows()), [1, 3, 2]);
    let newest = Query.load_newest(&loaders).await.unwrap().unwrap();
    assert_eq!(newest.title, "d");
    let original = newest.load_original(&loaders).await.unwrap().unwrap();
    assert_eq!(ids(&original.load_covers(&loaders).await.unwrap()), [4]);
});
