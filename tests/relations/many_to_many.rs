//! Rows that belong to each other through a join table.

use batchload::{BatchLoad, Loaders};
use futures_util::future::try_join_all;
use sqlx::FromRow;

use super::models::{TEAMS, Tag, ids, posts, users};
use crate::support::database::on_every_database;

on_every_database!(rows_are_found_over_a_table_of_pairs_in_one_statement, async |db| {
    db.setup(TEAMS).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let posts = posts(&[10, 11, 12, 13]);

    let (tags, asked) = db.counted(try_join_all(posts.iter().map(|post| post.load_tags(&loaders)))).await;

    let tags: Vec<_> = tags.unwrap().iter().map(|tags| ids(tags)).collect();
    assert_eq!(tags, [vec![100, 101], vec![], vec![101], vec![100]]);
    assert_eq!(asked.len(), 1, "{asked:?}");
});

on_every_database!(both_sides_find_each_other, async |db| {
    db.setup(TEAMS).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let tags = [100, 101, 102].map(|id| Tag { id, word: String::new() });

    let (posts, asked) = db.counted(try_join_all(tags.iter().map(|tag| tag.load_posts(&loaders)))).await;

    let posts: Vec<_> = posts.unwrap().iter().map(|posts| ids(posts)).collect();
    assert_eq!(posts, [vec![13, 10], vec![12, 10], vec![]]);
    assert_eq!(asked.len(), 1, "{asked:?}");
});

on_every_database!(the_order_is_that_of_the_other_model, async |db| {
    db.setup(TEAMS).await;
    let loaders = Loaders::<DB>::new(db.pool());

    let (tags, asked) = db.counted(posts(&[10])[0].load_tags_by_word(&loaders)).await;

    assert_eq!(ids(&tags.unwrap()), [100, 101]);
    assert_eq!(asked.len(), 1, "{asked:?}");
});

on_every_database!(a_filter_is_about_the_other_model, async |db| {
    db.setup(TEAMS).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let posts = posts(&[10, 13]);

    let loads = posts.iter().map(|post| post.load_tags_from(&loaders, "o".to_owned()));
    let (tags, asked) = db.counted(try_join_all(loads)).await;

    let tags: Vec<_> = tags.unwrap().iter().map(|tags| ids(tags)).collect();
    assert_eq!(tags, [vec![100], vec![100]]);
    assert_eq!(asked.len(), 1, "{asked:?}");
});

on_every_database!(a_row_is_related_to_rows_of_its_own_model, async |db| {
    db.setup(TEAMS).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let users = users(&[1, 2, 3, 4]);

    let (friends, asked) =
        db.counted(try_join_all(users.iter().map(|user| user.load_friends(&loaders)))).await;
    let friends: Vec<_> = friends.unwrap().iter().map(|users| ids(users)).collect();
    assert_eq!(friends, [vec![2, 3], vec![1], vec![], vec![1]]);
    assert_eq!(asked.len(), 1, "{asked:?}");

    let (admirers, asked) =
        db.counted(try_join_all(users.iter().map(|user| user.load_admirers(&loaders)))).await;
    let admirers: Vec<_> = admirers.unwrap().iter().map(|users| ids(users)).collect();
    assert_eq!(admirers, [vec![4, 2], vec![1], vec![1], vec![]]);
    assert_eq!(asked.len(), 1, "{asked:?}");
});

on_every_database!(rows_that_are_found_so_answer_their_lookups, async |db| {
    db.setup(TEAMS).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let tags = posts(&[10])[0].load_tags(&loaders).await.unwrap();

    let (again, asked) = db.counted(Tag::by_id(&loaders).load_many([101, 100])).await;

    assert_eq!(again.unwrap(), [tags.one(1), tags.one(0)]);
    assert!(asked.is_empty(), "{asked:?}");
});

#[derive(Clone, Debug, PartialEq, FromRow, BatchLoad)]
#[many_to_many(
    Room,
    through = "room_keys",
    foreign_key("house", "guest"),
    target_key("house_of", "room"),
    order_by(floor desc)
)]
struct Guest {
    #[batch_load(primary_key)]
    house: i64,
    #[batch_load(primary_key)]
    name: String,
}

#[derive(Clone, Debug, PartialEq, FromRow, BatchLoad)]
struct Room {
    #[batch_load(primary_key)]
    house: i64,
    #[batch_load(primary_key)]
    number: i64,
    floor: i64,
}

const HOUSES: &str = "
    CREATE TABLE guests (house BIGINT NOT NULL, name VARCHAR(40) NOT NULL, PRIMARY KEY (house, name));
    CREATE TABLE rooms (house BIGINT NOT NULL, number BIGINT NOT NULL, floor BIGINT NOT NULL);
    CREATE TABLE room_keys (house BIGINT, guest VARCHAR(40), house_of BIGINT, room BIGINT);
    INSERT INTO rooms VALUES (1, 1, 0), (1, 2, 3), (2, 1, 5);
    INSERT INTO room_keys VALUES (1, 'ada', 1, 1), (1, 'ada', 1, 2), (1, 'ada', 2, 1), (2, 'ada', 2, 1), (1, NULL, 1, 1);
";

on_every_database!(keys_of_several_columns_lead_over_the_table, async |db| {
    db.setup(HOUSES).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let guests = [(1, "ada"), (2, "ada"), (1, "kay")];
    let guests = guests.map(|(house, name)| Guest { house, name: name.to_owned() });

    let (rooms, asked) =
        db.counted(try_join_all(guests.iter().map(|guest| guest.load_rooms(&loaders)))).await;

    let floors = |rooms: &[Room]| rooms.iter().map(|room| room.floor).collect::<Vec<_>>();
    let floors: Vec<_> = rooms.unwrap().iter().map(|rooms| floors(rooms)).collect();
    assert_eq!(floors, [vec![5, 3, 0], vec![5], vec![]]);
    assert_eq!(asked.len(), 1, "{asked:?}");
});
