//! A batch function may load, but a batch that would wait for itself gets an error instead.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock};

use batchload::{BatchFn, Error, Found, Loader, LoaderBuilder};
use futures_util::future::join_all;
use futures_util::{FutureExt, join};
use tokio::sync::Notify;
use tokio::task::yield_now;

use crate::support::recorder::Recorder;
use crate::support::ways::in_every_way;

/// A loader's name, and one of its keys.
type Need = (&'static str, i32);

type Summing = Loader<i32, Option<i32>>;

/// For each key, loads the keys that it needs first. Its value is the sum of their values and the key itself. The
/// batches of `c` pause before they load.
#[derive(Clone)]
struct Sums(Arc<Inner>);

struct Inner {
    name: &'static str,
    needs: HashMap<i32, Vec<Need>>,
    loaders: Arc<OnceLock<HashMap<&'static str, Summing>>>,
    calls: Mutex<Vec<Vec<i32>>>,
}

impl BatchFn for Sums {
    type Key = i32;
    type Value = i32;
    type Error = Error;

    async fn load_batch(&self, keys: &[i32]) -> Result<Found<i32, i32>, Error> {
        let inner = &self.0;
        inner.calls.lock().unwrap().push(keys.to_vec());
        if inner.name == "c" {
            tokio::spawn(async {}).await.unwrap();
        }
        let mut sums: HashMap<i32, i32> = keys.iter().map(|key| (*key, *key)).collect();
        for key in keys {
            let needs = inner.needs.get(key).into_iter().flatten();
            // Boxed, because the future of a batch function that loads from its own kind would contain itself.
            let loads = needs.map(|(name, key)| inner.loaders.get().unwrap()[name].load(*key).boxed());
            for found in join_all(loads).await {
                *sums.get_mut(key).unwrap() += found?.unwrap();
            }
        }
        Ok(sums.into())
    }
}

struct Request(HashMap<&'static str, Summing>, HashMap<&'static str, Sums>);

impl Request {
    /// Makes loaders, given the needs of the batch of each key.
    fn new(needs: &[(&'static str, i32, &[Need])]) -> Self {
        Self::configured(needs, |builder| builder)
    }

    /// Makes loaders of which each batch takes one key. `concurrency` batches run at a time, for as long as they need.
    fn one_by_one(concurrency: usize, needs: &[(&'static str, i32, &[Need])]) -> Self {
        Self::configured(needs, |builder| {
            builder.max_batch_size(1).concurrency(concurrency).batch_timeout(None)
        })
    }

    fn configured(
        needs: &[(&'static str, i32, &[Need])],
        configure: impl Fn(LoaderBuilder<Sums>) -> LoaderBuilder<Sums>,
    ) -> Self {
        let all: Arc<OnceLock<HashMap<_, _>>> = Arc::default();
        let sums: HashMap<_, _> = ["a", "b", "c"]
            .map(|name| {
                let own = needs.iter().filter(|(loader, ..)| *loader == name);
                let needs = own.map(|(_, key, needs)| (*key, needs.to_vec())).collect();
                let loaders = Arc::clone(&all);
                (name, Sums(Arc::new(Inner { name, needs, loaders, calls: Mutex::default() })))
            })
            .into();
        let first = configure(Loader::builder(sums["a"].clone())).name("a").build();
        let mut loaders = HashMap::from([("a", first.clone())]);
        for name in ["b", "c"] {
            loaders.insert(name, configure(first.beside(sums[name].clone())).name(name).build());
        }
        assert!(all.set(loaders.clone()).is_ok());
        Self(loaders, sums)
    }

    fn loader(&self, name: &str) -> &Summing {
        &self.0[name]
    }

    fn calls(&self, name: &str) -> Vec<Vec<i32>> {
        let inner = &self.1[name].0;
        assert_eq!(inner.name, name);
        inner.calls.lock().unwrap().clone()
    }
}

/// Returns the error from where the circle closed. The errors of the batches that failed because of it wrap it.
fn cause(error: &Error) -> &Error {
    match error {
        Error::Batch { source, .. } => cause(source.downcast_ref().unwrap()),
        other => other,
    }
}

fn assert_reentrant(error: &Error, name: &str, of: i32) {
    let Error::Reentrant { loader, key } = cause(error) else { panic!("{error:?}") };
    assert_eq!((*loader, &**key), (name, of.to_string().as_str()));
}

#[test]
fn s11_a_batch_function_may_load_other_keys_of_its_own_loader() {
    in_every_way(async || {
        let request = Request::new(&[("a", 1, &[("a", 2)]), ("a", 2, &[("a", 3)])]);
        assert_eq!(request.loader("a").load(1).await.unwrap(), Some(6));
        assert_eq!(request.calls("a"), [[1], [2], [3]]);
    });
}

#[test]
fn s11_a_batch_may_wait_for_one_behind_it_whatever_the_bound() {
    in_every_way(async || {
        for (name, concurrency) in [("a", 1), ("a", 2), ("a", 4), ("c", 1), ("c", 2)] {
            let below: Vec<[Need; 1]> = (0..6).map(|key| [(name, key)]).collect();
            let needs: Vec<_> = (1..).zip(&below).map(|(key, below)| (name, key, below.as_slice())).collect();
            let request = Request::one_by_one(concurrency, &needs);
            // The first key waits for the last, through all keys between them.
            let found = request.loader(name).load_many([6, 5, 4, 3, 2, 1, 0]).await;
            let expected = [21, 15, 10, 6, 3, 1, 0].map(Some);
            assert_eq!(found.unwrap(), expected, "{name}, {concurrency} at a time");
            assert_eq!(request.calls(name).len(), 7);
        }
    });
}

#[test]
fn s11_a_batch_may_wait_for_one_behind_it_through_another_loader() {
    in_every_way(async || {
        let request = Request::one_by_one(1, &[("a", 1, &[("b", 1)]), ("b", 1, &[("a", 2)])]);
        assert_eq!(request.loader("a").load_many([1, 2]).await.unwrap(), [Some(4), Some(2)]);
        assert_eq!((request.calls("a"), request.calls("b")), (vec![vec![1], vec![2]], vec![vec![1]]));
    });
}

/// Batches of one key. The first loads through another loader, keeps the future of that load, and goes on for a while.
/// The second waits until then. Notes which batches begin and end.
struct Keeping {
    other: Loader<u8, Option<u8>>,
    is_answered: Notify,
    notes: Arc<Mutex<Vec<(u8, &'static str)>>>,
}

impl BatchFn for Keeping {
    type Key = u8;
    type Value = ();
    type Error = Error;

    async fn load_batch(&self, keys: &[u8]) -> Result<Found<u8, ()>, Error> {
        let note = |what| self.notes.lock().unwrap().push((keys[0], what));
        note("begins");
        let mut kept = self.other.load(0);
        match keys[0] {
            0 => {
                (&mut kept).await?;
                self.is_answered.notify_one();
                for _ in 0..20 {
                    yield_now().await;
                }
            }
            1 => self.is_answered.notified().await,
            _ => {}
        }
        note("ends");
        drop(kept);
        Ok(Found::in_order([Some(())]))
    }
}

#[test]
fn s11_a_batch_that_has_what_it_waited_for_counts_again() {
    in_every_way(async || {
        let other = Recorder::echo();
        let notes = Arc::<Mutex<Vec<_>>>::default();
        let keeping =
            Keeping { other: Loader::new(other), is_answered: Notify::new(), notes: Arc::clone(&notes) };
        let loader = Loader::builder(keeping).max_batch_size(1).concurrency(1).build();
        loader.load_many([0, 1, 2]).await.unwrap();
        let notes = notes.lock().unwrap();
        let at = |note| notes.iter().position(|noted| *noted == note);
        assert!(at((1, "begins")) < at((0, "ends")) && at((0, "ends")) < at((2, "begins")), "{notes:?}");
    });
}

#[test]
fn s12_batches_of_one_opening_that_wait_for_each_other_get_an_error() {
    in_every_way(async || {
        for concurrency in [1, 2] {
            let request = Request::one_by_one(concurrency, &[("a", 1, &[("a", 2)]), ("a", 2, &[("a", 1)])]);
            let (one, two) = join!(request.loader("a").load(1), request.loader("a").load(2));
            assert_reentrant(&one.unwrap_err(), "a", 1);
            assert_reentrant(&two.unwrap_err(), "a", 1);
            assert_eq!(request.loader("a").load(3).await.unwrap(), Some(3));
        }
    });
}

#[test]
fn s13_a_batch_function_may_load_through_another_loader_and_back() {
    in_every_way(async || {
        let request = Request::new(&[("a", 1, &[("b", 1)]), ("b", 1, &[("a", 2)])]);
        assert_eq!(request.loader("a").load(1).await.unwrap(), Some(4));
        assert_eq!((request.calls("a"), request.calls("b")), (vec![vec![1], vec![2]], vec![vec![1]]));
    });
}

#[test]
fn s12_a_batch_that_loads_its_own_key_gets_an_error_that_names_loader_and_key() {
    in_every_way(async || {
        let request = Request::new(&[("a", 1, &[("a", 1)])]);
        let error = request.loader("a").load(1).await.unwrap_err();
        assert_reentrant(&error, "a", 1);
        assert_eq!(
            cause(&error).to_string(),
            "the batch function of `a` waits for a key that it is fetching itself; load that key in the caller, after the batch"
        );
        assert_eq!(request.calls("a"), [[1]]);
    });
}

#[test]
fn s12_a_batch_that_loads_a_key_of_its_own_batch_gets_an_error() {
    in_every_way(async || {
        let request = Request::new(&[("a", 1, &[("a", 2)])]);
        let (one, two) = join!(request.loader("a").load(1), request.loader("a").load(2));
        assert_reentrant(&one.unwrap_err(), "a", 2);
        assert_reentrant(&two.unwrap_err(), "a", 2);
        assert_eq!(request.calls("a"), [[1, 2]]);
    });
}

#[test]
fn a_circle_through_a_second_loader_gets_an_error() {
    in_every_way(async || {
        let request = Request::new(&[("a", 1, &[("b", 1)]), ("b", 1, &[("a", 1)])]);
        assert_reentrant(&request.loader("a").load(1).await.unwrap_err(), "a", 1);
        assert_eq!((request.calls("a"), request.calls("b")), (vec![vec![1]], vec![vec![1]]));
    });
}

#[test]
fn a_circle_through_three_loaders_gets_an_error() {
    in_every_way(async || {
        let request = Request::new(&[("a", 1, &[("b", 1)]), ("b", 1, &[("c", 1)]), ("c", 1, &[("a", 1)])]);
        assert_reentrant(&request.loader("a").load(1).await.unwrap_err(), "a", 1);
        assert_eq!(["a", "b", "c"].map(|name| request.calls(name)), [[[1]], [[1]], [[1]]]);
    });
}

#[test]
fn two_batches_of_one_turn_that_need_each_other_do_not_hang() {
    in_every_way(async || {
        let request = Request::new(&[("a", 1, &[("b", 1)]), ("b", 1, &[("a", 1)])]);
        let (a, b) = join!(request.loader("a").load(1), request.loader("b").load(1));
        let errors = [a.unwrap_err(), b.unwrap_err()];
        assert!(errors.iter().all(|error| matches!(cause(error), Error::Reentrant { .. })), "{errors:?}");
        assert_eq!((request.calls("a"), request.calls("b")), (vec![vec![1]], vec![vec![1]]));
    });
}

#[test]
fn after_a_circle_other_keys_and_loaders_work() {
    in_every_way(async || {
        let request = Request::new(&[("a", 1, &[("b", 1)]), ("b", 1, &[("a", 1)])]);
        request.loader("a").load(1).await.unwrap_err();
        assert_eq!(request.loader("a").load(2).await.unwrap(), Some(2));
        assert_eq!(request.loader("b").load(2).await.unwrap(), Some(2));
        assert_eq!(request.loader("c").load(1).await.unwrap(), Some(1));
        assert_reentrant(&request.loader("b").load(1).await.unwrap_err(), "b", 1);
        assert_eq!(request.calls("c"), [[1]]);
    });
}

#[test]
fn other_keys_of_the_turn_are_not_part_of_a_circle() {
    in_every_way(async || {
        let request = Request::new(&[("a", 1, &[("a", 1)])]);
        let (circle, other) = join!(request.loader("a").load(1), request.loader("b").load(1));
        assert_reentrant(&circle.unwrap_err(), "a", 1);
        assert_eq!(other.unwrap(), Some(1));
    });
}
