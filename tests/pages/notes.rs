//! Owners and their notes, relations between them in orders of all kinds, and the pages that they should have.

use std::cmp::Ordering;

use batchload::__private1::{FieldName, PageFrom};
use batchload::{BatchLoad, Connection, Dialect, Error, Loaders, Lookup, Nulls, Order, Page, Strategy};
use sqlx::FromRow;

use super::facts::{column, lookup, page, relation};
use crate::support::database::{Kind, Tested};

#[derive(Clone, Debug, PartialEq, FromRow, BatchLoad)]
pub struct Owner {
    pub id: i64,
}

#[derive(Clone, Debug, PartialEq, FromRow, BatchLoad)]
pub struct Note {
    pub id: i64,
    pub owner: i64,
    pub grade: i32,
    pub mood: Option<i32>,
}

column!(1: Note, grade, i32);
column!(2: Note, mood, Option<i32>);
lookup!(ByOwner: Note, i64, (i64,), &["owner"]);

pub type Grade = FieldName<1>;
pub type Mood = FieldName<2>;

const fn up(column: &'static str) -> Order {
    Order::by(column)
}

const fn down(column: &'static str) -> Order {
    Order::by(column).descending()
}

const fn first(order: Order) -> Order {
    Order { nulls: Some(Nulls::First), ..order }
}

const fn last(order: Order) -> Order {
    Order { nulls: Some(Nulls::Last), ..order }
}

relation!(Plain: Owner, ByOwner, |owner| Some(owner.id), &[up("id")], ());
relation!(Upward: Owner, ByOwner, |owner| Some(owner.id), &[up("grade")], (Grade,));
relation!(Downward: Owner, ByOwner, |owner| Some(owner.id), &[down("grade"), down("id")], (Grade,));
relation!(Mixed: Owner, ByOwner, |owner| Some(owner.id), &[down("grade"), up("id")], (Grade,));
relation!(Moody: Owner, ByOwner, |owner| Some(owner.id), &[up("mood"), down("grade")], (Mood, Grade));
relation!(Gloomy: Owner, ByOwner, |owner| Some(owner.id), &[down("mood"), down("id")], (Mood,));
relation!(Tied: Owner, ByOwner, |owner| Some(owner.id), &[up("grade"), down("mood")], (Grade, Mood));
relation!(Numbered: Owner, ByOwner, |owner| Some(owner.id), &[up("mood"), down("grade")], (Mood, Grade), Strategy::Window);
relation!(UpFirst: Owner, ByOwner, |owner| Some(owner.id), &[first(up("mood")), down("grade")], (Mood, Grade));
relation!(UpLast: Owner, ByOwner, |owner| Some(owner.id), &[last(up("mood")), down("grade")], (Mood, Grade));
relation!(DownFirst: Owner, ByOwner, |owner| Some(owner.id), &[first(down("mood")), down("id")], (Mood,));
relation!(DownLast: Owner, ByOwner, |owner| Some(owner.id), &[last(down("mood")), down("id")], (Mood,));
relation!(TiedLast: Owner, ByOwner, |owner| Some(owner.id), &[up("grade"), last(up("mood"))], (Grade, Mood));
relation!(NumberedFirst: Owner, ByOwner, |owner| Some(owner.id), &[first(down("mood")), up("grade")], (Mood, Grade), Strategy::Window);
relation!(NumberedLast: Owner, ByOwner, |owner| Some(owner.id), &[last(up("mood")), down("grade")], (Mood, Grade), Strategy::Window);

relation!(Nobodys: Owner, ByOwner, |_owner| None, &[up("grade")], (Grade,));

/// Loads a page of an owner's notes.
pub async fn load<P, DB>(loaders: &Loaders<DB>, owner: i64, asked: Page) -> Result<Connection<Note>, Error>
where
    P: PageFrom<DB, From = Owner>,
    P::Lookup: Lookup<Model = Note, Arguments = ()>,
    DB: Dialect,
{
    page::<P, DB>(loaders, (), &Owner { id: owner }, &asked).await
}

/// Returns the SQL of the table of notes with these rows.
pub fn script(notes: &[Note]) -> String {
    let row = |note: &Note| {
        let mood = note.mood.map_or("NULL".to_owned(), |mood| mood.to_string());
        format!("({}, {}, {}, {mood})", note.id, note.owner, note.grade)
    };
    let rows: Vec<_> = notes.iter().map(row).collect();
    format!(
        "CREATE TABLE notes (id BIGINT PRIMARY KEY, owner BIGINT NOT NULL, grade INT NOT NULL, mood INT);
         INSERT INTO notes VALUES {}",
        rows.join(", ")
    )
}

/// Compares two notes by an order that the primary key completes.
pub fn compare<DB: Tested>(order: &[Order], a: &Note, b: &Note) -> Ordering {
    let nulls_are_largest = |order: &Order| match order.nulls {
        Some(nulls) => (nulls == Nulls::Last) != order.descending,
        None => DB::KIND == Kind::Postgres,
    };
    let mood = |order: &Order, note: &Note| match note.mood {
        None if nulls_are_largest(order) => i64::MAX,
        None => i64::MIN,
        Some(mood) => mood.into(),
    };
    let by = |order: &Order| match order.column {
        "grade" => a.grade.cmp(&b.grade),
        "mood" => mood(order, a).cmp(&mood(order, b)),
        _ => a.id.cmp(&b.id),
    };
    let directed = |order: &Order| if order.descending { by(order).reverse() } else { by(order) };
    order.iter().map(directed).find(|ordering| ordering.is_ne()).unwrap_or_else(|| a.id.cmp(&b.id))
}

/// Returns the notes of an owner, in this order.
pub fn sorted<DB: Tested>(notes: &[Note], order: &[Order], owner: i64) -> Vec<Note> {
    let mut of_owner: Vec<_> = notes.iter().filter(|note| note.owner == owner).cloned().collect();
    of_owner.sort_by(|a, b| compare::<DB>(order, a, b));
    of_owner
}
