//! The schema that uses the library: a resolver names the relation it wants, and each level of a query costs one
//! statement.

use async_graphql::{ComplexObject, Context, EmptyMutation, EmptySubscription, Object, Schema};
use batchload::graphql::{Batched, Batching, GetLoaders};
use batchload::{Connection, Error, Many, One, Page};
use sqlx::{Pool, QueryBuilder};

use super::super::Db;
use super::super::models::{Article, Publication, Reporter};

pub fn schema(pool: Pool<Db>) -> Batched<App, Db> {
    Batching::new(pool).wrap(App::new(Query, EmptyMutation, EmptySubscription))
}

/// Builds the same schema for the server, with limits, and with the cost in each answer.
pub fn served(pool: Pool<Db>, max_depth: usize, max_complexity: usize) -> Batched<App, Db> {
    let schema = App::build(Query, EmptyMutation, EmptySubscription);
    let schema = schema.limit_depth(max_depth).limit_complexity(max_complexity).finish();
    Batching::new(pool).report(true).wrap(schema)
}

/// The largest value that a number of rows counts for, so that no product of such numbers overflows.
const MAX_ROWS: usize = 1_000_000;

type App = Schema<Query, EmptyMutation, EmptySubscription>;

#[ComplexObject]
impl Reporter {
    #[graphql(complexity = "1 + 10 * (1 + child_complexity)")]
    async fn articles(&self, ctx: &Context<'_>) -> Result<Many<Article>, Error> {
        self.load_articles(ctx.loaders::<Db>()?).await
    }

    /// The first articles of every reporter, in one statement, whatever the number of reporters.
    #[graphql(complexity = "1 + usize::try_from(first).unwrap_or(0).min(MAX_ROWS) * (1 + child_complexity)")]
    async fn articles_page(
        &self,
        ctx: &Context<'_>,
        #[graphql(default = 10)] first: i32,
        after: Option<String>,
    ) -> Result<ArticlesPage, Error> {
        let page = Page::from_args(Some(first), after, None, None);
        let counts = ctx.look_ahead().field("totalCount").exists();
        let page = if counts { page.with_total() } else { page };
        Ok(ArticlesPage(self.load_articles_page(ctx.loaders::<Db>()?, page).await?))
    }

    async fn editor(&self, ctx: &Context<'_>) -> Result<Option<One<Reporter>>, Error> {
        self.load_editor(ctx.loaders::<Db>()?).await
    }
}

#[ComplexObject]
impl Article {
    async fn reporter(&self, ctx: &Context<'_>) -> Result<One<Reporter>, Error> {
        self.load_reporter(ctx.loaders::<Db>()?).await
    }

    #[graphql(complexity = "1 + 2 * (1 + child_complexity)")]
    async fn publications(&self, ctx: &Context<'_>) -> Result<Many<Publication>, Error> {
        self.load_publications(ctx.loaders::<Db>()?).await
    }
}

/// A page of a reporter's articles.
pub struct ArticlesPage(Connection<Article>);

#[Object]
impl ArticlesPage {
    async fn nodes(&self) -> &Many<Article> {
        self.0.rows()
    }

    async fn total_count(&self) -> Option<u64> {
        self.0.total_count()
    }

    async fn has_next_page(&self) -> bool {
        self.0.has_next_page()
    }

    /// The `after` of the next page.
    async fn end_cursor(&self) -> Option<String> {
        self.0.end_cursor()
    }
}

pub struct Query;

#[Object]
impl Query {
    /// The first reporters. No other resolver has to ask for the rows that this one finds.
    #[graphql(complexity = "1 + usize::try_from(first).unwrap_or(0).min(MAX_ROWS) * (1 + child_complexity)")]
    async fn reporters(
        &self,
        ctx: &Context<'_>,
        #[graphql(default = 20, validator(minimum = 0))] first: i64,
    ) -> Result<Many<Reporter>, Error> {
        let loaders = ctx.loaders::<Db>()?;
        let rows =
            QueryBuilder::new("SELECT id, name, email, editor_id FROM newsroom_reporters ORDER BY id LIMIT ")
                .push_bind(first)
                .build_query_as()
                .fetch_all(&mut *loaders.connection().await?)
                .await?;
        Ok(loaders.prime(rows))
    }

    async fn reporter(&self, ctx: &Context<'_>, id: i64) -> Result<Option<One<Reporter>>, Error> {
        Reporter::by_id(ctx.loaders::<Db>()?).load(id).await
    }

    async fn reporter_by_email(
        &self,
        ctx: &Context<'_>,
        email: String,
    ) -> Result<Option<One<Reporter>>, Error> {
        Reporter::by_email(ctx.loaders::<Db>()?).load(email).await
    }

    #[graphql(complexity = "1 + 1000 * (1 + child_complexity)")]
    async fn section(&self, ctx: &Context<'_>, name: String) -> Result<Many<Article>, Error> {
        Article::by_section(ctx.loaders::<Db>()?).load(name).await
    }
}
