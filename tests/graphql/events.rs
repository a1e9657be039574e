//! An event of a subscription loads each row once, no matter what its resolvers wait for and who polls it.

use std::future::poll_fn;
use std::sync::Arc;
use std::task::Poll;

use async_graphql::{
    ComplexObject, Context, EmptyMutation, Object, Request, Response, Schema, SimpleObject, Subscription,
};
use batchload::graphql::{Batching, GetLoaders};
use batchload::{BatchLoad, Error, Loaders, One, drive};
use futures_util::{Stream, StreamExt, stream};
use sqlx::{FromRow, PgPool, Sqlite};
use tokio::sync::RwLock;

use crate::support::database::test;
use crate::support::runtimes::ONE;

#[derive(Clone, Debug, FromRow, BatchLoad, SimpleObject)]
struct Author {
    id: i64,
}

#[derive(Clone, Debug, BatchLoad, SimpleObject)]
#[graphql(complex)]
struct Article {
    id: i64,
    #[belongs_to(Author)]
    author_id: i64,
}

#[ComplexObject]
impl Article {
    /// Reads a setting first, which takes some of the task's budget.
    async fn author(&self, ctx: &Context<'_>) -> async_graphql::Result<One<Author>> {
        drop(ctx.data::<Arc<RwLock<()>>>()?.read().await);
        Ok(self.load_author(ctx.loaders::<Sqlite>()?).await?)
    }
}

#[derive(SimpleObject)]
#[graphql(complex)]
struct Event {
    articles: Vec<Article>,
}

impl Event {
    fn new() -> Self {
        Self { articles: (0..500).map(|id| Article { id, author_id: 1 + id % 50 }).collect() }
    }
}

async fn author(ctx: &Context<'_>) -> Result<i64, Error> {
    let author = Author::by_id(ctx.loaders::<Sqlite>()?).load(7).await?;
    Ok(author.map_or(0, |author| author.id))
}

/// Wakes itself again and again.
async fn work() {
    let mut left = 300;
    let work = poll_fn(|cx| {
        left -= 1;
        cx.waker().wake_by_ref();
        if left == 0 { Poll::Ready(()) } else { Poll::Pending }
    });
    work.await;
}

#[ComplexObject]
impl Event {
    async fn quick(&self, ctx: &Context<'_>) -> Result<i64, Error> {
        author(ctx).await
    }

    /// Works for a while, and lets other tasks go on in between.
    async fn busy(&self, ctx: &Context<'_>) -> Result<i64, Error> {
        work().await;
        author(ctx).await
    }

    /// Works between two loads.
    async fn meanwhile_busy(&self, ctx: &Context<'_>) -> Result<i64, Error> {
        let before = author(ctx).await?;
        work().await;
        Ok(before + author(ctx).await?)
    }

    /// Uses up the task's budget between two loads.
    async fn meanwhile_thorough(&self, ctx: &Context<'_>) -> async_graphql::Result<i64> {
        let before = author(ctx).await?;
        for _ in 0..300 {
            drop(ctx.data::<Arc<RwLock<()>>>()?.read().await);
        }
        Ok(before + author(ctx).await?)
    }

    async fn thrice(&self, ctx: &Context<'_>) -> Result<i64, Error> {
        Ok(author(ctx).await? + author(ctx).await? + author(ctx).await?)
    }
}

struct Query;

#[Object]
impl Query {
    async fn event(&self) -> Event {
        Event::new()
    }
}

struct Events;

#[Subscription]
impl Events {
    async fn event(&self) -> impl Stream<Item = Event> {
        stream::iter(0..2).map(|_| Event::new())
    }
}

const AUTHORS: &str = "CREATE TABLE authors (id BIGINT PRIMARY KEY);
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50)
    INSERT INTO authors SELECT i FROM n";

fn schema() -> Schema<Query, EmptyMutation, Events> {
    Schema::build(Query, EmptyMutation, Events).data(Arc::new(RwLock::new(()))).finish()
}

/// Returns the first event, which has to report its own cost.
macro_rules! first_event {
    ($db:expr, $schema:expr, $fields:literal) => {{
        let query = concat!("subscription { event { ", $fields, " } }");
        let mut events = $schema.execute_stream(query);
        let (event, asked): (Option<Response>, _) = $db.counted(events.next()).await;
        let event = event.unwrap();
        assert_eq!(event.errors, []);
        let report = event.extensions["batchload"].to_string();
        assert!(report.contains(&format!("statements: {}", asked.len())), "{asked:?} {report}");
        asked.len()
    }};
}

test!(an_event_that_uses_up_the_budget_loads_once, Sqlite, ONE, async |db| {
    db.setup(AUTHORS).await;
    let schema = Batching::new(db.pool()).report(true).wrap(schema());
    assert_eq!(first_event!(db, schema, "articles { author { id } }"), 1);
    assert_eq!(first_event!(db, schema, "meanwhileThorough"), 1);
});

test!(an_event_that_is_busy_loads_once, Sqlite, ONE, async |db| {
    db.setup(AUTHORS).await;
    let schema = Batching::new(db.pool()).report(true).wrap(schema());
    assert_eq!(first_event!(db, schema, "quick busy"), 1);
    assert_eq!(first_event!(db, schema, "meanwhileBusy"), 1);
});

test!(an_event_within_another_driver_loads_once, Sqlite, ONE, async |db| {
    db.setup(AUTHORS).await;
    let other = PgPool::connect_lazy("postgres://localhost/nowhere").unwrap();
    let own = Batching::new(db.pool()).report(true).wrap(schema());
    let both = Batching::new(other).report(true).wrap(own.clone());
    assert_eq!(first_event!(db, both, "thrice a: thrice"), 1);

    let all = drive(own.execute_stream("subscription { event { thrice } }").collect::<Vec<_>>());
    let (events, asked) = db.counted(all).await;
    // One statement for each event, because each begins with empty loaders.
    assert_eq!((events.len(), asked.len()), (2, 2), "{asked:?}");
});

test!(carried_loaders_tell_what_a_streamed_query_cost, Sqlite, ONE, async |db| {
    db.setup(AUTHORS).await;
    let schema = Batching::new(db.pool()).wrap(schema());
    let loaders = Loaders::<Sqlite>::new(db.pool());
    let request = Request::new("{ event { thrice } }").data(loaders.clone());
    let (responses, asked) = db.counted(schema.execute_stream(request).collect::<Vec<_>>()).await;
    assert_eq!((responses.len(), asked.len()), (1, 1), "{asked:?}");
    assert_eq!(loaders.stats().statements, 1);
});
