//! What resolvers still hold when an execution, or an event of a subscription, ends.

use std::future::pending;
use std::sync::{Arc, Weak};

use async_graphql::{Context, EmptyMutation, Object, Request, Schema, Subscription, Value, value};
use batchload::graphql::{Batching, GetLoaders};
use batchload::{BatchFn, BatchLoad, Error, Found, Loader, Loaders, One};
use futures_util::future::FutureExt;
use futures_util::stream::{self, Stream, StreamExt};
use sqlx::{FromRow, Sqlite};

use crate::support::database::test;
use crate::support::runtimes::{EVERY, ONE};

const NOTES: &str =
    "CREATE TABLE notes (id BIGINT PRIMARY KEY, text VARCHAR(9) NOT NULL, deleted INT NOT NULL);
    INSERT INTO notes VALUES (1, 'first', 0), (2, 'gone', 1)";

#[derive(Clone, Debug, FromRow, BatchLoad)]
#[batch_load(filter = "deleted = 0")]
struct Note {
    id: i64,
    text: String,
}

/// A batch function that holds the loaders that hold it. Nobody should write this.
struct Texts {
    loaders: Loaders<Sqlite>,
    _alive: Arc<()>,
}

impl BatchFn for Texts {
    type Key = i64;
    type Value = String;
    type Error = Error;

    async fn load_batch(&self, keys: &[i64]) -> Result<Found<i64, String>, Error> {
        let notes = Note::by_id(&self.loaders).load_many(keys.to_vec()).await?;
        Ok(notes.into_iter().flatten().map(|note| (note.id, note.text.clone())).collect())
    }
}

/// Marks a request that never ends by itself.
struct Endless;

struct Query;

#[Object]
impl Query {
    async fn text(&self, ctx: &Context<'_>) -> Result<Option<String>, Error> {
        let loaders = ctx.loaders::<Sqlite>()?;
        let alive = ctx.data_unchecked::<Arc<()>>();
        let texts = || Texts { loaders: loaders.clone(), _alive: Arc::clone(alive) };
        let text = loaders.batch_fn(texts).load(1).await;
        match ctx.data_opt::<Endless>() {
            Some(_) => pending().await,
            None => text,
        }
    }
}

struct Events;

#[Subscription]
impl Events {
    /// The text of a note that changes before each event, through a loader that all events share.
    #[expect(clippy::unused_async, reason = "fields are async")]
    async fn texts(
        &self,
        ctx: &Context<'_>,
        clears: bool,
    ) -> Result<impl Stream<Item = String> + use<>, Error> {
        let loaders = ctx.loaders::<Sqlite>()?.clone();
        let notes = Note::by_id(&loaders);
        let texts = stream::iter(0..3).then(move |nth| {
            let (loaders, notes) = (loaders.clone(), notes.clone());
            async move {
                let before = text(&notes).await;
                let change =
                    sqlx::query("UPDATE notes SET text = ? WHERE id = 1").bind(format!("text {nth}"));
                change.execute(loaders.pool()).await.expect("the row changes");
                if !clears {
                    return before;
                }
                loaders.clear();
                format!("{before}, {}", text(&notes).await)
            }
        });
        Ok(texts)
    }

    /// A note that is deleted.
    async fn note(&self) -> impl Stream<Item = Gone> {
        stream::iter([Gone])
    }
}

async fn text(notes: &Loader<i64, Option<One<Note>>>) -> String {
    notes.load(1).await.expect("the note is read").expect("there is a note").text.clone()
}

struct Gone;

#[Object]
impl Gone {
    async fn text(&self, ctx: &Context<'_>) -> Result<Option<String>, Error> {
        let note = Note::by_id(ctx.loaders::<Sqlite>()?).load(2).await?;
        Ok(note.map(|note| note.text.clone()))
    }
}

fn schema() -> Schema<Query, EmptyMutation, Events> {
    Schema::new(Query, EmptyMutation, Events)
}

test!(c11_a_loader_that_events_share_forgets_as_the_others_do, Sqlite, &EVERY, async |db| {
    let schema = Batching::new(db.pool()).wrap(schema());
    let cleared = ["first, text 0", "text 0, text 1", "text 1, text 2"];
    for (clears, expected) in [(false, ["first", "text 0", "text 1"]), (true, cleared)] {
        db.setup("DROP TABLE IF EXISTS notes").await;
        db.setup(NOTES).await;
        let events = schema.execute_stream(format!("subscription {{ texts(clears: {clears}) }}"));
        let texts: Vec<Value> = events.map(|event| event.data).collect().await;
        assert_eq!(texts, expected.map(|text| value!({ "texts": text })), "clears: {clears}");
    }
});

test!(c18_what_holds_the_loaders_of_an_execution_ends_with_it, Sqlite, ONE, async |db| {
    db.setup(NOTES).await;
    let wrapped = Batching::new(db.pool()).wrap(schema());
    let extended = Schema::build(Query, EmptyMutation, Events).extension(Batching::new(db.pool())).finish();
    let request = |alive: &Arc<()>| Request::new("{ text }").data(Arc::clone(alive));
    let expected = value!({ "text": "first" });
    let mut alive: Vec<Weak<()>> = Vec::new();
    for _ in 0..3 {
        let one = Arc::new(());
        assert_eq!(wrapped.execute(request(&one)).await.data, expected);
        assert_eq!(extended.execute(request(&one)).await.data, expected);
        let mut streamed = wrapped.execute_stream(request(&one));
        assert_eq!(streamed.next().await.unwrap().data, expected);
        drop(streamed);
        let endless = || request(&one).data(Endless);
        assert!(wrapped.execute(endless()).now_or_never().is_none());
        assert!(extended.execute(endless()).now_or_never().is_none());
        assert!(wrapped.execute_stream(endless()).next().now_or_never().is_none());
        alive.push(Arc::downgrade(&one));
    }
    assert!(alive.iter().all(|alive| alive.upgrade().is_none()));
});

test!(events_of_several_fields_are_as_unscoped_as_their_request, Sqlite, ONE, async |db| {
    db.setup(NOTES).await;
    let schema = Batching::new(db.pool()).wrap(schema());
    let unscoped = Loaders::<Sqlite>::new(db.pool()).unscoped();
    for query in ["subscription { note { text } }", "subscription { a: note { text } b: note { text } }"] {
        let events = schema.execute_stream(Request::new(query).data(unscoped.clone()));
        for event in events.collect::<Vec<_>>().await {
            assert_eq!(event.errors, []);
            assert!(event.data.to_string().contains("gone"), "{}", event.data);
        }
    }
});

test!(what_two_layers_around_one_database_did_is_reported_once, Sqlite, ONE, async |db| {
    db.setup(NOTES).await;
    let batching = || Batching::new(db.pool()).report(true);
    let extended = Schema::build(Query, EmptyMutation, Events).extension(batching()).finish();
    let request = || Request::new("{ text }").data(Arc::new(()));
    let expected = value!({ "loads": 2, "hits": 0, "statements": 2, "keys": 2, "rows": 2 });
    for report in [
        batching().wrap(schema()).execute(request()).await,
        extended.execute(request()).await,
        batching().wrap(batching().wrap(schema())).execute(request()).await,
        batching().wrap(extended.clone()).execute(request()).await,
        batching().wrap(extended).execute_stream(request()).next().await.unwrap(),
        Batching::new(db.pool()).wrap(batching().wrap(schema())).execute(request()).await,
    ] {
        assert_eq!(report.extensions["batchload"], expected);
    }
});
