//! A mutation that writes in a transaction, for one tenant of several, and a test of the mutation that leaves nothing
//! behind.
//!
//! ```sh
//! cargo run --example mutation
//! ```

#![allow(missing_docs, clippy::print_stdout, reason = "a small program that shows one thing")]

use async_graphql::{ComplexObject, Context, EmptySubscription, Object, Request, Schema, SimpleObject};
use batchload::graphql::{Batched, Batching, GetLoaders};
use batchload::{BatchLoad, Loaders, Many, One, ScopeArgument};
use sqlx::sqlite::SqlitePoolOptions;
use sqlx::{FromRow, Sqlite, SqlitePool};

/// The tenant whose rows a request may see. Without a tenant, every load fails.
#[derive(Clone, Copy, Debug, sqlx::Type)]
#[sqlx(transparent)]
struct TenantId(i64);

impl ScopeArgument for TenantId {}

#[derive(Clone, Debug, FromRow, BatchLoad, SimpleObject)]
#[batch_load(filter = "tenant_id = :tenant", args(tenant: TenantId))]
#[has_many(Article, count)]
#[graphql(complex)]
struct Reporter {
    id: i64,
    name: String,
}

#[derive(Clone, Debug, FromRow, BatchLoad, SimpleObject)]
#[batch_load(filter = "tenant_id = :tenant", args(tenant: TenantId))]
#[graphql(complex)]
struct Article {
    id: i64,
    headline: String,
    #[belongs_to(Reporter)]
    reporter_id: i64,
}

#[ComplexObject]
impl Reporter {
    async fn articles(&self, ctx: &Context<'_>) -> Result<Many<Article>, batchload::Error> {
        self.load_articles(ctx.loaders::<Sqlite>()?).await
    }
}

#[ComplexObject]
impl Article {
    async fn reporter(&self, ctx: &Context<'_>) -> Result<One<Reporter>, batchload::Error> {
        self.load_reporter(ctx.loaders::<Sqlite>()?).await
    }
}

struct Query;

#[Object]
impl Query {
    async fn reporter(&self, ctx: &Context<'_>, id: i64) -> Result<Option<One<Reporter>>, batchload::Error> {
        Reporter::by_id(ctx.loaders::<Sqlite>()?).load(id).await
    }
}

struct Mutation;

#[Object]
impl Mutation {
    /// Writes an article. A reporter can have at most two.
    async fn publish(
        &self,
        ctx: &Context<'_>,
        reporter_id: i64,
        headline: String,
    ) -> async_graphql::Result<One<Article>> {
        let loaders = ctx.loaders::<Sqlite>()?;
        let transaction = loaders.begin().await?;
        let insert = "INSERT INTO articles (tenant_id, headline, reporter_id) VALUES (?, ?, ?) RETURNING *";
        let article: Article = sqlx::query_as(insert)
            .bind(ctx.data::<TenantId>()?)
            .bind(headline)
            .bind(reporter_id)
            .fetch_one(&mut *transaction.connection().await?)
            .await
            // Without this, clients would read what the database said.
            .map_err(batchload::Error::from)?;
        // Answers from before the write are no longer true.
        transaction.clear();
        let reporter = article.load_reporter(&transaction).await?;
        if reporter.load_articles_count(&transaction).await? > 2 {
            // The return drops the transaction, which rolls it back.
            return Err("a reporter has two articles at most".into());
        }
        transaction.commit().await?;
        Ok(loaders.prime_one(article))
    }
}

type Served = Batched<Schema<Query, Mutation, EmptySubscription>, Sqlite>;

/// Makes a request for a tenant.
fn request(tenant: i64, query: &str) -> Request {
    Request::new(query).data(TenantId(tenant))
}

async fn headlines(schema: &Served) -> String {
    let response = schema.execute(request(1, "{ reporter(id: 1) { articles { headline } } }")).await;
    response.data.to_string()
}

/// Executes a mutation unchanged, with the transaction that it begins and commits, and then rolls it back.
async fn tests_a_mutation(schema: &Served, pool: SqlitePool) -> Result<(), batchload::Error> {
    let before = headlines(schema).await;
    let test = Loaders::builder(pool).scoped_by(TenantId(1)).build().begin().await?;
    let mutation =
        r#"mutation { publish(reporterId: 1, headline: "A test") { reporter { articles { headline } } } }"#;
    let response = schema.execute(request(1, mutation).data(test.loaders().clone())).await;
    println!("in a test:      {}", response.data);
    assert!(response.data.to_string().contains("A test"));
    test.rollback().await?;
    assert_eq!(headlines(schema).await, before);
    Ok(())
}

const DATA: &str = "
    CREATE TABLE reporters (id INTEGER PRIMARY KEY, tenant_id INTEGER NOT NULL, name TEXT NOT NULL);
    CREATE TABLE articles (
        id INTEGER PRIMARY KEY, tenant_id INTEGER NOT NULL, headline TEXT NOT NULL, reporter_id INTEGER NOT NULL
    );
    INSERT INTO reporters VALUES (1, 1, 'Nellie Bly'), (2, 2, 'Ida Wells');
    INSERT INTO articles VALUES (1, 1, 'Around the World', 1);
";

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let pool = SqlitePoolOptions::new().max_connections(1).connect("sqlite::memory:").await?;
    sqlx::raw_sql(DATA).execute(&pool).await?;
    let schema = Schema::new(Query, Mutation, EmptySubscription);
    let schema = Batching::new(pool.clone()).scoped_by_data::<TenantId>().wrap(schema);

    tests_a_mutation(&schema, pool).await?;

    let publish =
        r#"mutation { publish(reporterId: 1, headline: "Ten Days") { headline reporter { name } } }"#;
    let mine = schema.execute(request(1, publish)).await;
    println!("as its tenant:  {}", mine.data);
    assert_eq!(mine.errors, []);

    let third = schema.execute(request(1, publish)).await;
    println!("once more:      {}", third.errors[0].message);
    assert_eq!(third.errors.len(), 1);

    let theirs = schema.execute(request(2, publish)).await;
    println!("as another one: {}", theirs.errors[0].message);
    assert_eq!(theirs.errors.len(), 1);

    let left = headlines(&schema).await;
    println!("what is left:   {left}");
    assert!(left.ends_with(r#"[{headline: "Around the World"}, {headline: "Ten Days"}]}}"#));
    Ok(())
}
