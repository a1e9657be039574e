//! Rows that belong to each other through a model: each comes with its link row.

use batchload::{BatchLoad, Linked, Loaders, Many};
use futures_util::future::try_join_all;
use sqlx::FromRow;

use crate::support::database::on_every_database;

#[derive(Clone, Debug, PartialEq, FromRow, BatchLoad)]
#[many_to_many(Club, through = Membership, order_by(name desc))]
#[many_to_many(Club, name = joined, through = Membership, filter = "name >= :from", args(from: String))]
struct Person {
    id: i64,
}

#[derive(Clone, Debug, PartialEq, FromRow, BatchLoad)]
#[many_to_many(
    Person,
    name = members,
    through = Membership,
    foreign_key = club_id,
    target_key = person_id
)]
struct Club {
    id: String,
    #[sqlx(rename = "title")]
    name: String,
}

#[derive(Clone, Debug, PartialEq, FromRow, BatchLoad)]
#[batch_load(filter = "left_on IS NULL")]
struct Membership {
    id: i64,
    #[belongs_to(Person)]
    person_id: i64,
    #[belongs_to(Club)]
    club_id: Option<String>,
    role: Option<String>,
    left_on: Option<i32>,
}

const CLUBS: &str = "
    CREATE TABLE persons (id BIGINT PRIMARY KEY);
    CREATE TABLE clubs (id VARCHAR(20) PRIMARY KEY, title VARCHAR(40) NOT NULL, name VARCHAR(40));
    CREATE TABLE memberships (
        id BIGINT PRIMARY KEY, person_id BIGINT NOT NULL, club_id VARCHAR(20), role VARCHAR(20), left_on INT
    );
    INSERT INTO persons VALUES (1), (2), (3);
    INSERT INTO clubs VALUES ('chess', 'Chess', 'C'), ('rowing', 'Rowing', 'R');
    INSERT INTO memberships VALUES
        (10, 1, 'chess', 'chair', NULL), (11, 1, 'rowing', NULL, NULL), (12, 2, 'chess', NULL, NULL),
        (13, 2, 'rowing', 'cox', 5), (14, 2, NULL, NULL, NULL);
";

/// Returns the name of each club, with the id and the role of the membership.
fn clubs(found: &Many<Linked<Club, Membership>>) -> Vec<(&str, i64, Option<&str>)> {
    found.iter().map(|club| (&*club.name, club.link().id, club.link().role.as_deref())).collect()
}

on_every_database!(every_row_comes_with_the_row_that_links_it, async |db| {
    db.setup(CLUBS).await;
    let loaders = Loaders::<DB>::new(db.pool());
    loaders.check::<Person>().await.unwrap();
    loaders.check::<Club>().await.unwrap();
    loaders.check::<Membership>().await.unwrap();
    let persons = [1, 2, 3].map(|id| Person { id });

    let (found, asked) =
        db.counted(try_join_all(persons.iter().map(|person| person.load_clubs(&loaders)))).await;

    let found = found.unwrap();
    assert_eq!(clubs(&found[0]), [("Rowing", 11, None), ("Chess", 10, Some("chair"))]);
    assert_eq!(clubs(&found[1]), [("Chess", 12, None)], "the scope of the link is obeyed");
    assert!(found[2].is_empty());
    assert_eq!(found[0][1].row(), &Club { id: "chess".to_owned(), name: "Chess".to_owned() });
    assert_eq!(asked.len(), 1, "{asked:?}");
});

on_every_database!(the_other_side_finds_its_rows_by_text_keys, async |db| {
    db.setup(CLUBS).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let clubs = ["rowing", "chess"].map(|id| Club { id: id.to_owned(), name: String::new() });

    let (found, asked) = db.counted(try_join_all(clubs.iter().map(|club| club.load_members(&loaders)))).await;

    let found = found.unwrap();
    let members: Vec<Vec<_>> = found
        .iter()
        .map(|members| members.iter().map(|member| (member.id, member.link().id)).collect())
        .collect();
    assert_eq!(members, [vec![(1, 11)], vec![(1, 10), (2, 12)]]);
    assert_eq!(asked.len(), 1, "{asked:?}");
});

on_every_database!(a_filter_is_about_the_rows_and_its_arguments_never_mix, async |db| {
    // The filter uses the column `name`, which no field reads.
    db.setup(CLUBS).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let person = Person { id: 1 };

    let loads = ["D", "A", "D"].map(|from| person.load_joined(&loaders, from.to_owned()));
    let (found, asked) = db.counted(loaders.drive(try_join_all(loads))).await;

    let found: Vec<_> = found.unwrap().iter().map(|found| found.len()).collect();
    assert_eq!(found, [1, 2, 1]);
    assert_eq!(asked.len(), 2, "{asked:?}");
    assert_eq!(loaders.stats().lookup("Person::joined").unwrap().statements, 2);
});

on_every_database!(links_without_scopes_are_found_as_well_and_are_kept_apart, async |db| {
    db.setup(CLUBS).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let person = Person { id: 2 };

    let (found, asked) = db
        .counted(futures_util::future::try_join(
            person.load_clubs(&loaders),
            person.load_clubs(&loaders.unscoped()),
        ))
        .await;

    let (some, all) = found.unwrap();
    assert_eq!(clubs(&some), [("Chess", 12, None)]);
    assert_eq!(clubs(&all), [("Rowing", 13, Some("cox")), ("Chess", 12, None)]);
    assert_eq!(asked.len(), 2, "{asked:?}");
});

on_every_database!(several_links_of_one_row_stand_in_the_order_of_their_primary_key, async |db| {
    db.setup(CLUBS).await;
    // Inserted against their order, and against that of the clubs.
    for (id, club) in [(29, "rowing"), (27, "chess"), (28, "rowing"), (25, "chess"), (26, "rowing")] {
        db.setup(&format!("INSERT INTO memberships VALUES ({id}, 3, '{club}', NULL, NULL)")).await;
    }
    let loaders = Loaders::<DB>::new(db.pool());
    let person = Person { id: 3 };

    let (found, asked) = db
        .counted(futures_util::future::try_join(
            person.load_clubs(&loaders),
            person.load_joined(&loaders, "A".to_owned()),
        ))
        .await;

    let (down, up) = found.unwrap();
    let links = |found: &Many<Linked<Club, Membership>>| found.iter().map(|club| club.link().id).collect();
    let (down, up): (Vec<_>, Vec<_>) = (links(&down), links(&up));
    assert_eq!(down, [26, 28, 29, 25, 27]);
    assert_eq!(up, [25, 27, 26, 28, 29]);
    assert_eq!(asked.len(), 2, "{asked:?}");
});
