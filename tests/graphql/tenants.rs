//! Scopes whose values come from the data of a request, or of its connection.

use std::sync::Arc;

use async_graphql::{Context, Data, EmptyMutation, Executor, Object, Request, Schema, Subscription, value};
use batchload::graphql::{Batching, GetLoaders};
use batchload::{BatchLoad, Error, Loaders, ScopeArgument};
use futures_util::stream::{self, Stream, StreamExt};
use sqlx::{FromRow, Sqlite};

use crate::support::database::test;
use crate::support::runtimes::EVERY;

#[derive(Clone, Copy, sqlx::Type)]
#[sqlx(transparent)]
struct Tenant(i64);

impl ScopeArgument for Tenant {}

#[derive(Clone, FromRow, BatchLoad)]
#[batch_load(filter = "tenant = :tenant", args(tenant: Tenant))]
struct Note {
    id: i64,
    text: String,
}

const NOTES: &str = "
    CREATE TABLE notes (id BIGINT PRIMARY KEY, tenant BIGINT NOT NULL, text VARCHAR(20) NOT NULL);
    INSERT INTO notes VALUES (1, 7, 'of seven'), (2, 8, 'of eight');
";

struct Notes;

#[Object]
impl Notes {
    async fn texts(&self, ctx: &Context<'_>) -> Result<Vec<Option<String>>, Error> {
        let notes = Note::by_id(ctx.loaders::<Sqlite>()?).load_many([1, 2]).await?;
        Ok(notes.iter().map(|note| Some(note.as_ref()?.text.clone())).collect())
    }
}

struct Changes;

#[Subscription]
impl Changes {
    async fn notes(&self) -> impl Stream<Item = Notes> {
        stream::iter([Notes])
    }
}

const QUERY: &str = "{ texts }";

fn schema() -> Schema<Notes, EmptyMutation, Changes> {
    Schema::new(Notes, EmptyMutation, Changes)
}

fn batching(pool: sqlx::SqlitePool) -> Batching<Sqlite> {
    Batching::new(pool).scoped_by_data::<Tenant>()
}

async fn each_sees_its_own(schema: impl Executor) {
    for (tenant, texts) in [(7, value!(["of seven", null])), (8, value!([null, "of eight"]))] {
        let answer = schema.execute(Request::new(QUERY).data(Tenant(tenant))).await;
        assert_eq!((answer.data, answer.errors), (value!({ "texts": texts }), vec![]));
    }
    let answer = schema.execute(QUERY.into()).await;
    assert_eq!(answer.data, value!(null));
    let expected = "the scope of `Note::by_id` needs a value for `tenant`, which this request does not have; \
        set it on its loaders with `scoped_by`, or in GraphQL with `scoped_by_data`, which does not apply to loaders \
        that the request carries";
    assert_eq!(answer.errors.iter().map(|error| &error.message).collect::<Vec<_>>(), [expected]);
}

test!(each_request_is_within_the_scope_of_its_data, Sqlite, &EVERY, async |db| {
    db.setup(NOTES).await;
    each_sees_its_own(batching(db.pool()).wrap(schema())).await;
    let extended = Schema::build(Notes, EmptyMutation, Changes).extension(batching(db.pool())).finish();
    each_sees_its_own(extended).await;
});

test!(what_a_request_says_goes_before_its_connection, Sqlite, &EVERY, async |db| {
    db.setup(NOTES).await;
    let schema = batching(db.pool()).wrap(schema());
    let mut session = Data::default();
    session.insert(Tenant(7));
    let session = Some(Arc::new(session));
    let subscription = || Request::new("subscription { notes { texts } }");

    for (request, texts) in [
        (subscription(), value!(["of seven", null])),
        (subscription().data(Tenant(8)), value!([null, "of eight"])),
    ] {
        let answers = Executor::execute_stream(&schema, request, session.clone());
        let answers: Vec<_> = answers.map(|answer| answer.data).collect().await;
        assert_eq!(answers, [value!({ "notes": { "texts": texts } })]);
    }
});

test!(loaders_that_a_request_carries_have_the_scope_they_were_built_with, Sqlite, &EVERY, async |db| {
    db.setup(NOTES).await;
    let schema = batching(db.pool()).wrap(schema());
    let loaders = Loaders::<Sqlite>::builder(db.pool()).scoped_by(Tenant(7)).build();

    let answer = schema.execute(Request::new(QUERY).data(Tenant(8)).data(loaders)).await;

    assert_eq!(answer.data, value!({ "texts": ["of seven", null] }));
});
