//! What a batch function found, and which value answers which key.

use std::collections::{BTreeMap, HashMap as StdHashMap};
use std::fmt;

use foldhash::{HashMap, HashMapExt};

use crate::key::Key;

/// What a [`BatchFn`](crate::BatchFn) found: at most one value for each key, in whichever form the source gives them.
///
/// - Pairs of a key and its value, in any order, are [`collect`](Iterator::collect)ed. Pairs in the order of the keys
///   that were asked for are fastest, because they need no map.
/// - A map is turned [`into`](Into::into) a `Found`.
/// - Values without keys, in the order of the keys, are given to [`in_order`](Self::in_order).
///
/// A key for which there is nothing has no value, and a key that was not asked for is dropped. If a key comes twice,
/// its last value counts, as in a map.
///
/// ```
/// use std::collections::HashMap;
/// use batchload::Found;
///
/// let pairs: Found<u64, char> = [(1, 'a'), (2, 'b')].into_iter().collect();
/// let map: Found<u64, char> = HashMap::from([(1, 'a'), (2, 'b')]).into();
/// let values: Found<u64, char> = Found::in_order([Some('a'), Some('b')]);
/// ```
#[must_use = "a batch function has to return what it found"]
pub struct Found<K, V>(Form<K, V>);

enum Form<K, V> {
    ByKey(Vec<(K, V)>),
    InOrder(Vec<Option<V>>),
}

impl<K, V> Found<K, V> {
    /// Takes one value for each key that the batch function was asked for, in the order of these keys, and `None` for a
    /// key without a value: the answer of Redis to `MGET`, and of many APIs that take a list.
    ///
    /// If there are more values or fewer than keys, nobody can tell which value belongs to which key. So the whole
    /// batch fails then, with [`Error::Batch`](crate::Error::Batch).
    pub fn in_order(values: impl IntoIterator<Item = Option<V>>) -> Self {
        Self(Form::InOrder(values.into_iter().collect()))
    }

    /// Returns how many values there are.
    pub(crate) fn len(&self) -> usize {
        match &self.0 {
            Form::ByKey(pairs) => pairs.len(),
            Form::InOrder(values) => values.iter().flatten().count(),
        }
    }
}

impl<K: Key, V> Found<K, V> {
    /// Returns the value of each key, in the order of the keys.
    pub(crate) fn into_values(self, keys: &[K]) -> Result<Vec<Option<V>>, UnevenValues> {
        match self.0 {
            Form::ByKey(pairs) => Ok(values_by_key(keys, pairs)),
            Form::InOrder(values) if values.len() == keys.len() => Ok(values),
            Form::InOrder(values) => Err(UnevenValues { values: values.len(), keys: keys.len() }),
        }
    }
}

fn values_by_key<K: Key, V>(keys: &[K], pairs: Vec<(K, V)>) -> Vec<Option<V>> {
    if keys.iter().eq(pairs.iter().map(|(key, _)| key)) {
        // The values stay in the memory of the pairs, which may be more than they need.
        let mut values: Vec<_> = pairs.into_iter().map(|(_, value)| Some(value)).collect();
        values.shrink_to_fit();
        return values;
    }
    let mut positions = HashMap::with_capacity(keys.len());
    positions.extend(keys.iter().zip(0_usize..));
    let mut values: Vec<_> = keys.iter().map(|_| None).collect();
    for (key, value) in pairs {
        if let Some(at) = positions.get(&key) {
            values[*at] = Some(value);
        }
    }
    values
}

/// Values in order, of which there are not as many as keys.
#[derive(Debug, thiserror::Error)]
#[error(
    "`Found::in_order` got {values} values for {keys} keys; give one for each key, `None` if it has no value"
)]
pub(crate) struct UnevenValues {
    values: usize,
    keys: usize,
}

impl<K, V> Default for Found<K, V> {
    /// Finds nothing.
    fn default() -> Self {
        Self(Form::ByKey(Vec::new()))
    }
}

impl<K, V> FromIterator<(K, V)> for Found<K, V> {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(pairs: I) -> Self {
        Self(Form::ByKey(pairs.into_iter().collect()))
    }
}

impl<K, V, const N: usize> From<[(K, V); N]> for Found<K, V> {
    fn from(pairs: [(K, V); N]) -> Self {
        pairs.into_iter().collect()
    }
}

impl<K, V, S> From<StdHashMap<K, V, S>> for Found<K, V> {
    fn from(map: StdHashMap<K, V, S>) -> Self {
        map.into_iter().collect()
    }
}

impl<K, V> From<BTreeMap<K, V>> for Found<K, V> {
    fn from(map: BTreeMap<K, V>) -> Self {
        map.into_iter().collect()
    }
}

impl<K, V> fmt::Debug for Found<K, V> {
    /// Prints how much was found, and no value, since values may be secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Found").field("values", &self.len()).finish()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeSet, HashMap};

    use proptest::collection::{btree_set, vec};
    use proptest::prelude::*;

    use super::Found;

    fn in_any_order(keys: BTreeSet<u8>) -> impl Strategy<Value = Vec<u8>> {
        Just(keys.into_iter().collect::<Vec<_>>()).prop_shuffle()
    }

    /// Keys, and pairs of which some come in the order of the keys.
    fn keys_and_pairs() -> impl Strategy<Value = (Vec<u8>, Vec<(u8, u16)>)> {
        btree_set(0_u8..16, 0..10).prop_flat_map(in_any_order).prop_flat_map(|keys| {
            let ordered = proptest::sample::subsequence(keys.clone(), 0..=keys.len());
            let pairs = (ordered, vec(any::<u16>(), 10), vec((0_u8..20, any::<u16>()), 0..12));
            let pairs = pairs
                .prop_map(|(ordered, values, mixed)| ordered.into_iter().zip(values).chain(mixed).collect());
            (Just(keys), pairs)
        })
    }

    proptest! {
        #[test]
        fn every_key_gets_the_last_value_that_was_found_for_it((keys, pairs) in keys_and_pairs()) {
            let map: HashMap<_, _> = pairs.iter().copied().collect();
            let naive: Vec<_> = keys.iter().map(|key| map.get(key).copied()).collect();
            let found: Found<_, _> = pairs.into_iter().collect();
            prop_assert_eq!(found.into_values(&keys).ok(), Some(naive.clone()));
            prop_assert_eq!(Found::from(map).into_values(&keys).ok(), Some(naive));
        }
    }
}
