//! A crate that knows batchload only through another one.

use batchload_facade::Reporter;
use batchload_facade::loading::{BatchLoad, Loaders, Many, Model, One};

/// M20 and M25: a model that belongs to a model of another crate, and reaches the library through that crate.
#[derive(Clone, Debug, BatchLoad)]
#[batch_load(crate = "batchload_facade::loading")]
struct Article {
    id: i64,
    #[belongs_to(Reporter)]
    reporter_id: i64,
}

#[tokio::test]
async fn m18_m19_m20_a_path_leads_to_the_library_whatever_it_is_called() {
    let pool = sqlx::SqlitePool::connect("sqlite::memory:").await.unwrap();
    sqlx::raw_sql(
        "CREATE TABLE reporters (id INTEGER PRIMARY KEY, email TEXT NOT NULL);
         CREATE TABLE articles (id INTEGER PRIMARY KEY, reporter_id INTEGER NOT NULL);
         INSERT INTO reporters VALUES (1, 'ada@example.org'), (2, 'grace@example.org');
         INSERT INTO articles VALUES (10, 1), (11, 2), (12, 1)",
    )
    .execute(&pool)
    .await
    .unwrap();
    let loaders = Loaders::new(pool);
    let found: Option<One<Reporter>> =
        Reporter::by_email(&loaders).load("ada@example.org".to_owned()).await.unwrap();
    assert_eq!(found.unwrap().id, 1);
    let articles: Many<Article> = Article::by_reporter_id(&loaders).load(1).await.unwrap();
    assert_eq!(articles.iter().map(|article| article.id).collect::<Vec<_>>(), [10, 12]);
    let reporter: One<Reporter> = articles[1].load_reporter(&loaders).await.unwrap();
    assert_eq!((reporter.id, Article::TABLE), (1, &["articles"][..]));
    // The reporter was already known.
    assert_eq!(loaders.stats().statements, 2);
}
