//! Which keys a database holds equal, if neither the keys nor the rows tell. Decides when to ask the database;
//! `dialect` writes the statement.

use std::collections::HashMap;

use futures_util::TryStreamExt;

use super::{FetchPlan, Runner};
use crate::Error;
use crate::answers::pairing::{NO_GROUP, Pairs};
use crate::key::Parted;
use crate::sql::bindings::unbound;
use crate::sql::dialect::{Dialect, Keys, Statement};

/// Lets the rows of a key answer every other key that the database holds equal. Asks the database only in doubt.
pub(super) async fn merge<K, P, DB>(
    plan: &FetchPlan<'_, DB>,
    asked: &[P],
    pairs: &mut Pairs<K>,
) -> Result<(), Error>
where
    K: Parted<P>,
    P: Keys<DB>,
    DB: Dialect,
{
    if is_settled(pairs, plan.unique) {
        return Ok(());
    }
    let unasked: Vec<_> = pairs.unasked_keys.iter().map(Parted::parts).collect();
    let keys: Vec<_> = asked.iter().chain(&unasked).collect();
    let folded: Vec<_> = keys.iter().map(|key| key.folded()).collect();
    let doubtful = in_doubt(&folded, asked.len());
    let (asked_in_doubt, unasked_in_doubt) =
        doubtful.split_at(doubtful.partition_point(|&key| key < asked.len()));
    if doubtful.is_empty() {
        return Ok(());
    }
    let mut connection = plan.run.origin.connection(plan.run.name).await?;
    let same = compare(plan, &mut connection, &keys, (asked_in_doubt, unasked_in_doubt)).await;
    connection.finish(&same);
    let same = same?;
    for group in pairs.row_groups.iter_mut().chain(&mut pairs.key_groups).filter(|group| **group != NO_GROUP)
    {
        *group = same[*group];
    }
    Ok(())
}

/// Returns for each key the first key that is equal to it. Compares the keys in doubt: those that were asked, and those
/// that were not.
async fn compare<P, DB>(
    plan: &FetchPlan<'_, DB>,
    connection: &mut DB::Connection,
    keys: &[&P],
    (asked, unasked): (&[usize], &[usize]),
) -> Result<Vec<usize>, Error>
where
    P: Keys<DB>,
    DB: Dialect,
{
    let mut same: Vec<_> = (0..keys.len()).collect();
    for unasked in by_statement::<P, DB>(asked, unasked, keys) {
        let numbered = [asked, unasked].concat();
        let numbered_keys: Vec<_> = numbered.iter().map(|&at| keys[at]).collect();
        let statement = P::equal_keys(&plan.question, &numbered_keys).map_err(unbound(plan.run.name))?;
        let ranks = ranks(&plan.run, connection, statement, numbered.len()).await?;
        unite(&mut same, &numbered, &ranks);
    }
    Ok(same)
}

/// Returns which of the keys that were not asked each statement compares with all asked keys: at most as many as one
/// statement can hold, and as many bytes as fit next to the asked keys, but at least a quarter of what fits alone. If
/// all keys were asked, one statement compares them.
fn by_statement<'s, P: Keys<DB>, DB: Dialect>(
    asked: &[usize],
    unasked: &'s [usize],
    keys: &[&P],
) -> Vec<&'s [usize]> {
    let taken: usize = asked.iter().map(|&at| keys[at].bytes()).sum();
    let max_bytes = P::max_bytes().saturating_sub(taken).max(P::max_bytes() / 4);
    let mut parts = Vec::new();
    let mut rest = unasked;
    while parts.is_empty() || !rest.is_empty() {
        let mut bytes = 0;
        let fits = |at: &&usize| {
            bytes += keys[**at].bytes();
            bytes <= max_bytes
        };
        let fitting = rest.iter().take(P::max_keys()).take_while(fits).count();
        let (part, others) = rest.split_at(fitting.max(1).min(rest.len()));
        parts.push(part);
        rest = others;
    }
    parts
}

/// Returns whether every row is the only one of the only key that it can answer, so that there is nothing to ask.
fn is_settled<K>(pairs: &Pairs<K>, unique: bool) -> bool {
    if pairs.row_groups.is_empty() || pairs.key_groups.len() < 2 {
        return true;
    }
    let mut found = vec![false; pairs.key_groups.len() + pairs.unasked_keys.len()];
    for &group in pairs.row_groups.iter().filter(|&&group| group != NO_GROUP) {
        found[group] = true;
    }
    unique && pairs.unasked_keys.is_empty() && pairs.key_groups.iter().all(|&group| found[group])
}

/// Returns the keys to which another key may be equal, the asked ones first. Returns all keys if one of them tells
/// nothing, or if one that was not asked looks like no other key.
fn in_doubt(folded: &[Option<Vec<u8>>], asked: usize) -> Vec<usize> {
    let mut counts = HashMap::new();
    for key in folded {
        *counts.entry(key).or_insert(0) += 1;
    }
    let alone = |at: &usize| counts[&folded[*at]] == 1;
    if counts.contains_key(&None) || (asked..folded.len()).any(|at| alone(&at)) {
        return (0..folded.len()).collect();
    }
    (0..folded.len()).filter(|at| !alone(at)).collect()
}

/// Returns the ranks that the database gives to this many keys. Keys with equal ranks are equal.
async fn ranks<DB: Dialect>(
    run: &Runner<'_, DB>,
    connection: &mut DB::Connection,
    statement: Statement<DB>,
    keys: usize,
) -> Result<Vec<i64>, Error> {
    let mut ranks = vec![-1; keys];
    run.meter.statement();
    let mut rows = DB::rows(connection, statement);
    while let Some(row) = rows.try_next().await.map_err(Error::database(run.name))? {
        let number = DB::number(&row, 0).map_err(Error::database(run.name))?;
        let rank = DB::number(&row, 1).map_err(Error::database(run.name))?;
        if let Some(known) = usize::try_from(number).ok().and_then(|number| ranks.get_mut(number)) {
            *known = rank;
        }
    }
    Ok(ranks)
}

/// Points every key to the first key of its rank.
fn unite(same: &mut [usize], numbered: &[usize], ranks: &[i64]) {
    let mut first = HashMap::new();
    for (&at, rank) in numbered.iter().zip(ranks) {
        same[at] = *first.entry(rank).or_insert(at);
    }
}

#[cfg(test)]
mod tests {
    use super::{in_doubt, is_settled, unite};
    use crate::answers::pairing::Pairs;

    fn folded(keys: &[&str]) -> Vec<Option<Vec<u8>>> {
        keys.iter().map(|key| (*key != "?").then(|| key.as_bytes().to_vec())).collect()
    }

    #[test]
    fn keys_of_their_own_are_not_in_doubt() {
        assert!(in_doubt(&folded(&["a", "b", "c"]), 3).is_empty());
        assert_eq!(in_doubt(&folded(&["a", "b", "a"]), 3), [0, 2]);
    }

    #[test]
    fn an_unasked_key_may_belong_to_a_key_that_looks_alike() {
        assert_eq!(in_doubt(&folded(&["a", "b", "b"]), 2), [1, 2]);
    }

    #[test]
    fn an_unasked_key_that_looks_like_no_other_may_belong_to_any() {
        assert_eq!(in_doubt(&folded(&["a", "b", "c"]), 2), [0, 1, 2]);
        assert_eq!(in_doubt(&folded(&["a", "?", "b"]), 3), [0, 1, 2]);
    }

    #[test]
    fn equal_ranks_share_the_first_key() {
        let mut same = vec![0, 1, 2, 3, 4];
        unite(&mut same, &[1, 2, 4], &[7, 8, 7]);
        assert_eq!(same, [0, 1, 2, 3, 1]);
    }

    #[test]
    fn a_unique_lookup_that_found_every_key_is_settled() {
        let found = |keys: &[&'static str], rows: &[&'static str]| {
            Pairs::by_value(keys, rows.iter().copied().map(Some))
        };
        assert!(is_settled(&found(&["a", "A"], &["A", "a"]), true));
        assert!(!is_settled(&found(&["a", "A"], &["A", "a"]), false));
        assert!(!is_settled(&found(&["a", "A"], &["a"]), true));
        assert!(!is_settled(&found(&["a", "b"], &["a", "B"]), true));
        assert!(is_settled(&found(&["a"], &["A"]), true));
        assert!(is_settled(&found(&["a", "b"], &[]), false));
    }
}
