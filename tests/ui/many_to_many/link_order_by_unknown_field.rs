//! Links are ordered by fields of their own model.

use batchload::BatchLoad;

#[derive(BatchLoad)]
#[many_to_many(Track, through = Entry, link(order_by(title)))]
struct Playlist {
    id: i64,
}

#[derive(BatchLoad)]
struct Track {
    id: i64,
    title: String,
}

#[derive(BatchLoad)]
#[batch_load(table = "entries")]
struct Entry {
    id: i64,
    #[belongs_to(Playlist)]
    playlist_id: i64,
    #[belongs_to(Track)]
    track_id: i64,
}

fn main() {}
