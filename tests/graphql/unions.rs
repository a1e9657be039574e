//! An enum of models is a union or an interface whose members are the rows.

use async_graphql::{
    ComplexObject, Context, EmptyMutation, EmptySubscription, Interface, Object, Schema, SimpleObject, Union,
    value,
};
use batchload::graphql::{Batching, GetLoaders};
use batchload::{BatchLoad, One};
use sqlx::{FromRow, Sqlite};

use crate::support::database::test;
use crate::support::runtimes::Flavour;

#[derive(Clone, Debug, FromRow, BatchLoad, SimpleObject)]
struct Article {
    id: i64,
    headline: String,
}

#[derive(Clone, Debug, FromRow, BatchLoad, SimpleObject)]
struct Photo {
    id: i64,
    caption: String,
}

#[derive(Clone, Debug, Union, BatchLoad)]
enum Subject {
    Article(One<Article>),
    Photo(One<Photo>),
}

#[derive(Clone, Debug, FromRow, BatchLoad, SimpleObject)]
#[graphql(complex)]
struct Comment {
    id: i64,
    #[graphql(skip)]
    subject_type: String,
    #[belongs_to(Subject, kind = subject_type)]
    #[graphql(skip)]
    subject_id: i64,
}

#[ComplexObject]
impl Comment {
    async fn subject(&self, ctx: &Context<'_>) -> async_graphql::Result<Subject> {
        Ok(self.load_subject(ctx.loaders::<Sqlite>()?).await?)
    }
}

#[derive(Clone, Debug, Interface)]
#[graphql(field(name = "id", ty = "&i64"))]
enum Node {
    Article(One<Article>),
    Photo(One<Photo>),
}

struct Query;

#[Object]
impl Query {
    async fn node(&self, ctx: &Context<'_>, kind: String, id: i64) -> async_graphql::Result<Option<Node>> {
        let loaders = ctx.loaders::<Sqlite>()?;
        Ok(match kind.as_str() {
            "article" => Article::by_id(loaders).load(id).await?.map(Node::Article),
            _ => Photo::by_id(loaders).load(id).await?.map(Node::Photo),
        })
    }

    async fn comments(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<Comment>> {
        let pool = ctx.loaders::<Sqlite>()?.pool();
        Ok(sqlx::query_as("SELECT id, subject_type, subject_id FROM comments ORDER BY id")
            .fetch_all(pool)
            .await?)
    }
}

const TABLES: &str = "
    CREATE TABLE articles (id BIGINT PRIMARY KEY, headline TEXT NOT NULL);
    CREATE TABLE photos (id BIGINT PRIMARY KEY, caption TEXT NOT NULL);
    CREATE TABLE comments (id BIGINT PRIMARY KEY, subject_type TEXT NOT NULL, subject_id BIGINT NOT NULL);
    INSERT INTO articles VALUES (1, 'Engines'), (2, 'Moths');
    INSERT INTO photos VALUES (1, 'A moth');
    INSERT INTO comments VALUES (1, 'article', 1), (2, 'photo', 1), (3, 'article', 2)";

test!(a_union_resolves_each_of_its_models_in_one_statement, Sqlite, &[Flavour::CurrentThread], async |db| {
    db.setup(TABLES).await;
    let schema =
        Schema::build(Query, EmptyMutation, EmptySubscription).extension(Batching::new(db.pool())).finish();
    assert!(schema.sdl().contains("union Subject = Article | Photo"), "{}", schema.sdl());

    let query =
        "{ comments { subject { __typename ... on Article { headline } ... on Photo { caption } } } }";
    let (answer, asked) = db.counted(schema.execute(query)).await;

    let expected = value!({ "comments": [
        { "subject": { "__typename": "Article", "headline": "Engines" } },
        { "subject": { "__typename": "Photo", "caption": "A moth" } },
        { "subject": { "__typename": "Article", "headline": "Moths" } },
    ] });
    assert_eq!((answer.errors, answer.data), (vec![], expected));
    // One statement each for the comments, the articles and the photos.
    assert_eq!(asked.len(), 3, "{asked:?}");
});

test!(rows_of_an_interface_share_their_lookups, Sqlite, &[Flavour::CurrentThread], async |db| {
    db.setup(TABLES).await;
    let schema = Batching::new(db.pool()).wrap(Schema::new(Query, EmptyMutation, EmptySubscription));

    let query = r#"{
        one: node(kind: "article", id: 2) { id ... on Article { headline } }
        other: node(kind: "article", id: 1) { id }
        photo: node(kind: "photo", id: 1) { __typename id }
    }"#;
    let (answer, asked) = db.counted(schema.execute(query)).await;

    let expected = value!({
        "one": { "id": 2, "headline": "Moths" },
        "other": { "id": 1 },
        "photo": { "__typename": "Photo", "id": 1 },
    });
    assert_eq!((answer.errors, answer.data), (vec![], expected));
    assert_eq!(asked.len(), 2, "{asked:?}");
});
