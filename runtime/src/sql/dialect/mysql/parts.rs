//! Which keys of a batch share a part of a statement, and which parts share a statement. Writes no SQL.

use std::collections::BTreeMap;

use super::MAX_LISTS;
use crate::sql::dialect::KeyedSlice;
use crate::sql::dialect::page::{Arm, Cut, by_arm};

/// Keys that share a part of a statement.
pub(super) struct Part<'k, 'a, K> {
    pub(super) arm: Arm,
    pub(super) keys: Vec<&'k KeyedSlice<'a, K>>,
    /// How all of their slices are cut, if the slices are joined to a list of the keys. If not, each key has a query of
    /// its own.
    pub(super) cut: Option<Cut>,
}

/// Returns the parts of each statement. In one statement, at most `max_alone` keys have a query of their own, and the
/// others stand in at most [`MAX_LISTS`] lists.
pub(super) fn statements<'k, 'a, K>(
    asked: &'k [KeyedSlice<'a, K>],
    are_joined: bool,
    max_alone: usize,
) -> Vec<Vec<Part<'k, 'a, K>>> {
    let mut statements = Vec::new();
    for arms in by_arm(asked, |_| ()) {
        let (mut parts, mut alone) = (Vec::new(), 0);
        for (arm, keys) in arms {
            // A join would read all rows of a key up to the cursor.
            let (joined, others) =
                if are_joined && !arm.has_cursor() { by_cut(keys) } else { (Vec::new(), keys) };
            for (cut, keys) in joined {
                if parts.len() >= MAX_LISTS {
                    statements.push(std::mem::take(&mut parts));
                    alone = 0;
                }
                parts.push(Part { arm: arm.clone(), keys, cut: Some(cut) });
            }
            for keys in others.chunks(max_alone) {
                if alone + keys.len() > max_alone {
                    statements.push(std::mem::take(&mut parts));
                    alone = 0;
                }
                alone += keys.len();
                parts.push(Part { arm: arm.clone(), keys: keys.to_vec(), cut: None });
            }
        }
        statements.push(parts);
    }
    statements
}

/// Returns the keys whose slices are cut alike, and those whose slices are cut like no other.
#[expect(clippy::type_complexity, reason = "two lists")]
fn by_cut<'k, 'a, K>(
    keys: Vec<&'k KeyedSlice<'a, K>>,
) -> (Vec<(Cut, Vec<&'k KeyedSlice<'a, K>>)>, Vec<&'k KeyedSlice<'a, K>>) {
    let mut cuts: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for asked in keys {
        cuts.entry(Cut::of(asked.slice)).or_default().push(asked);
    }
    let (joined, alone): (Vec<_>, Vec<_>) = cuts.into_iter().partition(|(_, keys)| keys.len() > 1);
    (joined, alone.into_iter().flat_map(|(_, keys)| keys).collect())
}
