//! Options for the link rows of a relation: their order, which one comes first, and a condition on them.

use batchload::{BatchLoad, Linked, Loaders, Many, Page};
use futures_util::future::try_join_all;
use sqlx::FromRow;

use crate::support::database::on_every_database;

#[derive(Clone, Debug, PartialEq, FromRow, BatchLoad)]
#[has_many(Playlist)]
#[has_many(Track, through(playlists, tracks), count)]
struct Listener {
    id: i64,
}

#[derive(Clone, Debug, PartialEq, FromRow, BatchLoad)]
#[many_to_many(Track, through = Entry, link(order_by(place), filter = "NOT removed"), count)]
#[many_to_many(Track, name = by_section, through = Entry, order_by(title), link(order_by(section desc)))]
#[many_to_many(
    Track,
    name = found,
    through = Entry,
    filter = "title <> :but",
    link(filter = "place >= :from AND place < :to"),
    args(from: i32, to: i32, but: String),
    page,
    count
)]
#[many_to_many(Track, name = bare, through = "entries", link(filter = "NOT removed"), order_by(title desc))]
struct Playlist {
    id: i64,
    #[belongs_to(Listener)]
    listener_id: i64,
}

#[derive(Clone, Debug, PartialEq, FromRow, BatchLoad)]
struct Track {
    id: i64,
    title: String,
    // Columns with the names of columns of the entries, and with other values.
    place: i32,
    removed: bool,
}

#[derive(Clone, Debug, PartialEq, FromRow, BatchLoad)]
#[batch_load(table = "entries")]
struct Entry {
    id: i64,
    #[belongs_to(Playlist)]
    playlist_id: i64,
    #[belongs_to(Track)]
    track_id: i64,
    place: i32,
    section: i32,
    removed: bool,
}

const PLAYLISTS: &str = "
    CREATE TABLE playlists (id BIGINT PRIMARY KEY, listener_id BIGINT NOT NULL);
    CREATE TABLE tracks (
        id BIGINT PRIMARY KEY, title VARCHAR(40) NOT NULL, place INT NOT NULL, removed BOOLEAN NOT NULL
    );
    CREATE TABLE entries (
        id BIGINT PRIMARY KEY, playlist_id BIGINT NOT NULL, track_id BIGINT NOT NULL,
        place INT NOT NULL, section INT NOT NULL, removed BOOLEAN NOT NULL
    );
    INSERT INTO playlists VALUES (1, 7), (2, 7), (3, 8);
    INSERT INTO tracks VALUES
        (10, 'air', 9, TRUE), (11, 'bolero', 8, FALSE), (12, 'canon', 7, FALSE), (13, 'dirge', 6, FALSE);
    INSERT INTO entries VALUES
        (100, 1, 12, 1, 1, FALSE), (101, 1, 10, 3, 1, FALSE), (102, 1, 11, 2, 2, TRUE),
        (105, 1, 12, 4, 2, FALSE), (104, 1, 12, 6, 2, FALSE), (103, 1, 13, 5, 2, FALSE),
        (106, 2, 13, 1, 1, FALSE), (107, 2, 11, 0, 1, FALSE), (108, 3, 10, 0, 1, TRUE);
";

fn playlists() -> [Playlist; 3] {
    [(1, 7), (2, 7), (3, 8)].map(|(id, listener_id)| Playlist { id, listener_id })
}

/// Returns each track's title, with the id of the entry.
fn listed(found: &Many<Linked<Track, Entry>>) -> Vec<(&str, i64)> {
    found.iter().map(|track| (&*track.title, track.link().id)).collect()
}

on_every_database!(rows_come_in_the_order_of_their_links_and_without_those_that_are_left_out, async |db| {
    db.setup(PLAYLISTS).await;
    let loaders = Loaders::<DB>::new(db.pool());
    loaders.check::<Playlist>().await.unwrap();
    loaders.check::<Track>().await.unwrap();
    loaders.check::<Entry>().await.unwrap();
    let playlists = playlists();

    let loads = playlists.iter().map(|playlist| playlist.load_tracks(&loaders));
    let (found, asked) = db.counted(try_join_all(loads)).await;

    let found = found.unwrap();
    let first = [("canon", 100), ("air", 101), ("canon", 105), ("dirge", 103), ("canon", 104)];
    assert_eq!(listed(&found[0]), first);
    assert_eq!(listed(&found[1]), [("bolero", 107), ("dirge", 106)]);
    assert!(found[2].is_empty());
    assert_eq!(asked.len(), 1, "{asked:?}");
});

on_every_database!(links_that_are_equal_leave_the_order_to_the_rows_and_then_to_their_own_key, async |db| {
    db.setup(PLAYLISTS).await;
    let loaders = Loaders::<DB>::new(db.pool());

    let (found, asked) = db.counted(playlists()[0].load_by_section(&loaders)).await;

    let sections =
        [("bolero", 102), ("canon", 104), ("canon", 105), ("dirge", 103), ("air", 101), ("canon", 100)];
    assert_eq!(listed(&found.unwrap()), sections);
    assert_eq!(asked.len(), 1, "{asked:?}");
});

on_every_database!(both_conditions_share_their_arguments, async |db| {
    db.setup(PLAYLISTS).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let playlist = &playlists()[0];
    let but = || "air".to_owned();

    let loads = [(2, 5), (3, 7), (2, 5)].map(|(from, to)| playlist.load_found(&loaders, from, to, but()));
    let (found, asked) = db.counted(loaders.drive(try_join_all(loads))).await;
    let links = |found| listed(found).into_iter().map(|(_, link)| link).collect();
    let found: Vec<Vec<i64>> = found.unwrap().iter().map(links).collect();
    assert_eq!(found, [vec![102, 105], vec![104, 105, 103], vec![102, 105]]);
    assert_eq!(asked.len(), 2, "{asked:?}");

    let together = async {
        let page = playlist.load_found_page(&loaders, 3, 7, but(), Page::first(1).with_total());
        tokio::try_join!(page, playlist.load_found_count(&loaders, 3, 7, but()))
    };
    let (found, asked) = db.counted(loaders.drive(together)).await;
    let (page, count) = found.unwrap();
    assert_eq!(page.rows().iter().map(|track| track.id).collect::<Vec<_>>(), [12]);
    assert_eq!((page.has_next_page(), page.total_count(), count), (true, Some(2), 3));
    assert_eq!(asked.len(), 2, "{asked:?}");
});

on_every_database!(counts_and_chains_obey_the_condition, async |db| {
    db.setup(PLAYLISTS).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let (playlists, listeners) = (playlists(), [7, 8].map(|id| Listener { id }));

    let (counts, asked) =
        db.counted(try_join_all(playlists.iter().map(|playlist| playlist.load_tracks_count(&loaders)))).await;
    assert_eq!(counts.unwrap(), [5, 2, 0]);
    assert_eq!(asked.len(), 1, "{asked:?}");

    let loads = listeners.iter().map(|listener| listener.load_tracks(&loaders));
    let (found, asked) = db.counted(try_join_all(loads)).await;
    let found: Vec<Vec<i64>> =
        found.unwrap().iter().map(|found| found.iter().map(|track| track.id).collect()).collect();
    assert_eq!(found, [vec![10, 11, 12, 12, 12, 13, 13], vec![]], "a chain has an order of its own");
    assert_eq!(asked.len(), 1, "{asked:?}");
});

on_every_database!(the_table_of_a_join_has_conditions_without_a_model, async |db| {
    db.setup(PLAYLISTS).await;
    let loaders = Loaders::<DB>::new(db.pool());

    let (found, asked) = db.counted(playlists()[0].load_bare(&loaders)).await;

    let ids: Vec<_> = found.unwrap().iter().map(|track| track.id).collect();
    assert_eq!(ids, [13, 12, 12, 12, 10]);
    assert_eq!(asked.len(), 1, "{asked:?}");
});
