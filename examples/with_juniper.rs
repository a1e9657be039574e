//! Another GraphQL server: juniper executes a nested query with a statement of its own and one of the loaders.
//!
//! ```sh
//! cargo run --example with_juniper
//! ```

#![allow(missing_docs, clippy::print_stdout, reason = "a small program that shows one thing")]

use batchload::{BatchLoad, Loaders};
use juniper::{EmptyMutation, EmptySubscription, FieldResult, RootNode, Variables, graphql_object};
use sqlx::sqlite::SqlitePoolOptions;
use sqlx::{FromRow, Sqlite};

/// The loaders of one request. The resolvers get them from juniper.
#[derive(Debug)]
pub struct Request {
    loaders: Loaders<Sqlite>,
}

impl juniper::Context for Request {}

#[derive(Clone, Debug, FromRow, BatchLoad)]
#[has_many(Article, order_by(id))]
pub struct Reporter {
    pub id: i64,
    pub name: String,
}

#[graphql_object(context = Request)]
impl Reporter {
    fn name(&self) -> &str {
        &self.name
    }

    async fn articles(&self, context: &Request) -> FieldResult<Vec<Article>> {
        Ok(self.load_articles(&context.loaders).await?.to_vec())
    }
}

#[derive(Clone, Debug, FromRow, BatchLoad)]
pub struct Article {
    pub id: i64,
    pub headline: String,
    #[belongs_to(Reporter)]
    pub reporter_id: i64,
}

#[graphql_object(context = Request)]
impl Article {
    fn headline(&self) -> &str {
        &self.headline
    }

    async fn reporter(&self, context: &Request) -> FieldResult<Reporter> {
        Ok(Reporter::clone(&*self.load_reporter(&context.loaders).await?))
    }
}

struct Query;

#[graphql_object(context = Request)]
impl Query {
    async fn reporters(context: &Request) -> FieldResult<Vec<Reporter>> {
        let query = sqlx::query_as("SELECT id, name FROM reporters ORDER BY id");
        let rows = query.fetch_all(&mut *context.loaders.connection().await?).await?;
        Ok(context.loaders.prime(rows).to_vec())
    }
}

const DATA: &str = "
    CREATE TABLE reporters (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
    CREATE TABLE articles (id INTEGER PRIMARY KEY, headline TEXT NOT NULL, reporter_id INTEGER NOT NULL);
    INSERT INTO reporters VALUES (1, 'Nellie Bly'), (2, 'Ida Wells'), (3, 'Egon Kisch');
    INSERT INTO articles VALUES
        (1, 'Around the World', 1), (2, 'Southern Horrors', 2), (3, 'The Red Record', 2), (4, 'Rushing About', 3);
";

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let pool = SqlitePoolOptions::new().max_connections(1).connect("sqlite::memory:").await?;
    sqlx::raw_sql(DATA).execute(&pool).await?;
    let schema = RootNode::new(Query, EmptyMutation::new(), EmptySubscription::new());

    // Each request has its own loaders. Within `drive`, they send a batch when none of its resolvers can go on.
    let request = Request { loaders: Loaders::new(pool) };
    let (query, variables) =
        ("{ reporters { name articles { headline reporter { name } } } }", Variables::new());
    let executed = juniper::execute(query, None, &schema, &variables, &request);
    let (answer, errors) = request.loaders.drive(executed).await?;

    println!("{}", serde_json::to_string_pretty(&answer)?);
    assert!(errors.is_empty(), "{errors:?}");
    assert_eq!(
        request.loaders.stats().statements,
        1,
        "one for the articles of all reporters, who are known already"
    );
    Ok(())
}
