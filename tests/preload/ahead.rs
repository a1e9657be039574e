//! A level that the keys of the level above decide goes together with the level above, and gives what it would have
//! given after it.

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;

use batchload::{Error, Loaders};

use super::models::{Article, Note, ROWS, Reporter, SCHEMA};
use crate::support::database::on_every_database;

fn article(id: i64, reporter_id: i64, editor_id: Option<i64>) -> Article {
    Article { id, day: 1, reporter_id, editor_id }
}

on_every_database!(both_levels_are_under_way_at_the_same_time, async |db| {
    db.setup(SCHEMA).await;
    db.setup(ROWS).await;
    let rows = [article(10, 1, None), article(11, 2, Some(2)), article(12, 1, Some(1))];
    let below = || (Reporter::preload_badge(), Reporter::preload_articles());
    let tree = || (Article::preload_reporter().with(below()), Article::preload_editor().with(below()));
    let ahead =
        (Article::preload_reporter().with(below()).ahead(), Article::preload_editor().with(below()).ahead());

    let loaders = Loaders::<DB>::new(db.pool());
    let (after, asked) = db.counted(loaders.drive(loaders.preload(&rows, tree()))).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let (beside, asked_ahead) = db
        .counted(async {
            let mut request = pin!(loaders.drive(loaders.preload(&rows, ahead)));
            let first = poll_fn(|cx| Poll::Ready(request.as_mut().poll(cx))).await;
            assert_eq!(loaders.stats().batches, 3, "the reporters, their badges and their articles");
            match first {
                Poll::Ready(loaded) => loaded,
                Poll::Pending => request.await,
            }
        })
        .await;

    assert_eq!(format!("{:?}", beside.unwrap()), format!("{:?}", after.unwrap()));
    assert_eq!((asked.len(), asked_ahead.len()), (3, 3), "{asked_ahead:?}");
});

on_every_database!(rows_that_are_missing_are_missed_as_ever, async |db| {
    db.setup(SCHEMA).await;
    db.setup(ROWS).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let editors = [article(10, 1, Some(99)), article(11, 1, None)];
    let tree = Article::preload_editor().with(Reporter::preload_badge()).ahead();
    let (loaded, asked) = db.counted(loaders.preload(&editors, tree)).await;
    assert!(loaded.unwrap().iter().all(|article| article.related().is_none()));
    assert_eq!(asked.len(), 2, "{asked:?}");

    let loaders = Loaders::<DB>::new(db.pool());
    let tree = Article::preload_reporter().with(Reporter::preload_badge()).ahead();
    let rows = [article(10, 99, None)];
    let missing = loaders.preload(&rows, tree).await;
    assert!(matches!(missing, Err(Error::MissingRow { .. })), "{missing:?}");
});

on_every_database!(a_level_that_the_keys_do_not_decide_comes_after, async |db| {
    db.setup(SCHEMA).await;
    db.setup(ROWS).await;
    let rows = [1, 2].map(|id| Reporter { id, name: format!("Reporter {id}") });
    let tree = || Reporter::preload_articles().with((Article::preload_papers(), Article::preload_editor()));

    let loaders = Loaders::<DB>::new(db.pool());
    let (after, asked) = db.counted(loaders.preload(&rows, tree())).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let (beside, asked_ahead) = db.counted(loaders.preload(&rows, tree().ahead())).await;

    assert_eq!(format!("{:?}", beside.unwrap()), format!("{:?}", after.unwrap()));
    assert_eq!((asked.len(), asked_ahead.len()), (3, 3), "{asked_ahead:?}");
});

on_every_database!(without_a_cache_nothing_goes_ahead, async |db| {
    db.setup(SCHEMA).await;
    db.setup(ROWS).await;
    let loaders = Loaders::<DB>::builder(db.pool()).cache(false).build();
    let rows = [article(10, 1, None), article(11, 2, Some(2))];
    let tree = Article::preload_reporter().with(Reporter::preload_badge()).ahead();
    let (loaded, asked) = db.counted(loaders.preload(&rows, tree)).await;
    assert_eq!(loaded.unwrap().len(), 2);
    assert_eq!(asked.len(), 2, "{asked:?}");
});

on_every_database!(a_level_behind_recursion_comes_after, async |db| {
    db.setup(SCHEMA).await;
    db.setup(ROWS).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let (all, _) = db.counted(Note::by_id(&loaders).load_many([1])).await;
    let notes: Vec<_> = all.unwrap().into_iter().flatten().collect();
    let tree = || Note::preload_answers().with(Note::preload_replies());

    let loaders = Loaders::<DB>::new(db.pool());
    let (after, asked) = db.counted(loaders.preload(notes.clone(), tree())).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let (beside, asked_ahead) = db.counted(loaders.preload(notes, tree().ahead())).await;

    assert_eq!(format!("{:?}", beside.unwrap()), format!("{:?}", after.unwrap()));
    assert_eq!(asked_ahead, asked);
});
