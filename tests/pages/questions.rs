//! Requests that no page can answer: wrong sizes, both ends, and cursors of another relation.

use batchload::__private1::Filter;
use batchload::__private1::Piece;
use batchload::{CursorMistake, Error, Loaders, Page, PageMistake};

use super::facts::{lookup, page, paged, relation};
use super::notes::{Downward, Mixed, Note, Owner, Upward, load, script};
use crate::support::database::on_every_database;

lookup!(
    AboveGrade: Note, i64, (i64,), &["owner"],
    Filter(&[Piece::Sql("grade > "), Piece::Argument(0)]), (i32,)
);
paged!(Above: Owner, AboveGrade, |owner| Some(owner.id), ());

lookup!(PassedGrades: Note, i64, (i64,), &["owner"], Filter(&[Piece::Sql("grade > 1")]), ());
lookup!(GoodGrades: Note, i64, (i64,), &["owner"], Filter(&[Piece::Sql("grade > 2")]), ());

/// A relation over a lookup with a filter, like the end of a chain.
mod before {
    use super::{Owner, PassedGrades, relation};

    relation!(Graded: Owner, PassedGrades, |owner| Some(owner.id), &[], ());
}

/// The same relation, after the lookup's filter was changed.
mod after {
    use super::{GoodGrades, Owner, relation};

    relation!(Graded: Owner, GoodGrades, |owner| Some(owner.id), &[], ());
}

fn notes() -> Vec<Note> {
    (1..=6).map(|id| Note { id, owner: 1, grade: i32::try_from(id / 2).unwrap(), mood: None }).collect()
}

on_every_database!(a_wrong_size_is_an_error_and_no_statement, async |db| {
    let loaders = Loaders::<DB>::new(db.pool());
    let wrong = [
        (Page::from_args(None, None, Some(-1), None), PageMistake::Negative { argument: "last", rows: -1 }),
        (Page::last(101), PageMistake::TooManyRows { argument: "last", rows: 101, max: 100 }),
        (Page::from_args(Some(1), None, Some(1), None), PageMistake::BothEnds),
    ];
    for (page, expected) in wrong {
        let (error, asked) = db.counted(load::<Upward, DB>(&loaders, 1, page)).await;
        let Err(Error::Page { relation: "Upward", mistake }) = error else { panic!("{error:?}") };
        assert_eq!(mistake, expected);
        assert!(asked.is_empty(), "{asked:?}");
    }
});

on_every_database!(a_page_without_a_size_has_the_default, async |db| {
    db.setup(&script(&notes())).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let page = load::<Upward, DB>(&loaders, 1, Page::from_args(None, None, None, None)).await.unwrap();
    assert_eq!((page.rows().len(), page.has_next_page()), (3, true));
});

on_every_database!(a_cursor_of_another_relation_is_an_error, async |db| {
    db.setup(&script(&notes())).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let cursor = load::<Downward, DB>(&loaders, 1, Page::first(1)).await.unwrap().end_cursor().unwrap();
    assert!(load::<Downward, DB>(&loaders, 1, Page::first(1).after(&cursor)).await.is_ok());
    let (error, asked) = db.counted(load::<Mixed, DB>(&loaders, 1, Page::first(1).after(&cursor))).await;
    let Err(Error::Cursor { relation: "Mixed", mistake: CursorMistake::Foreign }) = error else {
        panic!("{error:?}")
    };
    assert!(asked.is_empty(), "{asked:?}");
});

/// Relations of the same name, of models of the same name, over another table each.
mod namesakes {
    macro_rules! namesake {
        ($module:ident, $table:literal) => {
            pub mod $module {
                #[derive(batchload::BatchLoad)]
                #[has_many(Thing, name = things, page)]
                pub struct Root;

                #[derive(Debug, batchload::BatchLoad)]
                #[batch_load(table = $table)]
                pub struct Thing {
                    pub id: i64,
                }
            }
        };
    }

    namesake!(one, "ones");
    namesake!(other, "others");
}

on_every_database!(a_cursor_of_a_namesake_is_an_error, async |db| {
    db.setup(
        "CREATE TABLE ones (id BIGINT PRIMARY KEY); CREATE TABLE others (id BIGINT PRIMARY KEY);
         INSERT INTO ones VALUES (1), (2), (3); INSERT INTO others VALUES (1), (2), (3)",
    )
    .await;
    let loaders = Loaders::<DB>::new(db.pool());
    let first = namesakes::one::Root.load_things_page(&loaders, Page::first(2)).await.unwrap();
    let after = Page::first(2).after(first.end_cursor().unwrap());
    let next = namesakes::one::Root.load_things_page(&loaders, after.clone()).await.unwrap();
    assert_eq!(next.rows()[0].id, 3);
    let (error, asked) = db.counted(namesakes::other::Root.load_things_page(&loaders, after)).await;
    let Err(Error::Cursor { relation: "Root::things", mistake: CursorMistake::Foreign }) = error else {
        panic!("{error:?}")
    };
    assert!(asked.is_empty(), "{asked:?}");
});

on_every_database!(a_cursor_from_before_a_filter_changed_is_an_error, async |db| {
    db.setup(&script(&notes())).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let owner = Owner { id: 1 };
    let first = page::<before::Graded, DB>(&loaders, (), &owner, &Page::first(1)).await.unwrap();
    assert_eq!(first.rows()[0].id, 4);
    let after = Page::first(1).after(first.end_cursor().unwrap());
    let next = page::<before::Graded, DB>(&loaders, (), &owner, &after).await.unwrap();
    assert_eq!(next.rows()[0].id, 5);
    let (error, asked) = db.counted(page::<after::Graded, DB>(&loaders, (), &owner, &after)).await;
    let Err(Error::Cursor { relation: "Graded", mistake: CursorMistake::Foreign }) = error else {
        panic!("{error:?}")
    };
    assert!(asked.is_empty(), "{asked:?}");
});

on_every_database!(a_damaged_cursor_is_an_error_wherever_it_is_damaged, async |db| {
    db.setup(&script(&notes())).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let cursor = load::<Mixed, DB>(&loaders, 1, Page::first(1)).await.unwrap().end_cursor().unwrap();
    let watch = db.watch().await;
    for at in 0..cursor.len() {
        let mut changed = cursor.clone();
        changed.replace_range(at..=at, if &cursor[at..=at] == "A" { "B" } else { "A" });
        for damaged in [changed.as_str(), &cursor[..at], &cursor[at + 1..]] {
            let page = load::<Mixed, DB>(&loaders, 1, Page::first(1).after(damaged)).await;
            let Err(Error::Cursor { mistake: CursorMistake::Damaged, .. }) = page else {
                panic!("{damaged}: {page:?}")
            };
        }
    }
    for forged in ["", "' OR 1 = 1 --", "\u{1f600}", "null", &"A".repeat(100)] {
        let page = load::<Mixed, DB>(&loaders, 1, Page::first(1).before(forged)).await;
        assert!(matches!(page, Err(Error::Cursor { .. })), "{forged}: {page:?}");
    }
    let asked = watch.finish().await;
    assert!(asked.is_empty(), "{asked:?}");
});

on_every_database!(pages_with_other_arguments_are_other_pages, async |db| {
    db.setup(&script(&notes())).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let owner = Owner { id: 1 };
    let (first, last) = (Page::first(1).with_total(), Page::last(1));
    let (pages, asked) = db
        .counted(async {
            futures_util::try_join!(
                page::<Above, DB>(&loaders, (0,), &owner, &first),
                page::<Above, DB>(&loaders, (0,), &owner, &last),
                page::<Above, DB>(&loaders, (2,), &owner, &first),
            )
        })
        .await;
    let (above_0, last_above_0, above_2) = pages.unwrap();
    assert_eq!((above_0.rows()[0].id, above_0.total_count()), (2, Some(5)));
    assert_eq!((last_above_0.rows()[0].id, last_above_0.total_count()), (6, None));
    assert_eq!((above_2.rows()[0].id, above_2.total_count()), (6, Some(1)));
    assert_eq!(asked.len(), 2, "{asked:?}");

    let after = Page::first(1).after(above_0.end_cursor().unwrap());
    let same = page::<Above, DB>(&loaders, (0,), &owner, &after).await.unwrap();
    assert_eq!(same.rows()[0].id, 3);
    let other = page::<Above, DB>(&loaders, (2,), &owner, &after).await;
    let Err(Error::Cursor { mistake: CursorMistake::Foreign, .. }) = other else { panic!("{other:?}") };
});
