//! Rows that come with a link row are output types like the rows themselves.

use async_graphql::{
    ComplexObject, Context, EmptyMutation, EmptySubscription, Object, Schema, SimpleObject, value,
};
use batchload::graphql::{Batching, GetLoaders};
use batchload::{BatchLoad, Error, Linked, Many};
use sqlx::{FromRow, Sqlite};

use crate::support::database::test;
use crate::support::runtimes::Flavour;

#[derive(Clone, Debug, FromRow, BatchLoad, SimpleObject)]
#[graphql(complex)]
#[many_to_many(Book, through = Loan, order_by(title))]
struct Reader {
    id: i64,
}

#[derive(Clone, Debug, FromRow, BatchLoad, SimpleObject)]
struct Book {
    id: i64,
    title: String,
}

#[derive(Clone, Debug, FromRow, BatchLoad)]
struct Loan {
    #[batch_load(primary_key)]
    #[belongs_to(Reader)]
    reader_id: i64,
    #[batch_load(primary_key)]
    #[belongs_to(Book)]
    book_id: i64,
    days: i64,
}

#[ComplexObject]
impl Reader {
    async fn books(&self, ctx: &Context<'_>) -> Result<Many<Linked<Book, Loan>>, Error> {
        self.load_books(ctx.loaders::<Sqlite>()?).await
    }

    async fn longest(&self, ctx: &Context<'_>) -> Result<Option<i64>, Error> {
        let books = self.load_books(ctx.loaders::<Sqlite>()?).await?;
        Ok(books.iter().map(|book| book.link().days).max())
    }
}

struct Query;

#[Object]
impl Query {
    async fn readers(&self) -> Many<Reader> {
        Many::from(vec![Reader { id: 1 }, Reader { id: 2 }])
    }
}

test!(linked_rows_look_like_the_rows_they_are, Sqlite, &[Flavour::CurrentThread], async |db| {
    db.setup(
        "CREATE TABLE books (id BIGINT PRIMARY KEY, title TEXT NOT NULL);
         CREATE TABLE loans (reader_id BIGINT NOT NULL, book_id BIGINT NOT NULL, days BIGINT NOT NULL);
         INSERT INTO books VALUES (1, 'Moths'), (2, 'Engines');
         INSERT INTO loans VALUES (1, 1, 30), (1, 2, 7), (2, 1, 14)",
    )
    .await;
    let schema = Schema::new(Query, EmptyMutation, EmptySubscription);
    assert!(schema.sdl().contains("books: [Book!]!"), "{}", schema.sdl());
    let schema = Batching::new(db.pool()).wrap(schema);
    let query = "{ readers { books { __typename title } longest } }";
    let (answer, asked) = db.counted(schema.execute(query)).await;
    let book = |title: &str| value!({ "__typename": "Book", "title": title });
    let expected = value!({ "readers": [
        { "books": [(book("Engines")), (book("Moths"))], "longest": 30 },
        { "books": [(book("Moths"))], "longest": 14 },
    ] });
    assert_eq!((answer.errors, answer.data), (vec![], expected));
    assert_eq!(asked.len(), 1, "{asked:?}");
});
