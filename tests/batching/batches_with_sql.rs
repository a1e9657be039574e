//! Batch functions with SQL of their own, which run on the connections of the request.

use std::error::Error as StdError;
use std::sync::Arc;

use batchload::{BatchFn, Connections, Error, Found, Loaders};

use crate::support::database::on_every_database;
use crate::support::models::{NEWSROOM, write};

const RENAME: &str = "UPDATE reporters SET email = 'lovelace@example.org' WHERE id = 1";

/// Declares a batch function for the database of a test.
macro_rules! emails {
    () => {
        struct Emails(Connections<DB>, #[allow(dead_code, reason = "its clones are counted")] Arc<()>);

        impl BatchFn for Emails {
            type Key = i64;
            type Value = String;
            type Error = Box<dyn StdError + Send + Sync>;

            async fn load_batch(&self, keys: &[i64]) -> Result<Found<i64, String>, Self::Error> {
                let all = sqlx::query_as("SELECT id, email FROM reporters");
                let all: Vec<(i64, String)> = all.fetch_all(&mut *self.0.acquire().await?).await?;
                Ok(all.into_iter().filter(|(id, _)| keys.contains(id)).collect())
            }
        }
    };
}

on_every_database!(a_batch_function_sees_what_its_transaction_wrote, async |db| {
    emails!();
    db.setup(NEWSROOM).await;
    let pool = db.pool_of_one().await;
    let alive = Arc::new(());
    let within = Loaders::<DB>::new(pool.clone()).begin().await.unwrap();
    let email = async || {
        let emails = within.batch_fn(|| Emails(within.connections(), Arc::clone(&alive)));
        emails.load(1).await.unwrap().unwrap()
    };
    assert_eq!(email().await, "ada@example.org");
    write(&within, RENAME).await;
    within.clear();
    let (email, asked) = db.counted(email()).await;
    // SQLite and MySQL are also asked whether the statement ended the transaction.
    let own = asked.iter().filter(|sql| sql.contains("email")).count();
    assert_eq!((&*email, own), ("lovelace@example.org", 1), "{asked:?}");
    within.rollback().await.unwrap();
    assert_eq!(Arc::strong_count(&alive), 1, "the batch function is freed with its loaders");
    pool.close().await;
});

on_every_database!(without_a_transaction_a_batch_function_uses_the_pool, async |db| {
    emails!();
    db.setup(NEWSROOM).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let emails = loaders.batch_fn(|| Emails(loaders.connections(), Arc::default()));
    let (found, asked) = db.counted(emails.load_many([1, 2, 9])).await;
    let found = found.unwrap();
    assert_eq!((found[0].as_deref(), found[2].as_deref()), (Some("ada@example.org"), None));
    assert_eq!(asked.len(), 1);
});

on_every_database!(connections_of_a_transaction_end_with_it, async |db| {
    db.setup(NEWSROOM).await;
    let within = Loaders::<DB>::new(db.pool()).begin().await.unwrap();
    let connections = within.connections();
    drop(connections.acquire().await.unwrap());
    within.commit().await.unwrap();
    let ended = connections.acquire().await.err();
    assert!(matches!(ended, Some(Error::TransactionEnded { lookup: "Connections::acquire" })), "{ended:?}");
});
