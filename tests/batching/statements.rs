//! Batches that are statements: they fail, are cut, are not needed, or wait for the only connection.

use std::error::Error as _;
use std::ptr;

use batchload::{Error, Loaders};
use futures_util::future::try_join_all;
use futures_util::{join, try_join};
use sqlx::Connection;

use crate::support::database::{Kind, on_every_database, on_every_database_and_runtime};
use crate::support::models::{Article, NEWSROOM, Reporter};

/// Returns the database's error, which the chain of sources contains.
fn source(error: &Error) -> &sqlx::Error {
    assert!(matches!(error, Error::Database { .. }), "{error:?} is not the database's");
    error.source().unwrap().downcast_ref().unwrap()
}

on_every_database!(b01_a_statement_that_fails_reaches_every_waiter_and_is_not_remembered, async |db| {
    let loaders = Loaders::<DB>::new(db.pool());
    let by_id = Reporter::by_id(&loaders);

    let (outcomes, asked) = db.counted(async { join!(by_id.load(1), by_id.load(2), by_id.load(1)) }).await;
    let (one, two, again) = outcomes;
    let (one, two, again) = (one.unwrap_err(), two.unwrap_err(), again.unwrap_err());
    assert_eq!(one.to_string(), "`Reporter::by_id` failed in the database");
    assert!(ptr::eq(source(&one), source(&two)) && ptr::eq(source(&one), source(&again)));
    assert!(source(&one).as_database_error().is_some(), "{one:?}");
    assert_eq!(asked.len(), 1, "{asked:?}");

    db.setup(NEWSROOM).await;
    let (found, asked) = db.counted(async { try_join!(by_id.load(1), by_id.load(2)) }).await;
    let (ada, grace) = found.unwrap();
    assert_eq!((ada.unwrap().id, grace.unwrap().id), (1, 2));
    assert_eq!(asked.len(), 1, "{asked:?}");
});

on_every_database!(a_statement_that_fails_leaves_other_lookups_alone, async |db| {
    db.setup(NEWSROOM).await;
    db.setup("DROP TABLE articles").await;
    let loaders = Loaders::<DB>::new(db.pool());
    let loads = async { join!(Article::by_id(&loaders).load(10), Reporter::by_id(&loaders).load(1)) };
    let ((article, reporter), asked) = db.counted(loaders.drive(loads)).await;
    assert!(matches!(article, Err(Error::Database { lookup: "Article::by_id", .. })));
    assert_eq!(reporter.unwrap().unwrap().email, "ada@example.org");
    assert_eq!(asked.len(), 2, "{asked:?}");
});

on_every_database!(q02_more_keys_than_one_statement_takes_are_cut_unnoticed, async |db| {
    db.setup(NEWSROOM).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let keys = -69_000..1_000;
    let (found, asked) = db.counted(Reporter::by_id(&loaders).load_many(keys.clone())).await;
    let found: Vec<_> = keys.zip(found.unwrap()).filter_map(|(key, row)| Some((key, row?.id))).collect();
    assert_eq!(found, [(1, 1), (2, 2), (3, 3)]);
    let statements = match db.kind() {
        Kind::Sqlite | Kind::Postgres => 1,
        Kind::MySql => 3,
    };
    assert_eq!(asked.len(), statements);
});

on_every_database!(a_size_that_was_set_cuts_as_well, async |db| {
    db.setup(NEWSROOM).await;
    let loaders = Loaders::<DB>::builder(db.pool()).max_batch_size(2).build();
    let (found, asked) = db.counted(Reporter::by_id(&loaders).load_many([3, 2, 8, 1, 3])).await;
    let found: Vec<_> = found.unwrap().into_iter().map(|row| row.map(|row| row.id)).collect();
    assert_eq!(found, [Some(3), Some(2), None, Some(1), Some(3)]);
    assert_eq!(asked.len(), 2, "{asked:?}");
});

on_every_database!(q05_a_null_key_is_answered_without_asking, async |db| {
    db.setup(NEWSROOM).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let article = Article::by_id(&loaders).load(10).await.unwrap().unwrap();
    assert_eq!(article.editor_id, None);
    let (editor, asked) = db.counted(article.load_editor(&loaders)).await;
    assert_eq!(editor.unwrap(), None);
    assert!(asked.is_empty(), "{asked:?}");
});

on_every_database!(a_key_without_rows_is_asked_once, async |db| {
    db.setup(NEWSROOM).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let ((), asked) = db
        .counted(async {
            for _ in 0..3 {
                assert_eq!(Reporter::by_id(&loaders).load(7).await.unwrap(), None);
                assert!(Article::by_section(&loaders).load("sport".into()).await.unwrap().is_empty());
            }
        })
        .await;
    assert_eq!(asked.len(), 2, "{asked:?}");
});

on_every_database_and_runtime!(one_connection_serves_nested_loads, async |db| {
    db.setup(NEWSROOM).await;
    let pool = db.pool_of_one().await;
    for driven in [false, true] {
        let loaders = Loaders::new(pool.clone());
        let request = async {
            let reporters = Reporter::by_id(&loaders).load_many([1, 2, 3]).await?;
            try_join_all(reporters.iter().flatten().map(async |reporter| {
                let (written, edited) =
                    try_join!(reporter.load_articles(&loaders), reporter.load_edited(&loaders))?;
                let authors = edited.iter().map(|article| article.load_reporter(&loaders));
                let sections =
                    written.iter().map(|article| Article::by_section(&loaders).load(article.section.clone()));
                let (authors, sections) = try_join!(try_join_all(authors), try_join_all(sections))?;
                Ok::<_, Error>((
                    authors.len(),
                    sections.iter().map(|section| section.len()).collect::<Vec<_>>(),
                ))
            }))
            .await
        };
        let watch = db.watch().await;
        let found = if driven { loaders.drive(request).await } else { request.await };
        assert_eq!(found.unwrap(), [(2, vec![3, 2, 3]), (2, vec![3, 2]), (0, vec![])]);
        // The ping ends when the connection is idle again and has reported its statements.
        pool.acquire().await.unwrap().ping().await.unwrap();
        // The reporters, their articles, the articles they edited, and the sections. Authors are known.
        assert_eq!(watch.finish().await.len(), 4, "driven: {driven}");
    }
    pool.close().await;
});
