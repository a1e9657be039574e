//! The schema of the contenders that ask for each object by itself: resolvers name a key and wait for its rows.

use std::marker::PhantomData;
use std::sync::Arc;

use async_graphql::{Context, EmptyMutation, EmptySubscription, Object, Request, Result, Schema};
use sqlx::Pool;

use super::super::super::Execute;
use super::{Db, rows};

/// A way to find rows by one key. Rows are shared, so no contender pays for copies.
pub trait Way: Send + Sync + 'static {
    fn reporter(&self, id: i64) -> impl Future<Output = Result<Arc<rows::Reporter>>> + Send;

    fn articles(&self, reporter: i64) -> impl Future<Output = Result<Arc<[rows::Article]>>> + Send;

    fn publications(&self, article: i64) -> impl Future<Output = Result<Arc<[rows::Publication]>>> + Send;
}

/// Returns a function that executes each request with a way of its own.
pub fn execute<W: Way>(pool: &Pool<Db>, make: impl Fn(&Pool<Db>) -> W + Send + Sync + 'static) -> Execute {
    let query = Query::<W>(PhantomData);
    let schema = Schema::build(query, EmptyMutation, EmptySubscription).data(pool.clone()).finish();
    let pool = pool.clone();
    let make = Arc::new(make);
    Arc::new(move |request: Request| {
        let (schema, pool, make) = (schema.clone(), pool.clone(), Arc::clone(&make));
        Box::pin(async move { schema.execute(request.data(make(&pool))).await })
    })
}

struct Query<W>(PhantomData<W>);

#[Object]
impl<W: Way> Query<W> {
    async fn reporters(&self, ctx: &Context<'_>) -> Result<Vec<Reporter<W>>> {
        let rows = rows::reporters(ctx.data()?).await?;
        Ok(rows.into_iter().map(|row| Reporter { row: Arc::new(row), way: PhantomData }).collect())
    }
}

struct Reporter<W> {
    row: Arc<rows::Reporter>,
    way: PhantomData<W>,
}

#[Object]
impl<W: Way> Reporter<W> {
    async fn name(&self) -> &str {
        &self.row.name
    }

    async fn email(&self) -> &str {
        &self.row.email
    }

    async fn articles(&self, ctx: &Context<'_>) -> Result<Vec<Article<W>>> {
        let rows = ctx.data::<W>()?.articles(self.row.id).await?;
        Ok((0..rows.len()).map(|at| Article { rows: Arc::clone(&rows), at, way: PhantomData }).collect())
    }
}

struct Article<W> {
    rows: Arc<[rows::Article]>,
    at: usize,
    way: PhantomData<W>,
}

#[Object]
impl<W: Way> Article<W> {
    async fn headline(&self) -> &str {
        &self.rows[self.at].headline
    }

    async fn section(&self) -> &str {
        &self.rows[self.at].section
    }

    async fn reporter(&self, ctx: &Context<'_>) -> Result<Reporter<W>> {
        let row = ctx.data::<W>()?.reporter(self.rows[self.at].reporter_id).await?;
        Ok(Reporter { row, way: PhantomData })
    }

    async fn publications(&self, ctx: &Context<'_>) -> Result<Arc<[rows::Publication]>> {
        ctx.data::<W>()?.publications(self.rows[self.at].id).await
    }
}
