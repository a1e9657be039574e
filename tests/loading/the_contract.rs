//! The library does what the first page of the documentation shows.

use batchload::{
    Connection, Error, Lazy, Linked, Load, LoadMany, Loaded, Loader, Loaders, LoadersBuilder, Many, One,
    Page, Stats,
};
use sqlx::Sqlite;

use crate::support::database::on_every_database;
use crate::support::models::{Article, NEWSROOM, Reporter};

on_every_database!(everything_that_is_shown_works_as_shown, async |db| {
    db.setup(NEWSROOM).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let watch = db.watch().await;

    let found: Option<One<Reporter>> = Reporter::by_id(&loaders).load(1).await.unwrap();
    let rows: Many<Article> = Article::by_reporter_id(&loaders).load(1).await.unwrap();
    let some: Vec<Option<One<Reporter>>> = Reporter::by_id(&loaders).load_many([1, 8, 1]).await.unwrap();
    assert_eq!(watch.finish().await.len(), 3);
    assert_eq!(rows.iter().map(|article| article.id).collect::<Vec<_>>(), [10, 11, 14]);
    assert_eq!(some, [found.clone(), None, found.clone()]);
    let rows_of_one = rows;

    let watch = db.watch().await;
    let reporter = found.unwrap();
    let articles: Many<Article> = reporter.load_articles(&loaders).await.unwrap();
    let article = articles.one(0).unwrap();
    let author: One<Reporter> = article.load_reporter(&loaders).await.unwrap();
    let editor: Option<One<Reporter>> = article.load_editor(&loaders).await.unwrap();
    // The author is known. The articles in their own order and the editor are not.
    assert_eq!(watch.finish().await.len(), 2);
    assert_eq!(articles.iter().map(|article| article.id).collect::<Vec<_>>(), [11, 14, 10]);
    assert_eq!(author, reporter);
    assert_eq!(editor.unwrap().id, 2);

    let rows: Vec<Reporter> =
        sqlx::query_as("SELECT id, email FROM reporters ORDER BY id").fetch_all(&db.pool()).await.unwrap();
    let watch = db.watch().await;
    let reporters: Many<Reporter> = loaders.prime(rows);
    let idle = Reporter::by_email(&loaders).load("idle@example.org".to_owned()).await.unwrap();
    assert_eq!(idle, reporters.one(2));
    let newcomer = Reporter { id: 8, email: "eight@example.org".to_owned() };
    let newcomer: One<Reporter> = loaders.prime_one(newcomer);
    assert_eq!(Reporter::by_id(&loaders).load(8).await.unwrap(), Some(newcomer));
    assert!(watch.finish().await.is_empty());

    let watch = db.watch().await;
    let other = Reporter { id: 7, email: "seven@example.org".to_owned() };
    Reporter::by_id(&loaders).prime(7, other.clone());
    assert_eq!(Reporter::by_id(&loaders).load(7).await.unwrap().unwrap(), other);
    assert!(watch.finish().await.is_empty());

    // The type of every loader can be named: by the type of its keys, and by that of its answers.
    let by_email: Loader<String, Option<One<Reporter>>> = Reporter::by_email(&loaders);
    let by_reporter: Loader<i64, Many<Article>> = Article::by_reporter_id(&loaders);
    let load: Load<i64, Many<Article>> = by_reporter.load(1);
    assert_eq!(load.await.unwrap(), rows_of_one);
    assert_eq!(by_email.load("idle@example.org".to_owned()).await.unwrap(), reporters.one(2));

    let watch = db.watch().await;
    Reporter::by_id(&loaders).clear(&7).clear(&1);
    let asked_again = Reporter::by_id(&loaders).load_many([7, 1, 2]).await.unwrap();
    assert_eq!(asked_again.iter().flatten().map(|row| row.id).collect::<Vec<_>>(), [1, 2]);
    Reporter::by_id(&loaders).clear_all();
    assert_eq!(Reporter::by_id(&loaders).load(2).await.unwrap().unwrap().id, 2);
    assert_eq!(watch.finish().await.len(), 2);

    let stats = loaders.stats();
    assert_eq!(stats.statements, 7);
    assert_eq!(stats.lookup("Article::by_reporter_id").unwrap().rows, 3);
    assert_eq!(stats.lookup("Reporter::by_email").unwrap().statements, 0);
});

/// Handles and answers can go to other threads, and into futures of any kind.
#[test]
fn handles_and_answers_are_send_sync_and_unpin() {
    const fn is<T: Send + Sync + Unpin>() {}
    const {
        is::<Loaders<Sqlite>>();
        is::<LoadersBuilder<Sqlite>>();
        is::<Loader<i64, Option<One<Reporter>>>>();
        is::<Load<i64, Option<One<Reporter>>>>();
        is::<LoadMany<i64, Option<One<Reporter>>>>();
        is::<One<Reporter>>();
        is::<Many<Reporter>>();
        is::<Lazy<String>>();
        is::<Linked<Reporter, Article>>();
        is::<Connection<Reporter>>();
        is::<Loaded<One<Reporter>, Many<Article>>>();
        is::<Page>();
        is::<Stats>();
        is::<Error>();
    }
}
