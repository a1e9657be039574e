//! What is said of the links is an order by fields of their model, which pages cannot have, and a condition.

use batchload::BatchLoad;

#[derive(BatchLoad)]
#[many_to_many(Track, name = a, through = Entry, link)]
#[many_to_many(Track, name = b, through = Entry, link())]
#[many_to_many(Track, name = c, through = Entry, link(ordered_by(place), filter))]
#[many_to_many(Track, name = d, through = Entry, link(filter = "place > :at", args(at: i64)))]
#[many_to_many(Track, name = e, through = "entries", link(order_by(place)))]
#[many_to_many(Track, name = f, through = Entry, link(order_by(place)), page)]
#[many_to_many(Track, name = g, through = Entry, link(filter = "place > :at"))]
#[many_to_many(Track, name = h, through = Entry, link(filter = "place > 3"), args(at: i64))]
#[many_to_many(Track, name = i, through = Entry, link(order_by(place), page))]
struct Playlist {
    id: i64,
}

#[derive(BatchLoad)]
struct Track {
    id: i64,
}

#[derive(BatchLoad)]
#[batch_load(table = "entries")]
struct Entry {
    id: i64,
    #[belongs_to(Playlist)]
    playlist_id: i64,
    #[belongs_to(Track)]
    track_id: i64,
    place: i64,
}

fn main() {}
