//! On random rows, every kind of relation finds what loops over all rows find, in one statement for all rows.

mod bench;
mod models;
mod naive;
mod tables;

use self::bench::Bench;
use self::models::{Book, Genre, House, LIBRARY, Shelf, Writer};
use self::tables::day;
use crate::support::database::on_every_database;

const ROUNDS: usize = 30;

/// Compares relations on random tables, alternately with and without the models' filters.
macro_rules! on_random_tables {
    ($promise:ident, async |$bench:ident| $compare:block) => {
        on_every_database!($promise, async |db| {
            db.setup(LIBRARY).await;
            for (round, tables) in tables::many(ROUNDS).into_iter().enumerate() {
                let $bench = Bench::<DB>::new(&db, tables, round % 2 == 0).await;
                $compare
            }
        });
    };
}

on_random_tables!(a_row_that_is_named_is_that_of_a_naive_search, async |bench| {
    let (naive, tables) = (&bench.naive, &bench.naive.tables);

    let books = bench.from(&tables.books);
    books.rows(Book::load_writer, |book| naive.writer(book)).await;
    let books = bench.some(&tables.books, |book| book.signed_by.is_some());
    books.rows(Book::load_signer, |book| naive.signer(book)).await;

    let writers = bench.some(&tables.writers, |writer| writer.house_id.is_some());
    writers.rows(Writer::load_house, |writer| naive.house(writer)).await;
    let writers = bench.some(&tables.writers, |writer| writer.mentor_id.is_some());
    writers.rows(Writer::load_mentor, |writer| naive.mentor(writer)).await;
});

on_random_tables!(rows_that_name_a_row_are_those_of_a_naive_search, async |bench| {
    let (naive, tables) = (&bench.naive, &bench.naive.tables);

    let houses = bench.from(&tables.houses);
    houses.rows(House::load_writers, |house| naive.writers_of(house)).await;
    houses.count(House::load_writers_count, |house| naive.writers_of(house)).await;
    houses.rows(House::load_beginners, |house| naive.beginners(house)).await;

    let writers = bench.from(&tables.writers);
    writers.rows(Writer::load_pupils, |writer| naive.pupils(writer)).await;
    writers.count(Writer::load_pupils_count, |writer| naive.pupils(writer)).await;
    writers.rows(Writer::load_books, |writer| naive.books_of(writer)).await;
    writers.count(Writer::load_books_count, |writer| naive.books_of(writer)).await;
    writers.rows(Writer::load_graded, |writer| naive.graded(writer)).await;
    writers.count(Writer::load_graded_count, |writer| naive.graded(writer)).await;

    let coded = bench.some(&tables.writers, |writer| writer.code.is_some());
    coded.rows(Writer::load_signed, |writer| naive.signed(writer)).await;
    coded.count(Writer::load_signed_count, |writer| naive.signed(writer)).await;
});

on_random_tables!(rows_under_arguments_are_those_of_a_naive_search, async |bench| {
    let (naive, tables) = (&bench.naive, &bench.naive.tables);
    let writers = bench.from(&tables.writers);
    let books = bench.from(&tables.books);

    for (above, since) in [(0, day(1)), (1, day(0)), (-1, day(3))] {
        let expected = |writer: &Writer| naive.since(writer, above, since);
        writers.rows(|writer, loaders| writer.load_since(loaders, above, since), expected).await;
        writers.count(|writer, loaders| writer.load_since_count(loaders, above, since), expected).await;

        let expected = |writer: &Writer| naive.first_since(writer, since);
        writers.rows(|writer, loaders| writer.load_first_since(loaders, since), expected).await;
    }
    for limit in 0..3 {
        let expected = |book: &Book| naive.light(book, limit);
        books.rows(|book, loaders| book.load_light(loaders, limit), expected).await;
        books.count(|book, loaders| book.load_light_count(loaders, limit), expected).await;
    }
    for least in [0, 2] {
        let expected = |writer: &Writer| naive.contractors(writer, least);
        writers.rows(|writer, loaders| writer.load_contractors(loaders, least), expected).await;
        writers.count(|writer, loaders| writer.load_contractors_count(loaders, least), expected).await;
    }
});

on_random_tables!(the_first_of_many_rows_is_that_of_a_naive_search, async |bench| {
    let (naive, tables) = (&bench.naive, &bench.naive.tables);

    let writers = bench.from(&tables.writers);
    writers.rows(Writer::load_newest, |writer| naive.newest(writer)).await;
    writers.rows(Writer::load_best, |writer| naive.best(writer)).await;
    bench.from(&tables.houses).rows(House::load_newest, |house| naive.newest_of_house(house)).await;
    bench.from(&tables.shelves).rows(Shelf::load_newest, |shelf| naive.newest_on(shelf)).await;
    bench.from(&tables.books).rows(Book::load_house, |book| naive.house_of_book(book)).await;
});

on_random_tables!(rows_by_several_fields_are_those_of_a_naive_search, async |bench| {
    let (naive, tables) = (&bench.naive, &bench.naive.tables);

    let books = bench.some(&tables.books, |book| book.room.is_some());
    books.rows(Book::load_shelf, |book| naive.shelf(book.room, book.number)).await;
    let genres = bench.from(&tables.genres);
    genres.rows(Genre::load_shelf, |genre| naive.shelf(Some(genre.room), genre.number)).await;

    let shelves = bench.from(&tables.shelves);
    shelves.rows(Shelf::load_books, |shelf| naive.books_on(shelf)).await;
    shelves.count(Shelf::load_books_count, |shelf| naive.books_on(shelf)).await;
    shelves.rows(Shelf::load_graded, |shelf| naive.graded_on(shelf)).await;
    shelves.rows(Shelf::load_own_genres, |shelf| naive.own_genres(shelf)).await;
    shelves.count(Shelf::load_own_genres_count, |shelf| naive.own_genres(shelf)).await;
    shelves.rows(Shelf::load_labels, |shelf| naive.labels(shelf)).await;
    shelves.count(Shelf::load_labels_count, |shelf| naive.labels(shelf)).await;
    shelves.rows(Shelf::load_writers, |shelf| naive.writers_on(shelf)).await;
    shelves.count(Shelf::load_writers_count, |shelf| naive.writers_on(shelf)).await;
    shelves.rows(Shelf::load_found_genres, |shelf| naive.found_genres(shelf)).await;
    shelves.count(Shelf::load_found_genres_count, |shelf| naive.found_genres(shelf)).await;
});

on_random_tables!(rows_over_a_table_between_are_those_of_a_naive_search, async |bench| {
    let (naive, tables) = (&bench.naive, &bench.naive.tables);

    let books = bench.from(&tables.books);
    books.rows(Book::load_genres, |book| naive.genres(book)).await;
    books.count(Book::load_genres_count, |book| naive.genres(book)).await;
    let genres = bench.from(&tables.genres);
    genres.rows(Genre::load_books, |genre| naive.books_with(genre)).await;
    genres.count(Genre::load_books_count, |genre| naive.books_with(genre)).await;

    let houses = bench.from(&tables.houses);
    houses.rows(House::load_contracted, |house| naive.contracted(house)).await;
    houses.count(House::load_contracted_count, |house| naive.contracted(house)).await;
});

on_random_tables!(rows_at_the_end_of_a_chain_are_those_of_a_naive_search, async |bench| {
    let (naive, tables) = (&bench.naive, &bench.naive.tables);

    let houses = bench.from(&tables.houses);
    houses.rows(House::load_books, |house| naive.books_of_house(house)).await;
    houses.count(House::load_books_count, |house| naive.books_of_house(house)).await;
    houses.rows(House::load_graded_by_beginners, |house| naive.graded_by_beginners(house)).await;
    houses.count(House::load_graded_by_beginners_count, |house| naive.graded_by_beginners(house)).await;
    houses.rows(House::load_good_by_beginners, |house| naive.good_by_beginners(house)).await;
    houses.count(House::load_good_by_beginners_count, |house| naive.good_by_beginners(house)).await;
    houses.rows(House::load_genres, |house| naive.genres_of_house(house)).await;
    houses.count(House::load_genres_count, |house| naive.genres_of_house(house)).await;

    let books = bench.from(&tables.books);
    books.rows(Book::load_kindred, |book| naive.kindred(book)).await;
    books.count(Book::load_kindred_count, |book| naive.kindred(book)).await;
    let writers = bench.some(&tables.writers, |writer| writer.mentor_id.is_some());
    writers.rows(Writer::load_examples, |writer| naive.examples(writer)).await;
    writers.count(Writer::load_examples_count, |writer| naive.examples(writer)).await;
});
