//! Keys that are equal under the key type's own `Eq` are one key. Nothing else makes a key special.
//!
//! facebook/dataloader has a key function in addition to the key. Here the key's type says which keys are equal: a
//! newtype that normalises, or one that compares addresses.

use std::hash::{Hash, Hasher};
use std::sync::Arc;

use batchload::Key;
use futures_util::try_join;
use uuid::Uuid;

use crate::support::recorder::{Recorder, echo, recorded};
use crate::support::ways::in_every_way;

/// An object that equals itself and nothing else.
#[derive(Clone, Debug)]
struct Identity(Arc<()>);

impl Identity {
    fn new() -> Self {
        Self(Arc::new(()))
    }
}

impl PartialEq for Identity {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Eq for Identity {}

impl Hash for Identity {
    fn hash<H: Hasher>(&self, state: &mut H) {
        Arc::as_ptr(&self.0).hash(state);
    }
}

/// A set of attributes. Their order does not count for equality, but is kept.
#[derive(Clone, Debug)]
struct Attributes(Vec<(char, i32)>);

impl Attributes {
    fn normal(&self) -> Vec<(char, i32)> {
        let mut normal = self.0.clone();
        normal.sort_unstable();
        normal
    }
}

impl PartialEq for Attributes {
    fn eq(&self, other: &Self) -> bool {
        self.normal() == other.normal()
    }
}

impl Eq for Attributes {}

impl Hash for Attributes {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.normal().hash(state);
    }
}

/// The attributes in the order in which the sent key has them.
type AsWritten = Vec<(char, i32)>;

fn written() -> Recorder<Attributes, AsWritten> {
    Recorder::new(async |keys: Vec<Attributes>| {
        Ok(keys.into_iter().map(|key| (key.clone(), key.0)).collect())
    })
}

const AB: [(char, i32); 2] = [('a', 1), ('b', 2)];
const BA: [(char, i32); 2] = [('b', 2), ('a', 1)];

fn ab() -> Attributes {
    Attributes(AB.to_vec())
}

fn ba() -> Attributes {
    Attributes(BA.to_vec())
}

#[test]
fn keys_can_be_compared_by_identity() {
    in_every_way(async || {
        let (loader, calls) = echo();
        let (a, b) = (Identity::new(), Identity::new());
        let values = try_join!(loader.load(a.clone()), loader.load(b.clone())).unwrap();
        assert_eq!(values, (Some(a.clone()), Some(b.clone())));
        assert_eq!(calls.list(), [[a.clone(), b.clone()]]);
        loader.clear(&a);
        let values = try_join!(loader.load(a.clone()), loader.load(b.clone())).unwrap();
        assert_eq!(values, (Some(a.clone()), Some(b.clone())));
        assert_eq!(calls.list(), [vec![a.clone(), b], vec![a]]);
    });
}

#[test]
fn of_equal_keys_in_one_turn_the_first_is_asked() {
    in_every_way(async || {
        let (loader, calls) = recorded(written());
        let values = try_join!(loader.load(ba()), loader.load(ab())).unwrap();
        assert_eq!(values, (Some(BA.to_vec()), Some(BA.to_vec())));
        assert_eq!(calls.list().concat().iter().map(|key| &key.0[..]).collect::<Vec<_>>(), [BA]);
    });
}

#[test]
fn of_equal_keys_in_two_turns_the_first_is_asked() {
    in_every_way(async || {
        let (loader, calls) = recorded(written());
        assert_eq!(loader.load(ab()).await.unwrap(), Some(AB.to_vec()));
        assert_eq!(loader.load(ba()).await.unwrap(), Some(AB.to_vec()));
        assert_eq!(calls.list().concat().iter().map(|key| &key.0[..]).collect::<Vec<_>>(), [AB]);
    });
}

#[test]
fn a_key_is_cleared_through_an_equal_one() {
    in_every_way(async || {
        let (loader, calls) = recorded(written());
        assert_eq!(loader.load(ab()).await.unwrap(), Some(AB.to_vec()));
        loader.clear(&ba());
        assert_eq!(loader.load(ba()).await.unwrap(), Some(BA.to_vec()));
        assert_eq!(calls.list().concat().iter().map(|key| &key.0[..]).collect::<Vec<_>>(), [AB, BA]);
    });
}

#[test]
fn a_key_is_primed_through_an_equal_one() {
    in_every_way(async || {
        let (loader, calls) = recorded(written());
        loader.prime(ab(), vec![]);
        assert_eq!(loader.load(ba()).await.unwrap(), Some(vec![]));
        assert_eq!(calls.count(), 0);
    });
}

#[test]
fn zero_empty_and_nil_are_keys_like_others() {
    async fn loads<K: Key>(keys: [K; 2]) {
        let (loader, calls) = echo();
        assert_eq!(loader.load_many(keys.clone()).await.unwrap(), keys.clone().map(Some));
        assert_eq!(loader.load(keys[0].clone()).await.unwrap(), Some(keys[0].clone()));
        assert_eq!(calls.list(), [keys]);
    }
    in_every_way(async || {
        loads([0_u64, 1]).await;
        loads([0_i64, -1]).await;
        loads([String::new(), " ".to_owned()]).await;
        loads([Uuid::nil(), Uuid::max()]).await;
        loads([None, Some(0)]).await;
        loads([vec![], vec![0_u8]]).await;
        loads([false, true]).await;
        loads([(0, String::new()), (0, "0".to_owned())]).await;
    });
}

#[test]
fn a_loader_for_no_information_at_all_asks_once() {
    in_every_way(async || {
        let (loader, calls) = echo();
        assert_eq!(loader.load_many([(), ()]).await.unwrap(), [Some(()), Some(())]);
        assert_eq!(calls.list(), [[()]]);
    });
}

#[test]
fn c13_keys_whose_hashes_collide_are_told_apart() {
    #[derive(Clone, Debug, PartialEq, Eq)]
    struct Colliding(i32);
    impl Hash for Colliding {
        fn hash<H: Hasher>(&self, state: &mut H) {
            0.hash(state);
        }
    }
    in_every_way(async || {
        let (loader, calls) = echo();
        let keys = [Colliding(1), Colliding(2), Colliding(3)];
        assert_eq!(loader.load_many(keys.clone()).await.unwrap(), keys.clone().map(Some));
        loader.clear(&keys[1]);
        assert_eq!(loader.load_many(keys.clone()).await.unwrap(), keys.clone().map(Some));
        assert_eq!(calls.list(), [keys.to_vec(), vec![Colliding(2)]]);
    });
}

#[test]
fn equal_keys_of_different_loaders_do_not_meet() {
    in_every_way(async || {
        let (quiet, quiet_calls) = echo();
        let loud = Recorder::new(async |keys: Vec<char>| {
            Ok(keys.into_iter().map(|key| (key, key.to_ascii_uppercase())).collect())
        });
        let (loud, loud_calls) = recorded(loud);
        let values = try_join!(quiet.load('k'), loud.load('k')).unwrap();
        assert_eq!(values, (Some('k'), Some('K')));
        assert_eq!((quiet_calls.list(), loud_calls.list()), (vec![vec!['k']], vec![vec!['k']]));
    });
}

#[test]
fn many_loads_outlive_what_their_keys_came_from() {
    in_every_way(async || {
        let (loader, calls) = echo();
        let keys = vec![1, 2];
        let loads = loader.load_many(keys.iter().copied());
        drop(keys);
        assert_eq!(format!("{loads:?}"), "LoadMany { keys: 2, answered: 0, .. }");
        assert_eq!(loads.await.unwrap(), [Some(1), Some(2)]);
        assert_eq!(calls.list(), [[1, 2]]);
    });
}
