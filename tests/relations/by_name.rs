//! Models that their own `FromRow` reads by the names of their columns, in every relation.

use batchload::{BatchLoad, Connection, Loaders, Page};
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
#[has_many(Note, through(songs, notes))]
#[many_to_many(Song, name = favourites, through = "favourites")]
struct Label {
    id: i64,
}

#[derive(Clone, Debug, PartialEq, FromRow, BatchLoad)]
#[batch_load(from_row)]
#[descendants(foreign_key = from_id, name = covers)]
#[has_many(Note)]
struct Song {
    id: i64,
    #[sqlx(rename = "name of it")]
    title: String,
    #[belongs_to(Label)]
    label_id: i64,
    #[belongs_to(Song, name = original)]
    from_id: Option<i64>,
    // Has a name that a statement might give to a column that it adds.
    o: i64,
    total: i64,
}

/// A note whose label is not that of its song.
#[derive(Clone, Debug, PartialEq, FromRow, BatchLoad)]
#[batch_load(from_row)]
struct Note {
    id: i64,
    label_id: i64,
    #[belongs_to(Song)]
    song_id: i64,
}

const TABLES: &str = r#"
    CREATE TABLE labels (id BIGINT PRIMARY KEY);
    CREATE TABLE songs (id BIGINT PRIMARY KEY, "name of it" VARCHAR(20) NOT NULL, label_id BIGINT NOT NULL,
        from_id BIGINT, o BIGINT NOT NULL, total BIGINT NOT NULL);
    CREATE TABLE notes (id BIGINT PRIMARY KEY, label_id BIGINT NOT NULL, song_id BIGINT NOT NULL);
    CREATE TABLE favourites (label_id BIGINT NOT NULL, song_id BIGINT NOT NULL);
    INSERT INTO labels VALUES (1), (2);
    INSERT INTO songs VALUES (1, 'a', 1, NULL, 9, 10), (2, 'c', 1, 1, 8, 20), (3, 'b', 1, NULL, 7, 30),
        (4, 'd', 2, 2, 6, 40), (5, 'e', 2, NULL, 5, 50);
    INSERT INTO notes VALUES (1, 7, 1), (2, 8, 4);
    INSERT INTO favourites VALUES (1, 4), (2, 1)"#;

fn ids(songs: &[Song]) -> Vec<i64> {
    songs.iter().map(|song| song.id).collect()
}

on_every_database!(rows_that_are_read_by_name_are_on_pages_and_come_first, async |db| {
    db.setup(&TABLES.replace('"', if db.kind() == Kind::MySql { "`" } else { "\"" })).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let labels = [Label { id: 1 }, Label { id: 2 }];
    let read = |song: &Song| (song.id, song.o, song.total);

    let pages = labels.iter().map(|label| label.load_songs_page(&loaders, Page::first(1).with_total()));
    let (pages, asked) = db.counted(try_join_all(pages)).await;
    let pages = pages.unwrap();
    let rows: Vec<Vec<_>> = pages.iter().map(|page| page.rows().iter().map(read).collect()).collect();
    assert_eq!(rows, [[(2, 8, 20)], [(5, 5, 50)]]);
    assert_eq!(pages.iter().map(Connection::total_count).collect::<Vec<_>>(), [Some(3), Some(2)]);
    assert_eq!(asked.len(), 1, "{asked:?}");

    let next = labels.iter().zip(&pages).map(|(label, page)| {
        label.load_songs_page(&loaders, Page::first(2).after(page.end_cursor().unwrap()))
    });
    let next = try_join_all(next).await.unwrap();
    let rows: Vec<Vec<_>> = next.iter().map(|page| page.rows().iter().map(read).collect()).collect();
    assert_eq!(rows, [vec![(3, 7, 30), (1, 9, 10)], vec![(4, 6, 40)]]);

    let numbered = labels.iter().map(|label| label.load_numbered_page(&loaders, Page::last(1)));
    let numbered = try_join_all(numbered).await.unwrap();
    assert_eq!(numbered.iter().map(|page| ids(page.rows())).collect::<Vec<_>>(), [[1], [4]]);
    let before = Page::last(2).before(numbered[0].start_cursor().unwrap());
    assert_eq!(ids(labels[0].load_numbered_page(&loaders, before).await.unwrap().rows()), [2, 3]);

    let last = try_join_all(labels.iter().map(|label| label.load_last_song(&loaders))).await.unwrap();
    let last: Vec<_> = last.iter().flatten().map(|song| read(song)).collect();
    assert_eq!(last, [(2, 8, 20), (5, 5, 50)]);
    let numbered = try_join_all(labels.iter().map(|label| label.load_numbered_song(&loaders))).await.unwrap();
    assert_eq!(numbered.iter().flatten().map(|song| song.id).collect::<Vec<_>>(), [2, 5]);
    assert_eq!(labels[0].load_songs_count(&loaders).await.unwrap(), 3);

    assert_eq!(ids(Query.load_songs_page(&loaders, Page::first(3)).await.unwrap().rows()), [1, 3, 2]);
    assert_eq!(Query.load_newest(&loaders).await.unwrap().unwrap().title, "e");
});

on_every_database!(rows_that_are_read_by_name_are_found_over_other_tables, async |db| {
    db.setup(&TABLES.replace('"', if db.kind() == Kind::MySql { "`" } else { "\"" })).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let labels = [Label { id: 1 }, Label { id: 2 }];

    let notes = try_join_all(labels.iter().map(|label| label.load_notes(&loaders))).await.unwrap();
    let notes: Vec<Vec<_>> =
        notes.iter().map(|notes| notes.iter().map(|note| (note.id, note.label_id)).collect()).collect();
    assert_eq!(notes, [[(1, 7)], [(2, 8)]]);

    let songs = try_join_all(labels.iter().map(|label| label.load_favourites(&loaders))).await.unwrap();
    let songs: Vec<Vec<_>> =
        songs.iter().map(|songs| songs.iter().map(|song| (song.id, song.label_id)).collect()).collect();
    assert_eq!(songs, [[(4, 2)], [(1, 1)]]);

    let song = Song::by_id(&loaders).load(4).await.unwrap().unwrap();
    let original = song.load_original(&loaders).await.unwrap().unwrap();
    assert_eq!(ids(&original.load_covers(&loaders).await.unwrap()), [4]);
});
