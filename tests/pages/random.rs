//! Random questions about random rows have the answers that a naive search gives, in one statement.

use batchload::__private1::{PageFrom, Relation};
use batchload::{Connection, Dialect, Loaders, Lookup, Order, Page};
use futures_util::future::try_join_all;

use super::notes::{
    DownFirst, DownLast, Downward, Gloomy, Mixed, Moody, Note, Numbered, NumberedFirst, NumberedLast, Owner,
    Plain, Tied, TiedLast, UpFirst, UpLast, Upward, compare, load, script, sorted,
};
use crate::support::database::{Database, Tested, on_every_database};

/// Pseudo-random numbers that are the same in every run.
struct Dice(u64);

impl Dice {
    /// A number below `faces`.
    fn roll(&mut self, faces: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % faces
    }

    fn number(&mut self, faces: u64) -> i64 {
        self.roll(faces).cast_signed()
    }
}

const OWNERS: i64 = 6;

/// Writes notes with few different values, so that many rows tie, and with an owner that has none.
fn write(dice: &mut Dice, count: i64) -> Vec<Note> {
    let note = |id| Note {
        id: id * 3,
        owner: dice.number(5),
        grade: i32::try_from(dice.number(4)).unwrap(),
        mood: Some(i32::try_from(dice.number(4)).unwrap()).filter(|mood| *mood > 0),
    };
    (1..=count).map(note).collect()
}

/// A question, and the rows of its cursors.
#[derive(Debug)]
struct Question {
    owner: i64,
    backward: bool,
    size: usize,
    offset: usize,
    after: Option<(Note, String)>,
    before: Option<(Note, String)>,
    total: bool,
}

impl Question {
    fn random(dice: &mut Dice, known: &[(Note, String)]) -> Self {
        let owner = dice.number(OWNERS.cast_unsigned());
        let mut cursor = || {
            let none = known.is_empty() || dice.roll(2) == 0;
            (!none).then(|| known[usize::try_from(dice.roll(known.len() as u64)).unwrap()].clone())
        };
        let (after, before) = (cursor(), cursor());
        Self {
            owner,
            backward: dice.roll(2) == 0,
            size: usize::try_from(dice.roll(6)).unwrap(),
            // Nobody asks what an offset passes over between two cursors that cross.
            offset: usize::try_from(dice.roll(8).saturating_sub(4)).unwrap()
                * usize::from(after.is_none() || before.is_none()),
            after,
            before,
            total: dice.roll(2) == 0,
        }
    }

    fn page(&self) -> Page {
        let size = u32::try_from(self.size).unwrap();
        let mut page = if self.backward { Page::last(size) } else { Page::first(size) };
        if let Some((_, cursor)) = &self.after {
            page = page.after(cursor);
        }
        if let Some((_, cursor)) = &self.before {
            page = page.before(cursor);
        }
        if self.total {
            page = page.with_total();
        }
        page.offset(self.offset as u64)
    }

    /// Returns what a naive search finds: the rows, whether there are rows before and after them, and how many in all.
    fn answer<DB: Tested>(&self, order: &[Order], notes: &[Note]) -> Answer {
        let all = sorted::<DB>(notes, order, self.owner);
        let until = |note: &Note, or_equal: bool| {
            all.iter()
                .filter(|row| compare::<DB>(order, row, note).is_lt() || or_equal && row.id == note.id)
                .count()
        };
        let from = self.after.as_ref().map_or(0, |(note, _)| until(note, true));
        let to = self.before.as_ref().map_or(all.len(), |(note, _)| until(note, false));
        let (start, end) = if from > to {
            // There is nothing between cursors that cross.
            return Answer {
                ids: Vec::new(),
                previous: from > 0,
                next: to < all.len(),
                total: self.count(&all),
            };
        } else if self.backward {
            let end = to.saturating_sub(self.offset).max(from);
            (end.saturating_sub(self.size).max(from), end)
        } else {
            let start = (from + self.offset).min(to);
            (start, (start + self.size).min(to))
        };
        Answer {
            ids: all[start..end].iter().map(|note| note.id).collect(),
            previous: start > 0,
            next: end < all.len(),
            total: self.count(&all),
        }
    }

    fn count(&self, all: &[Note]) -> Option<u64> {
        self.total.then_some(all.len() as u64)
    }
}

#[derive(Debug, PartialEq)]
struct Answer {
    ids: Vec<i64>,
    previous: bool,
    next: bool,
    total: Option<u64>,
}

fn answer_of(page: &Connection<Note>) -> Answer {
    Answer {
        ids: page.rows().iter().map(|note| note.id).collect(),
        previous: page.has_previous_page(),
        next: page.has_next_page(),
        total: page.total_count(),
    }
}

/// Loads every note with its cursor.
async fn cursors<P, DB>(loaders: &Loaders<DB>) -> Vec<(Note, String)>
where
    P: PageFrom<DB, From = Owner>,
    P::Lookup: Lookup<Model = Note, Arguments = ()>,
    DB: Dialect,
{
    let mut known = Vec::new();
    for owner in 0..OWNERS {
        let page = load::<P, DB>(loaders, owner, Page::first(100)).await.unwrap();
        known.extend(page.edges().map(|(cursor, note)| (Note::clone(&note), cursor)));
    }
    known
}

/// Asks many batches of random questions about the notes of this order.
async fn ask<P, DB>(db: &Database<DB>, notes: &[Note], dice: &mut Dice)
where
    P: PageFrom<DB, From = Owner>,
    P::Lookup: Lookup<Model = Note, Arguments = ()>,
    DB: Tested + Dialect,
{
    let order = <<P as Relation>::Lookup>::ORDER;
    let known = cursors::<P, DB>(&Loaders::new(db.pool())).await;
    assert_eq!(known.len(), notes.len());
    // Rows are deleted, but their cursors still lead on.
    let gone = notes.len() / 5;
    db.setup(&format!("DELETE FROM notes WHERE id <= {}", gone * 3)).await;
    for count in [1, 2, 7, 23, 60] {
        for round in 0..4 {
            // Every other round has no cursors, so that many pages are cut alike.
            let known = if round % 2 == 0 { &known[..] } else { &[] };
            let questions: Vec<_> = (0..count).map(|_| Question::random(dice, known)).collect();
            let loaders = Loaders::new(db.pool());
            let loads =
                questions.iter().map(|question| load::<P, DB>(&loaders, question.owner, question.page()));
            let (pages, sent) = db.counted(try_join_all(loads)).await;
            for (page, question) in pages.unwrap().iter().zip(&questions) {
                let expected = question.answer::<DB>(order, &notes[gone..]);
                assert_eq!(answer_of(page), expected, "round {round} of {count}: {} {question:?}", P::NAME);
            }
            assert_eq!(sent.len(), 1, "{sent:?}");
        }
    }
    db.setup("DROP TABLE notes").await;
}

macro_rules! in_order {
    ($promise:ident, $($relation:ident),+) => {
        on_every_database!($promise, async |db| {
            let mut dice = Dice(7);
            $(
                let notes = write(&mut dice, 60);
                db.setup(&script(&notes)).await;
                ask::<$relation, DB>(&db, &notes, &mut dice).await;
            )+
        });
    };
    ($promise:ident, $relation:ident along $index:literal) => {
        on_every_database!($promise, async |db| {
            let mut dice = Dice(7);
            let notes = write(&mut dice, 60);
            db.setup(&script(&notes)).await;
            db.setup(concat!("CREATE INDEX along ON notes (", $index, ")")).await;
            ask::<$relation, DB>(&db, &notes, &mut dice).await;
        });
    };
}

in_order!(pages_in_one_direction_are_those_of_a_naive_search, Plain, Upward, Downward);
in_order!(pages_in_mixed_directions_are_those_of_a_naive_search, Mixed, Tied);
in_order!(pages_with_nulls_are_those_of_a_naive_search, Moody, Gloomy);
in_order!(pages_with_nulls_first_are_those_of_a_naive_search, UpFirst, DownFirst);
in_order!(pages_with_nulls_last_are_those_of_a_naive_search, UpLast, DownLast, TiedLast);
in_order!(numbered_pages_are_those_of_a_naive_search, Numbered, NumberedFirst, NumberedLast);

// MySQL joins the slices if it has an index for the order.
in_order!(pages_up_an_index_are_those_of_a_naive_search, Upward along "owner, grade, id");
in_order!(pages_down_an_index_are_those_of_a_naive_search, Downward along "owner, grade, id");
in_order!(pages_along_a_mixed_index_are_those_of_a_naive_search, Mixed along "owner, grade DESC, id");
in_order!(pages_with_nulls_along_an_index_are_those_of_a_naive_search, Gloomy along "owner, mood DESC, id DESC");
in_order!(pages_with_nulls_first_against_an_index_are_those_of_a_naive_search, DownFirst along "owner, mood, id");
in_order!(pages_with_nulls_last_along_an_index_are_those_of_a_naive_search, DownLast along "owner, mood DESC, id DESC");
