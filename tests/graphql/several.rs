//! A subscription of several fields, whose events are resolved at the same time.

use std::convert::Infallible;
use std::sync::Arc;

use async_graphql::{Context, EmptyMutation, Object, Result, Schema, Subscription, value};
use batchload::graphql::{Batching, GetLoaders};
use batchload::{BatchFn, Found};
use futures_util::stream::{self, Stream, StreamExt};
use sqlx::Sqlite;
use tokio::sync::Semaphore;

use crate::support::database::test;
use crate::support::models::{NEWSROOM, Reporter};
use crate::support::runtimes::EVERY;

struct Query;

#[Object]
impl Query {
    async fn nothing(&self) -> bool {
        true
    }
}

/// The gates that the events of the two fields wait for.
#[derive(Clone)]
struct Gates {
    slow_has_loaded: Arc<Semaphore>,
    change_was_seen: Arc<Semaphore>,
}

/// Answers when a gate has been opened.
struct Opened(Arc<Semaphore>);

impl BatchFn for Opened {
    type Key = ();
    type Value = ();
    type Error = Infallible;

    async fn load_batch(&self, _: &[()]) -> std::result::Result<Found<(), ()>, Infallible> {
        self.0.acquire().await.expect("gates stay").forget();
        Ok(Found::from([((), ())]))
    }
}

struct Events;

#[Subscription]
impl Events {
    async fn slow(&self) -> impl Stream<Item = Event> {
        stream::iter([Event { is_slow: true }])
    }

    #[expect(clippy::unused_async, reason = "fields are async")]
    async fn changed(&self, ctx: &Context<'_>) -> Result<impl Stream<Item = Event> + use<>> {
        let gates = ctx.data::<Gates>()?.clone();
        let pool = ctx.loaders::<Sqlite>()?.pool().clone();
        Ok(stream::once(async move {
            gates.slow_has_loaded.acquire().await.expect("gates stay").forget();
            let change = sqlx::query("UPDATE reporters SET email = 'new' WHERE id = 1");
            change.execute(&pool).await.expect("the row changes");
            Event { is_slow: false }
        }))
    }
}

struct Event {
    is_slow: bool,
}

#[Object]
impl Event {
    async fn email(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        let (loaders, gates) = (ctx.loaders::<Sqlite>()?, ctx.data::<Gates>()?);
        let reporter = Reporter::by_id(loaders).load(1).await?;
        if self.is_slow {
            gates.slow_has_loaded.add_permits(1);
            loaders.batch_fn(|| Opened(Arc::clone(&gates.change_was_seen))).load(()).await?;
        } else {
            gates.change_was_seen.add_permits(1);
        }
        Ok(reporter.map(|reporter| reporter.email.clone()))
    }
}

test!(an_event_sees_what_changed_while_another_was_resolved, Sqlite, &EVERY, async |db| {
    db.setup(NEWSROOM).await;
    let gates =
        Gates { slow_has_loaded: Arc::new(Semaphore::new(0)), change_was_seen: Arc::new(Semaphore::new(0)) };
    let schema = Schema::build(Query, EmptyMutation, Events).data(gates).finish();
    let schema = Batching::new(db.pool()).wrap(schema);
    let events = schema.execute_stream("subscription { slow { email } changed { email } }");
    let events: Vec<_> = events.map(|event| event.data).collect().await;
    let of_change = value!({ "changed": { "email": "new" } });
    assert_eq!(events, [of_change, value!({ "slow": { "email": "ada@example.org" } })]);
});
