//! Pages as the derive states them.

use batchload::{BatchLoad, Error, Loaders, Page, PageMistake};
use chrono::NaiveDate;
use futures_util::future::try_join_all;
use sqlx::FromRow;

use crate::support::database::on_every_database;

#[derive(Clone, Debug, FromRow, BatchLoad)]
#[has_many(Post, order_by(day desc, id desc), page(default = 2, max = 3))]
#[has_many(Post, name = recent, order_by(day), filter = "day >= :since", args(since: NaiveDate), page)]
#[has_many(Post, name = numbered, order_by(title, day desc), page, strategy = window)]
#[many_to_many(Tag, through = "writers_tags", order_by(label), page)]
#[has_many(Tag, name = post_tags, through(posts, tags), order_by(label), page)]
#[has_one(Post, name = newest, order_by(day desc))]
struct Writer {
    id: i64,
}

#[derive(Clone, Debug, FromRow, BatchLoad)]
#[batch_load(filter = "NOT hidden")]
#[many_to_many(Tag, through = "posts_tags")]
struct Post {
    id: i64,
    #[belongs_to(Writer)]
    writer_id: i64,
    title: Option<String>,
    day: NaiveDate,
}

#[derive(Clone, Debug, FromRow, BatchLoad)]
struct Tag {
    id: i64,
    label: String,
}

const BLOG: &str = "
    CREATE TABLE writers (id BIGINT PRIMARY KEY);
    CREATE TABLE posts (id BIGINT PRIMARY KEY, writer_id BIGINT NOT NULL, title VARCHAR(20), day DATE NOT NULL,
        hidden BOOLEAN NOT NULL);
    CREATE TABLE tags (id BIGINT PRIMARY KEY, label VARCHAR(20) NOT NULL);
    CREATE TABLE writers_tags (writer_id BIGINT NOT NULL, tag_id BIGINT NOT NULL);
    CREATE TABLE posts_tags (post_id BIGINT NOT NULL, tag_id BIGINT NOT NULL);
    INSERT INTO posts VALUES (1, 1, 'a', '2024-01-01', FALSE), (2, 1, NULL, '2024-01-02', FALSE),
        (3, 1, 'b', '2024-01-02', FALSE), (4, 1, 'a', '2024-01-03', FALSE), (5, 1, 'c', '2024-01-09', TRUE),
        (6, 2, 'd', '2024-01-04', FALSE);
    INSERT INTO tags VALUES (1, 'rust'), (2, 'art'), (3, 'sea');
    INSERT INTO writers_tags VALUES (1, 1), (1, 2), (1, 3), (2, 3);
    INSERT INTO posts_tags VALUES (1, 3), (2, 3), (2, 1), (5, 2);
";

const WRITERS: [Writer; 3] = [Writer { id: 1 }, Writer { id: 2 }, Writer { id: 3 }];

fn ids(posts: &[Post]) -> Vec<i64> {
    posts.iter().map(|post| post.id).collect()
}

fn labels(tags: &[Tag]) -> Vec<&str> {
    tags.iter().map(|tag| tag.label.as_str()).collect()
}

on_every_database!(children_come_in_pages, async |db| {
    db.setup(BLOG).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let loads = WRITERS.iter().map(|writer| writer.load_posts_page(&loaders, Page::default().with_total()));
    let (pages, asked) = db.counted(try_join_all(loads)).await;
    let pages = pages.unwrap();
    assert_eq!(asked.len(), 1, "{asked:?}");
    let told: Vec<_> =
        pages.iter().map(|page| (ids(page.rows()), page.has_next_page(), page.total_count())).collect();
    assert_eq!(told, [(vec![4, 3], true, Some(4)), (vec![6], false, Some(1)), (vec![], false, Some(0))]);

    let rest = Page::first(3).after(pages[0].end_cursor().unwrap());
    let rest = WRITERS[0].load_posts_page(&loaders, rest).await.unwrap();
    assert_eq!((ids(rest.rows()), rest.has_previous_page()), (vec![2, 1], true));
    let hidden = WRITERS[0].load_posts_page(&loaders.unscoped(), Page::first(1).with_total()).await.unwrap();
    assert_eq!((ids(hidden.rows()), hidden.total_count()), (vec![5], Some(5)));

    let error = WRITERS[0].load_posts_page(&loaders, Page::first(4)).await.unwrap_err();
    assert!(
        matches!(
            error,
            Error::Page {
                relation: "Writer::posts",
                mistake: PageMistake::TooManyRows { argument: "first", rows: 4, max: 3 }
            }
        ),
        "{error:?}"
    );
});

on_every_database!(pages_take_the_arguments_of_their_filter, async |db| {
    db.setup(BLOG).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let since = NaiveDate::from_ymd_opt(2024, 1, 2).unwrap();
    let (page, asked) =
        db.counted(WRITERS[0].load_recent_page(&loaders, since, Page::last(2).with_total())).await;
    let page = page.unwrap();
    assert_eq!((ids(page.rows()), page.has_previous_page(), page.total_count()), (vec![3, 4], true, Some(3)));
    assert_eq!(asked.len(), 1, "{asked:?}");
});

on_every_database!(numbered_pages_go_on_by_cursor, async |db| {
    db.setup(BLOG).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let all = WRITERS[0].load_numbered(&loaders).await.unwrap();
    let (mut walked, mut asked) = (Vec::new(), Page::first(1));
    loop {
        let page = WRITERS[0].load_numbered_page(&loaders, asked).await.unwrap();
        walked.extend(ids(page.rows()));
        if !page.has_next_page() {
            break;
        }
        asked = Page::first(1).after(page.end_cursor().unwrap());
    }
    assert_eq!(walked, ids(&all));
    assert_eq!(walked.len(), 4);
});

on_every_database!(rows_behind_join_tables_come_in_pages, async |db| {
    db.setup(BLOG).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let first = Page::first(2).with_total();
    let (tags, asked) = db
        .counted(try_join_all(WRITERS.iter().map(|writer| writer.load_tags_page(&loaders, first.clone()))))
        .await;
    let tags = tags.unwrap();
    assert_eq!(asked.len(), 1, "{asked:?}");
    assert_eq!((labels(tags[0].rows()), tags[0].total_count()), (vec!["art", "rust"], Some(3)));
    assert_eq!((labels(tags[1].rows()), labels(tags[2].rows())), (vec!["sea"], vec![]));

    // Two posts have the tag `sea`, and a hidden one has `art`.
    let through = WRITERS[0].load_post_tags_page(&loaders, first).await.unwrap();
    assert_eq!((labels(through.rows()), through.total_count()), (vec!["rust", "sea"], Some(2)));
});

on_every_database!(one_row_of_many_is_the_first, async |db| {
    db.setup(BLOG).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let loads = WRITERS.iter().map(|writer| writer.load_newest(&loaders));
    let (newest, asked) = db.counted(try_join_all(loads)).await;
    let newest: Vec<_> = newest.unwrap().iter().map(|post| post.as_ref().map(|post| post.id)).collect();
    assert_eq!(newest, [Some(4), Some(6), None]);
    assert_eq!((asked.len(), loaders.stats().rows), (1, 2), "{asked:?}");
});

/// A table with a name that the keys of a statement once had.
#[derive(Clone, Debug, FromRow, BatchLoad)]
#[batch_load(table = "k0")]
struct Knot {
    id: i64,
    #[batch_load(index)]
    rope: i64,
}

#[derive(Clone, Debug, FromRow, BatchLoad)]
#[batch_load(table = "ropes")]
#[has_many(Knot, foreign_key = rope, page)]
#[has_one(Knot, foreign_key = rope, name = first_knot, order_by(id desc))]
struct Rope {
    id: i64,
}

on_every_database!(a_table_may_be_called_as_keys_are, async |db| {
    db.setup(
        "CREATE TABLE k0 (id BIGINT PRIMARY KEY, rope BIGINT NOT NULL);
         INSERT INTO k0 VALUES (1, 7), (2, 7), (3, 8)",
    )
    .await;
    let loaders = Loaders::<DB>::new(db.pool());
    let rope = Rope { id: 7 };
    let (page, asked) = db.counted(rope.load_knots_page(&loaders, Page::first(1).with_total())).await;
    let page = page.unwrap();
    assert_eq!((page.rows()[0].id, page.rows()[0].rope, page.total_count()), (1, 7, Some(2)));
    assert_eq!(asked.len(), 1, "{asked:?}");
    let (first, asked) = db.counted(rope.load_first_knot(&loaders)).await;
    assert_eq!(first.unwrap().map(|knot| knot.id), Some(2));
    assert_eq!(asked.len(), 1, "{asked:?}");
});

#[derive(Clone, Debug, FromRow, BatchLoad)]
#[has_many(Mark, order_by(place desc), page)]
struct Shelf {
    id: i64,
}

#[derive(Clone, Debug, FromRow, BatchLoad)]
struct Mark {
    id: i64,
    place: i64,
    #[belongs_to(Shelf)]
    shelf_id: i64,
    #[belongs_to(Tag)]
    tag_id: i64,
}

on_every_database!(a_page_of_links_becomes_a_page_of_what_they_link, async |db| {
    db.setup(
        "CREATE TABLE tags (id BIGINT PRIMARY KEY, label VARCHAR(20) NOT NULL);
         CREATE TABLE marks (id BIGINT PRIMARY KEY, place BIGINT NOT NULL, shelf_id BIGINT NOT NULL,
            tag_id BIGINT NOT NULL);
         INSERT INTO tags VALUES (1, 'rust'), (2, 'art'), (3, 'sea');
         INSERT INTO marks VALUES (1, 10, 1, 3), (2, 20, 1, 1), (3, 30, 1, 2), (4, 40, 1, 9)",
    )
    .await;
    let loaders = Loaders::<DB>::new(db.pool());
    let shelf = Shelf { id: 1 };
    let page = shelf.load_marks_page(&loaders, Page::first(2)).await.unwrap();
    let missing = page.try_map(|mark| mark.load_tag(&loaders)).await;
    assert!(matches!(missing, Err(Error::MissingRow { .. })), "{missing:?}");

    let page = shelf.load_marks_page(&loaders, Page::last(3)).await.unwrap();
    let (tags, asked) = db.counted(page.clone().try_map(|mark| mark.load_tag(&loaders))).await;
    let tags = tags.unwrap();
    assert_eq!(tags.iter().map(|tag| tag.label.as_str()).collect::<Vec<_>>(), ["art", "rust", "sea"]);
    assert_eq!((tags.end_cursor(), tags.has_previous_page()), (page.end_cursor(), true));
    assert_eq!(asked.len(), 1, "{asked:?}");
});
