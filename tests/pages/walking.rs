//! Going from page to page gives every row once, in both directions.

use batchload::__private1::{PageFrom, Relation};
use batchload::{Dialect, Loaders, Lookup, One, Page};

use super::notes::{
    DownFirst, Downward, Gloomy, Mixed, Moody, Nobodys, Note, Numbered, Owner, Plain, UpLast, Upward, load,
    script, sorted,
};
use crate::support::database::{Database, Tested, on_every_database};

/// Eleven notes of one owner, with ties and nulls, and one of another.
fn notes() -> Vec<Note> {
    let mut notes: Vec<_> =
        (1..=11).map(|id| Note { id, owner: 1, grade: i32::try_from(id % 3).unwrap(), mood: None }).collect();
    for (at, note) in notes.iter_mut().enumerate().filter(|(at, _)| at % 4 != 0) {
        note.mood = Some(i32::try_from(at % 2).unwrap());
    }
    notes.push(Note { id: 12, owner: 2, grade: 0, mood: None });
    notes
}

async fn walk<P, DB>(db: &Database<DB>)
where
    P: PageFrom<DB, From = Owner>,
    P::Lookup: Lookup<Model = Note, Arguments = ()>,
    DB: Tested + Dialect,
{
    let order = <<P as Relation>::Lookup>::ORDER;
    let expected: Vec<_> = sorted::<DB>(&notes(), order, 1);
    let loaders = Loaders::new(db.pool());
    for size in [1, 2, 3, 11, 12] {
        let mut forwards = Vec::new();
        let mut page = load::<P, DB>(&loaders, 1, Page::first(size)).await.unwrap();
        assert!(!page.has_previous_page());
        loop {
            forwards.extend(page.rows().iter().cloned());
            let Some(end) = page.end_cursor().filter(|_| page.has_next_page()) else { break };
            page = load::<P, DB>(&loaders, 1, Page::first(size).after(end)).await.unwrap();
            assert!(page.has_previous_page());
        }
        assert_eq!(forwards, expected, "{} by {size}", P::NAME);

        let mut backwards = Vec::new();
        let mut page = load::<P, DB>(&loaders, 1, Page::last(size)).await.unwrap();
        assert!(!page.has_next_page());
        loop {
            let start = page.start_cursor().filter(|_| page.has_previous_page());
            backwards.splice(0..0, page.into_iter().map(One::into_owned));
            let Some(start) = start else { break };
            page = load::<P, DB>(&loaders, 1, Page::last(size).before(start)).await.unwrap();
            assert!(page.has_next_page());
        }
        assert_eq!(backwards, expected, "{} back by {size}", P::NAME);
    }
}

on_every_database!(every_row_is_on_one_page, async |db| {
    db.setup(&script(&notes())).await;
    walk::<Plain, DB>(&db).await;
    walk::<Upward, DB>(&db).await;
    walk::<Downward, DB>(&db).await;
    walk::<Mixed, DB>(&db).await;
    walk::<Moody, DB>(&db).await;
    walk::<Gloomy, DB>(&db).await;
    walk::<DownFirst, DB>(&db).await;
    walk::<UpLast, DB>(&db).await;
    walk::<Numbered, DB>(&db).await;
});

on_every_database!(a_page_goes_on_where_the_last_one_ended_though_rows_came, async |db| {
    db.setup(&script(&notes())).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let first = load::<Upward, DB>(&loaders, 1, Page::first(2)).await.unwrap();
    db.setup("INSERT INTO notes VALUES (0, 1, 0, NULL)").await;
    let second =
        load::<Upward, DB>(&loaders, 1, Page::first(2).after(first.end_cursor().unwrap())).await.unwrap();
    let ids = |rows: &[Note]| rows.iter().map(|note| note.id).collect::<Vec<_>>();
    assert_eq!((ids(first.rows()), ids(second.rows())), (vec![3, 6], vec![9, 1]));
});

on_every_database!(a_page_without_rows_knows_what_there_is, async |db| {
    db.setup(&script(&notes())).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let end = load::<Upward, DB>(&loaders, 1, Page::last(1)).await.unwrap().end_cursor().unwrap();
    let (pages, asked) = db
        .counted(async {
            futures_util::try_join!(
                load::<Upward, DB>(&loaders, 1, Page::first(2).after(end).with_total()),
                load::<Upward, DB>(&loaders, 3, Page::first(2).with_total()),
                load::<Upward, DB>(&loaders, 1, Page::first(2).offset(50).with_total()),
            )
        })
        .await;
    let (beyond, nobodys, far) = pages.unwrap();
    assert_eq!(asked.len(), 1, "{asked:?}");
    let told = |page: &batchload::Connection<Note>| {
        assert!(page.rows().is_empty() && page.start_cursor().is_none() && page.end_cursor().is_none());
        (page.has_previous_page(), page.has_next_page(), page.total_count())
    };
    assert_eq!(told(&beyond), (true, false, Some(11)));
    assert_eq!(told(&nobodys), (false, false, Some(0)));
    assert_eq!(told(&far), (true, false, Some(11)));
});

on_every_database!(a_null_key_asks_nothing, async |db| {
    let loaders = Loaders::<DB>::new(db.pool());
    let (page, asked) = db.counted(load::<Nobodys, DB>(&loaders, 1, Page::first(2).with_total())).await;
    let page = page.unwrap();
    assert_eq!((page.rows().len(), page.total_count(), page.has_next_page()), (0, Some(0), false));
    assert!(asked.is_empty(), "{asked:?}");
});

on_every_database!(equal_pages_are_asked_once_and_their_rows_are_known, async |db| {
    db.setup(&script(&notes())).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let (pages, asked) = db
        .counted(async {
            let page = Page::first(2);
            let pages = futures_util::try_join!(
                load::<Upward, DB>(&loaders, 1, page.clone()),
                load::<Upward, DB>(&loaders, 1, page.clone())
            );
            load::<Upward, DB>(&loaders, 1, page.clone()).await.unwrap();
            Note::by_id(&loaders).load(3).await.unwrap();
            pages.unwrap()
        })
        .await;
    assert_eq!(pages.0.rows(), pages.1.rows());
    assert_eq!(asked.len(), 1, "{asked:?}");
    assert_eq!(loaders.stats().rows, 3);
});
