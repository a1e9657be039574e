//! Pages that are sorted by a new type and by enums, whose `SortKey` is derived.

use batchload::{BatchLoad, Loaders, SortKey};

use crate::support::database::{Kind, on_every_database};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, sqlx::Type, SortKey)]
#[sqlx(transparent)]
struct DiscId(i64);

#[derive(Clone, Copy, Debug, PartialEq, sqlx::Type, SortKey)]
#[sqlx(type_name = "genre", rename_all = "lowercase")]
enum Genre {
    Jazz,
    Soul,
    #[sqlx(rename = "type")]
    r#Type,
}

#[derive(Clone, Copy, Debug, PartialEq, sqlx::Type, SortKey)]
#[repr(i32)]
enum Grade {
    Poor = 9,
    Fair = 4,
}

#[derive(BatchLoad)]
#[has_many(Disc, order_by(grade), page)]
#[has_many(Genred, order_by(genre desc), page)]
struct Shelf {
    id: i64,
}

#[derive(BatchLoad)]
struct Disc {
    id: DiscId,
    grade: Option<Grade>,
    #[belongs_to(Shelf)]
    shelf_id: i64,
}

/// A disc whose column a sqlx enum reads. On MySQL and MariaDB, the enum does not read a column that is `NOT NULL`.
#[derive(BatchLoad)]
#[batch_load(table = "discs")]
struct Genred {
    id: DiscId,
    genre: Genre,
    #[belongs_to(Shelf)]
    shelf_id: i64,
}

on_every_database!(the_database_sorts_and_a_cursor_holds_what_it_sorted_by, async |db| {
    let genre = match db.kind() {
        Kind::Postgres => {
            db.setup("CREATE TYPE genre AS ENUM ('soul', 'type', 'jazz')").await;
            "genre"
        }
        Kind::Sqlite => "TEXT",
        Kind::MySql => "VARCHAR(9)",
    };
    db.setup(&format!(
        "CREATE TABLE discs (
             id BIGINT PRIMARY KEY, genre {genre} NOT NULL, grade INT, shelf_id BIGINT NOT NULL
         );
         INSERT INTO discs VALUES
             (1, 'soul', 9, 7), (2, 'jazz', 4, 7), (3, 'type', 9, 7), (4, 'jazz', NULL, 7), (5, 'soul', 4, 7)"
    ))
    .await;
    let loaders = Loaders::<DB>::new(db.pool());
    let shelf = Shelf { id: 7 };

    let (graded, asked) =
        db.counted(async { walked!(2, |page| shelf.load_discs_page(&loaders, page)) }).await;
    let nulls_last = db.kind() == Kind::Postgres;
    let expected = if nulls_last { [2, 5, 1, 3, 4] } else { [4, 2, 5, 1, 3] };
    assert_eq!(graded, expected.map(DiscId));
    assert_eq!(asked.len(), 3, "{asked:?}");

    if db.kind() != Kind::MySql {
        let genred = walked!(1, |page| shelf.load_genreds_page(&loaders, page));
        let declared = db.kind() == Kind::Postgres;
        let expected = if declared { [2, 4, 3, 1, 5] } else { [3, 1, 5, 2, 4] };
        assert_eq!(genred, expected.map(DiscId));
    }
});

#[test]
fn a_cursor_holds_names_and_the_value_in_a_new_type() {
    for genre in [Genre::Jazz, Genre::Soul, Genre::r#Type] {
        assert_eq!(Genre::from_datum(&genre.to_datum()), Some(genre));
    }
    assert_eq!(Genre::Type.to_datum(), "Type".to_owned().to_datum());
    assert_eq!(Genre::from_datum(&"Blues".to_owned().to_datum()), None);
    assert_eq!(Grade::from_datum(&9_i32.to_datum()), None);
    assert_eq!(DiscId::from_datum(&3_i64.to_datum()), Some(DiscId(3)));
}
