//! Pages of each parent's rows in one statement: which rows they have, what lies around them, and where a cursor leads.

/// Returns the ids of all rows, loaded in pages of this size, one after the other.
macro_rules! walked {
    ($size:expr, $load:expr) => {{
        let (mut walked, mut asked) = (Vec::new(), batchload::Page::first($size));
        loop {
            let page = $load(asked).await.unwrap();
            walked.extend(page.rows().iter().map(|row| row.id));
            let Some(end) = page.end_cursor().filter(|_| page.has_next_page()) else { break walked };
            assert!(walked.len() < 1_000, "the pages go in a circle");
            asked = batchload::Page::first($size).after(end);
        }
    }};
}

mod derived;
mod facts;
mod firsts;
mod forged;
mod hints;
mod keys;
mod notes;
mod on_mysql;
mod own_types;
mod plans;
mod questions;
mod random;
mod same_keys;
mod through;
mod times;
mod unsortable;
mod values;
mod walking;
