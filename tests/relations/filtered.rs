//! Conditions on a relation, and their arguments: each set of arguments has answers of its own.

use batchload::{BatchLoad, Loaders};
use futures_util::future::try_join_all;
use sqlx::FromRow;
use sqlx::types::Json;

use super::models::{Post, TEAMS, User, ids, posts, users};
use crate::support::database::{on_every_database, test};
use crate::support::runtimes::ONE;

on_every_database!(a_relation_finds_the_rows_that_fulfil_its_condition, async |db| {
    db.setup(TEAMS).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let users = users(&[1, 2, 4]);

    let (posts, asked) =
        db.counted(try_join_all(users.iter().map(|user| user.load_published(&loaders)))).await;

    let posts: Vec<_> = posts.unwrap().iter().map(|posts| ids(posts)).collect();
    assert_eq!(posts, [vec![10, 14], vec![12], vec![]]);
    assert_eq!(asked.len(), 1, "{asked:?}");
});

on_every_database!(equal_arguments_share_one_statement, async |db| {
    db.setup(TEAMS).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let users = users(&[1, 2, 3]);

    let (posts, asked) =
        db.counted(try_join_all(users.iter().map(|user| user.load_since(&loaders, 7)))).await;

    let posts: Vec<_> = posts.unwrap().iter().map(|posts| ids(posts)).collect();
    assert_eq!(posts, [vec![11, 14], vec![], vec![13]]);
    assert_eq!(asked.len(), 1, "{asked:?}");

    let (again, asked) = db.counted(users[0].load_since(&loaders, 7)).await;
    assert_eq!(ids(&again.unwrap()), [11, 14]);
    assert!(asked.is_empty(), "{asked:?}");
});

on_every_database!(different_arguments_never_mix, async |db| {
    db.setup(TEAMS).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let users = users(&[1, 2]);

    let days = [9, 6, 0, 9, 6, 0];
    let loads = days.iter().flat_map(|day| users.iter().map(|user| user.load_since(&loaders, *day)));
    let (posts, asked) = db.counted(loaders.drive(try_join_all(loads))).await;

    let posts: Vec<_> = posts.unwrap().iter().map(|posts| ids(posts)).collect();
    let once = [vec![14], vec![], vec![11, 14], vec![12], vec![10, 11, 14], vec![12]];
    assert_eq!(posts, [once.clone(), once].concat());
    assert_eq!(asked.len(), 3, "{asked:?}");
    assert_eq!(loaders.stats().lookup("User::since").unwrap().statements, 3);
});

on_every_database!(an_argument_can_stand_in_several_places_and_in_any_order, async |db| {
    db.setup(TEAMS).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let user = users(&[1]).remove(0);

    for (before, expected) in [(5, vec![10]), (8, vec![10]), (9, vec![10, 14]), (4, vec![])] {
        let (posts, asked) = db.counted(user.load_titled(&loaders, before, "engines".to_owned())).await;
        assert_eq!(ids(&posts.unwrap()), expected, "{before}");
        assert_eq!(asked.len(), 1, "{asked:?}");
    }
});

on_every_database!(an_argument_is_bound_and_never_becomes_sql, async |db| {
    db.setup(TEAMS).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let user = users(&[1]).remove(0);

    let title = "' OR 1 = 1 OR title = '".to_owned();
    let (posts, asked) = db.counted(user.load_titled(&loaders, 9, title)).await;

    assert!(posts.unwrap().is_empty());
    assert_eq!(asked.len(), 1, "{asked:?}");
    assert!(!asked[0].contains("OR 1 = 1"), "{asked:?}");
});

on_every_database!(rows_found_under_a_condition_answer_their_lookups, async |db| {
    db.setup(TEAMS).await;
    let loaders = Loaders::<DB>::new(db.pool());
    users(&[1])[0].load_since(&loaders, 9).await.unwrap();

    let (found, asked) = db.counted(Post::by_id(&loaders).load(14)).await;

    assert_eq!(found.unwrap().map(|post| post.day), Some(9));
    assert!(asked.is_empty(), "{asked:?}");
});

// The batch has more keys than PostgreSQL compares one by one, so the statement binds a further value.
on_every_database!(arguments_and_many_keys_do_not_mix, async |db| {
    db.setup(TEAMS).await;
    let rows: Vec<_> = (1000..1600).map(|id| format!("({id}, 'title', {}, TRUE, {id})", id % 10)).collect();
    db.setup(&format!("INSERT INTO posts VALUES {}", rows.join(", "))).await;
    let tags = "INSERT INTO post_tags SELECT id, 100 + id % 3 FROM posts WHERE id >= 1000";
    db.setup(tags).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let many: Vec<_> = (1000..1600).collect();
    let lone = users(&[4]).remove(0);
    let authors: Vec<_> = many.iter().map(|id| User { id: *id, ..lone.clone() }).collect();
    let tagged = posts(&many);

    let loads = async {
        let since = try_join_all(authors.iter().map(|user| user.load_since(&loaders, 7)));
        let tags = try_join_all(tagged.iter().map(|post| post.load_tags_from(&loaders, "new".to_owned())));
        (since.await.unwrap(), tags.await.unwrap())
    };
    let ((since, tags), asked) = db.counted(loads).await;

    for ((id, since), tags) in many.iter().zip(since).zip(tags) {
        assert_eq!(ids(&since), if id % 10 >= 7 { vec![*id] } else { vec![] }, "{id}");
        assert_eq!(ids(&tags), if id % 3 == 2 { vec![] } else { vec![100 + id % 3] }, "{id}");
    }
    assert_eq!(asked.len(), 2, "{asked:?}");
});

#[derive(BatchLoad)]
#[has_many(Post, foreign_key = user_id, filter = "day = ANY(:days)", args(days: Vec<i32>))]
#[has_many(Post, name = later, foreign_key = user_id, filter = "(:day IS NULL OR day > :day)", args(day: Option<i32>))]
struct Writer {
    id: i64,
}

test!(an_argument_can_be_a_list_where_the_database_has_arrays, sqlx::Postgres, ONE, async |db| {
    db.setup(TEAMS).await;
    let loaders = Loaders::<sqlx::Postgres>::new(db.pool());
    let writer = Writer { id: 1 };
    for (days, expected) in [(vec![5, 9], vec![10, 14]), (vec![7], vec![11]), (vec![], vec![])] {
        let (posts, asked) = db.counted(writer.load_posts(&loaders, days)).await;
        assert_eq!(ids(&posts.unwrap()), expected);
        assert_eq!(asked.len(), 1, "{asked:?}");
    }
});

#[derive(BatchLoad)]
#[has_many(
    Post,
    foreign_key = user_id,
    filter = "day IN (SELECT value FROM json_each(:days))",
    args(days: Json<Vec<i32>>)
)]
struct Diarist {
    id: i64,
}

test!(an_argument_can_be_a_list_as_json_on_sqlite, sqlx::Sqlite, ONE, async |db| {
    db.setup(TEAMS).await;
    let loaders = Loaders::<sqlx::Sqlite>::new(db.pool());
    let diarist = Diarist { id: 1 };
    for (days, expected) in [(vec![5, 9], vec![10, 14]), (vec![7], vec![11]), (vec![], vec![])] {
        let (posts, asked) = db.counted(diarist.load_posts(&loaders, Json(days))).await;
        assert_eq!(ids(&posts.unwrap()), expected);
        assert_eq!(asked.len(), 1, "{asked:?}");
    }
});

on_every_database!(an_argument_can_be_missing, async |db| {
    db.setup(TEAMS).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let writer = Writer { id: 1 };
    for (day, expected) in [(None, vec![10, 11, 14]), (Some(5), vec![11, 14]), (Some(9), vec![])] {
        let (posts, asked) = db.counted(writer.load_later(&loaders, day)).await;
        assert_eq!(ids(&posts.unwrap()), expected, "{day:?}");
        assert_eq!(asked.len(), 1, "{asked:?}");
    }
});

#[derive(Clone, Debug, PartialEq, FromRow, BatchLoad)]
#[has_many(
    Memo,
    name = memos_for,
    filter = "EXISTS (SELECT 1 FROM readers WHERE readers.memo_id = memos.id AND readers.viewer = :viewer)",
    args(viewer: i64),
    order_by(id)
)]
struct Folder {
    id: i64,
}

#[derive(Clone, Debug, PartialEq, FromRow, BatchLoad)]
struct Memo {
    id: i64,
    #[belongs_to(Folder)]
    folder_id: i64,
}

on_every_database!(a_filter_can_ask_other_tables, async |db| {
    db.setup(
        "CREATE TABLE memos (id BIGINT PRIMARY KEY, folder_id BIGINT NOT NULL);
         CREATE TABLE readers (memo_id BIGINT NOT NULL, viewer BIGINT NOT NULL);
         INSERT INTO memos VALUES (1, 1), (2, 1), (3, 2), (4, 2);
         INSERT INTO readers VALUES (1, 7), (2, 8), (3, 7), (3, 8);",
    )
    .await;
    let loaders = Loaders::<DB>::new(db.pool());
    let folders = [Folder { id: 1 }, Folder { id: 2 }];

    let (found, asked) =
        db.counted(try_join_all(folders.iter().map(|folder| folder.load_memos_for(&loaders, 7)))).await;

    let found: Vec<Vec<_>> =
        found.unwrap().iter().map(|memos| memos.iter().map(|memo| memo.id).collect()).collect();
    assert_eq!(found, [vec![1], vec![3]]);
    assert_eq!(asked.len(), 1, "{asked:?}");
});
