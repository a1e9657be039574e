//! Parents of several models, each with its own type of key.

use batchload::{BatchLoad, Error, Loaders, Many, One};
use futures_util::future::{join, join_all, try_join_all};
use sqlx::FromRow;

use crate::support::database::on_every_database;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, sqlx::Type)]
#[sqlx(transparent)]
struct FilmId(i64);

impl From<i64> for FilmId {
    fn from(id: i64) -> Self {
        Self(id)
    }
}

impl From<FilmId> for i64 {
    fn from(id: FilmId) -> Self {
        id.0
    }
}

#[derive(Clone, Debug, PartialEq, FromRow, BatchLoad)]
#[has_many(Review, polymorphic = of)]
struct Film {
    id: FilmId,
    title: String,
}

/// A model whose key is narrower than the column that names it.
#[derive(Clone, Debug, PartialEq, FromRow, BatchLoad)]
#[has_many(Review, polymorphic = of)]
struct Book {
    id: i32,
    title: String,
}

#[derive(Clone, Debug, PartialEq, BatchLoad)]
#[batch_load(key = i64)]
enum Work {
    Film(One<Film>),
    Book(One<Book>),
}

#[derive(Clone, Debug, PartialEq, FromRow, BatchLoad)]
struct Review {
    id: i64,
    of_type: String,
    #[belongs_to(Work, kind = of_type, name = of)]
    of_id: i64,
}

const TABLES: &str = "
    CREATE TABLE films (id BIGINT PRIMARY KEY, title VARCHAR(20) NOT NULL);
    CREATE TABLE books (id INTEGER PRIMARY KEY, title VARCHAR(20) NOT NULL);
    CREATE TABLE reviews (id BIGINT PRIMARY KEY, of_type VARCHAR(20) NOT NULL, of_id BIGINT NOT NULL);
    INSERT INTO films VALUES (1, 'Metropolis'), (5000000000, 'Stalker');
    INSERT INTO books VALUES (1, 'Ulysses'), (2, 'Emma');
    INSERT INTO reviews VALUES
        (10, 'film', 1), (11, 'book', 1), (12, 'film', 5000000000), (13, 'book', 2), (14, 'book', 5000000000)";

fn title(work: &Work) -> &str {
    match work {
        Work::Film(film) => &film.title,
        Work::Book(book) => &book.title,
    }
}

on_every_database!(models_of_an_enum_have_types_of_key_of_their_own, async |db| {
    db.setup(TABLES).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let reviews = sqlx::query_as("SELECT id, of_type, of_id FROM reviews ORDER BY id");
    let reviews: Vec<Review> = reviews.fetch_all(&db.pool()).await.unwrap();

    let (found, asked) = db.counted(join_all(reviews.iter().map(|review| review.load_of(&loaders)))).await;
    let [works @ .., too_large] = &found[..] else { panic!("{found:?}") };
    let titles: Vec<_> = works.iter().map(|work| title(work.as_ref().unwrap())).collect();
    assert_eq!(titles, ["Metropolis", "Ulysses", "Stalker", "Emma"]);
    // No book has a key that its column cannot hold.
    let error = too_large.as_ref().unwrap_err();
    assert!(
        matches!(error, Error::MissingRow { relation: "Review::of", key } if **key == *"(\"book\", 5000000000)"),
        "{error}"
    );
    assert_eq!(asked.len(), 2, "{asked:?}");
});

on_every_database!(rows_lead_back_by_the_key_of_their_enum, async |db| {
    db.setup(TABLES).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let films = [1, 5_000_000_000, 7].map(|id| Film { id: FilmId(id), title: String::new() });
    let books = [1, 2].map(|id| Book { id, title: String::new() });

    let loads = join(
        try_join_all(films.iter().map(|film| film.load_reviews(&loaders))),
        try_join_all(books.iter().map(|book| book.load_reviews(&loaders))),
    );
    let ((of_films, of_books), asked) = db.counted(loads).await;
    let ids = |reviews: &Many<Review>| reviews.iter().map(|review| review.id).collect::<Vec<_>>();
    assert_eq!(of_films.unwrap().iter().map(ids).collect::<Vec<_>>(), [vec![10], vec![12], vec![]]);
    assert_eq!(of_books.unwrap().iter().map(ids).collect::<Vec<_>>(), [[11], [13]]);
    assert_eq!(asked.len(), 1, "{asked:?}");
});
