//! A nested query costs one statement for each level.

use async_graphql::{Context, EmptyMutation, EmptySubscription, Object, Schema, value};
use batchload::graphql::{Batching, GetLoaders};
use batchload::{Many, One};

use crate::support::database::on_every_database;
use crate::support::models::{Article, NEWSROOM, Reporter};

/// The schema, once for each database.
macro_rules! schema {
    ($DB:ty) => {{
        struct Query;
        struct ReporterNode(One<Reporter>);
        struct ArticleNode(One<Article>);

        #[Object(name = "Query")]
        impl Query {
            async fn reporters(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<ReporterNode>> {
                let loaders = ctx.loaders::<$DB>()?;
                let rows =
                    sqlx::query_as("SELECT id, email FROM reporters ORDER BY id").fetch_all(loaders.pool());
                let reporters: Many<Reporter> = loaders.prime(rows.await?);
                Ok(reporters.into_iter().map(ReporterNode).collect())
            }
        }

        #[Object(name = "Reporter")]
        impl ReporterNode {
            async fn email(&self) -> &str {
                &self.0.email
            }

            async fn articles(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<ArticleNode>> {
                let articles = self.0.load_articles(ctx.loaders::<$DB>()?).await?;
                Ok(articles.into_iter().map(ArticleNode).collect())
            }
        }

        #[Object(name = "Article")]
        impl ArticleNode {
            async fn headline(&self) -> &str {
                &self.0.headline
            }

            async fn reporter(&self, ctx: &Context<'_>) -> async_graphql::Result<ReporterNode> {
                Ok(ReporterNode(self.0.load_reporter(ctx.loaders::<$DB>()?).await?))
            }

            async fn editor(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<ReporterNode>> {
                Ok(self.0.load_editor(ctx.loaders::<$DB>()?).await?.map(ReporterNode))
            }
        }

        Schema::build(Query, EmptyMutation, EmptySubscription)
    }};
}

on_every_database!(primed_root_rows_make_it_two_statements, async |db| {
    db.setup(NEWSROOM).await;
    let schema = schema!(DB).extension(Batching::new(db.pool())).finish();

    let query = "{ reporters { email articles { headline reporter { email } editor { email } } } }";
    let (answer, asked) = db.counted(schema.execute(query)).await;

    assert_eq!(answer.errors, []);
    let ada = value!({ "email": "ada@example.org" });
    let grace = value!({ "email": "grace@example.org" });
    let expected = value!({ "reporters": [
        { "email": "ada@example.org", "articles": [
            { "headline": "Notes", "reporter": ada.clone(), "editor": grace.clone() },
            { "headline": "Weather", "reporter": ada.clone(), "editor": grace.clone() },
            { "headline": "Engines", "reporter": ada.clone(), "editor": null },
        ]},
        { "email": "grace@example.org", "articles": [
            { "headline": "Compilers", "reporter": grace.clone(), "editor": ada.clone() },
            { "headline": "Moths", "reporter": grace, "editor": ada },
        ]},
        { "email": "idle@example.org", "articles": [] },
    ]});
    assert_eq!(answer.data, expected);
    assert_eq!(asked.len(), 2, "{asked:?}");
});

on_every_database!(without_the_extension_a_load_says_what_to_add, async |db| {
    db.setup(NEWSROOM).await;
    let schema = schema!(DB).finish();

    let (answer, asked) = db.counted(schema.execute("{ reporters { email } }")).await;

    let message = &answer.errors[0].message;
    assert!(message.contains("batchload::graphql::Batching::new(pool)"), "{message}");
    assert!(asked.is_empty(), "{asked:?}");
});
