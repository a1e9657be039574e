//! The root object of a schema has the lists of all rows.

use async_graphql::connection::{Connection as Edges, EmptyFields};
use async_graphql::{
    ComplexObject, Context, EmptyMutation, EmptySubscription, Object, Schema, SimpleObject, value,
};
use batchload::graphql::{Batching, GetLoaders};
use batchload::{BatchLoad, Error, One, Page};
use sqlx::{FromRow, Sqlite};

use crate::support::database::test;
use crate::support::runtimes::Flavour;

#[derive(BatchLoad)]
#[has_many(Book, order_by(title), page, count)]
struct Library;

#[derive(Clone, Debug, FromRow, BatchLoad, SimpleObject)]
#[graphql(complex)]
struct Book {
    id: i64,
    title: String,
    #[belongs_to(Author)]
    author_id: i64,
}

#[derive(Clone, Debug, FromRow, BatchLoad, SimpleObject)]
struct Author {
    id: i64,
}

#[Object]
impl Library {
    async fn books(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
    ) -> Result<Edges<String, One<Book>, EmptyFields, EmptyFields>, Error> {
        let page = Page::from_args(first, after, None, None);
        Ok(self.load_books_page(ctx.loaders::<Sqlite>()?, page).await?.into())
    }

    async fn size(&self, ctx: &Context<'_>) -> Result<u64, Error> {
        self.load_books_count(ctx.loaders::<Sqlite>()?).await
    }
}

#[ComplexObject]
impl Book {
    async fn author(&self, ctx: &Context<'_>) -> Result<One<Author>, Error> {
        self.load_author(ctx.loaders::<Sqlite>()?).await
    }
}

test!(a_schema_begins_with_lists, Sqlite, &[Flavour::CurrentThread], async |db| {
    db.setup(
        "CREATE TABLE authors (id BIGINT PRIMARY KEY);
         CREATE TABLE books (id BIGINT PRIMARY KEY, title TEXT NOT NULL, author_id BIGINT NOT NULL);
         INSERT INTO authors VALUES (1), (2);
         INSERT INTO books VALUES (1, 'Moths', 1), (2, 'Engines', 2), (3, 'Looms', 1)",
    )
    .await;
    let schema = Batching::new(db.pool()).wrap(Schema::new(Library, EmptyMutation, EmptySubscription));
    let query = "{ size books(first: 2) { pageInfo { hasNextPage } nodes { title author { id } } }
        all: books(first: 10) { nodes { id } } }";
    let (answer, asked) = db.counted(schema.execute(query)).await;
    assert_eq!(answer.errors, []);
    let expected = value!({
        "size": 3,
        "books": {
            "pageInfo": { "hasNextPage": true },
            "nodes": [{ "title": "Engines", "author": { "id": 2 } }, { "title": "Looms", "author": { "id": 1 } }],
        },
        "all": { "nodes": [{ "id": 2 }, { "id": 3 }, { "id": 1 }] },
    });
    assert_eq!(answer.data, expected);
    // One statement for both pages, one for the number and one for the authors.
    assert_eq!(asked.len(), 3, "{asked:?}");
});
