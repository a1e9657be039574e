//! The load as GraphQL: a nested query through `Batching::wrap`, and the answer that it must have.

use async_graphql::{
    Context, EmptyMutation, EmptySubscription, Object, Response, Result, Schema, Value, value,
};
use batchload::graphql::{Batching, GetLoaders};
use batchload::{LoadersBuilder, One};

use super::Db;
use crate::dice::Dice;
use crate::errors::Asker;
use crate::models::{self, REPORTERS};
use crate::tally::{BATCHES, LOADS, RIGHT, STATEMENTS, fail};

/// Executes a query and judges its answer.
pub async fn ask(asker: Asker, loaders: LoadersBuilder<Db>, mut dice: Dice) {
    let schema =
        Batching::of(loaders).report(true).wrap(Schema::new(Query, EmptyMutation, EmptySubscription));
    let ids = dice.keys(12, REPORTERS + 20);
    let query = format!(
        "{{ reporters(ids: {ids:?}) {{ email articles {{ headline reporter {{ email }} editor {{ email }} }} }} }}"
    );
    let answer = schema.execute(query).await;
    count(&answer);
    for error in &answer.errors {
        match error.source::<batchload::Error>() {
            Some(error) => asker.excuse(error),
            None => fail(format!("an error in request {} that must not come: {error:?}", asker.seed)),
        }
    }
    if answer.errors.is_empty() {
        if answer.data == right(&ids) {
            RIGHT.add(1);
        } else {
            fail(format!("a wrong answer in request {}: {ids:?} {}", asker.seed, answer.data));
        }
    }
}

/// Counts what an execution cost. Each of its batches is one statement, because the keys are few.
fn count(answer: &Response) {
    let Some(Value::Object(cost)) = answer.extensions.get("batchload") else {
        return fail("an execution does not say what it cost".to_owned());
    };
    let figure = |name| match cost.get(name) {
        Some(Value::Number(figure)) => figure.as_u64().unwrap_or(0),
        _ => 0,
    };
    LOADS.add(figure("loads"));
    BATCHES.add(figure("statements"));
    STATEMENTS.add(figure("statements"));
}

fn right(ids: &[i64]) -> Value {
    let reporters: Vec<_> =
        ids.iter().map(|id| models::Reporter::at(*id).map(|row| reporter(&row))).collect();
    value!({ "reporters": reporters })
}

fn reporter(row: &models::Reporter) -> Value {
    let articles: Vec<_> = models::Reporter::articles(row.id).iter().map(article).collect();
    value!({ "email": row.email.clone(), "articles": articles })
}

fn article(row: &models::Article) -> Value {
    let email = |id| value!({ "email": models::Reporter::of(id).email });
    value!({
        "headline": row.headline.clone(),
        "reporter": email(row.reporter_id),
        "editor": row.editor_id.map(email),
    })
}

struct Query;

#[Object]
impl Query {
    async fn reporters(&self, ctx: &Context<'_>, ids: Vec<i64>) -> Result<Vec<Option<Reporter>>> {
        let rows = models::Reporter::by_id(ctx.loaders::<Db>()?).load_many(ids).await?;
        Ok(rows.into_iter().map(|row| row.map(Reporter)).collect())
    }
}

struct Reporter(One<models::Reporter>);

#[Object]
impl Reporter {
    async fn email(&self) -> &str {
        &self.0.email
    }

    async fn articles(&self, ctx: &Context<'_>) -> Result<Vec<Article>> {
        let rows = self.0.load_articles(ctx.loaders::<Db>()?).await?;
        Ok(rows.into_iter().map(Article).collect())
    }
}

struct Article(One<models::Article>);

#[Object]
impl Article {
    async fn headline(&self) -> &str {
        &self.0.headline
    }

    async fn reporter(&self, ctx: &Context<'_>) -> Result<Reporter> {
        Ok(Reporter(self.0.load_reporter(ctx.loaders::<Db>()?).await?))
    }

    async fn editor(&self, ctx: &Context<'_>) -> Result<Option<Reporter>> {
        Ok(self.0.load_editor(ctx.loaders::<Db>()?).await?.map(Reporter))
    }
}
