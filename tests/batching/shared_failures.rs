//! A failure reaches every load that waits for it, once, and is not remembered. An outcome for one key is a value.

use std::error::Error as _;
use std::ptr;
use std::sync::atomic::{AtomicUsize, Ordering};

use batchload::{Error, Found, Loader};
use futures_util::{join, try_join};

use crate::support::recorder::{Calls, Failure, Recorder, echo, recorded, same};
use crate::support::ways::in_every_way;

type Outcome = Result<i32, String>;

/// Odd keys fail, each by itself.
fn only_even() -> (Loader<i32, Option<Outcome>>, Calls<i32>) {
    recorded(Recorder::new(async |keys: Vec<i32>| {
        let outcome = |key| if key % 2 == 0 { Ok(key) } else { Err(format!("odd: {key}")) };
        Ok(keys.into_iter().map(|key| (key, outcome(key))).collect())
    }))
}

/// The first batch fails; the others do not.
fn fails_once() -> (Loader<i32, Option<i32>>, Calls<i32>) {
    let calls = AtomicUsize::new(0);
    recorded(Recorder::new(move |keys| {
        let fails = calls.fetch_add(1, Ordering::SeqCst) == 0;
        async move { if fails { Err(Failure("no answer")) } else { Ok(same(keys)) } }
    }))
}

fn source(error: &Error) -> &(dyn std::error::Error + Send + Sync + 'static) {
    let Error::Batch { source, .. } = error else { panic!("{error:?} is not the batch's own") };
    &**source
}

#[test]
fn b01_every_waiter_of_a_failed_batch_gets_the_same_error() {
    in_every_way(async || {
        let (loader, calls) = fails_once();
        let (one, two, again) = join!(loader.load(1), loader.load(2), loader.load(1));
        let (one, two, again) = (one.unwrap_err(), two.unwrap_err(), again.unwrap_err());
        assert!(ptr::addr_eq(source(&one), source(&two)));
        assert!(ptr::addr_eq(source(&one), source(&again)));
        assert_eq!(source(&one).downcast_ref::<Failure>(), Some(&Failure("no answer")));
        assert_eq!(calls.list(), [[1, 2]]);
    });
}

#[test]
fn b19_a_failure_names_the_loader_and_keeps_its_cause() {
    in_every_way(async || {
        let failing = Recorder::<i32, i32>::new(async |_| Err(Failure("no answer")));
        let calls = failing.calls();
        let error = Loader::builder(failing).name("squares").build().load(1).await.unwrap_err();
        assert_eq!(error.to_string(), "the batch function of `squares` failed");
        assert_eq!(error.source().unwrap().to_string(), "no answer");
        assert_eq!(error.source().unwrap().downcast_ref(), Some(&Failure("no answer")));
        assert_eq!(calls.list(), [[1]]);
    });
}

#[test]
fn b02_a_failed_batch_is_not_remembered() {
    in_every_way(async || {
        let (loader, calls) = fails_once();
        loader.load_many([1, 2]).await.unwrap_err();
        assert_eq!(loader.load_many([1, 2]).await.unwrap(), [Some(1), Some(2)]);
        assert_eq!(loader.load(1).await.unwrap(), Some(1));
        assert_eq!(calls.list(), [[1, 2], [1, 2]]);
    });
}

#[test]
fn known_keys_are_answered_beside_a_batch_that_fails() {
    in_every_way(async || {
        let (loader, calls) = fails_once();
        loader.prime(1, 10);
        let (known, failed) = join!(loader.load(1), loader.load(2));
        assert_eq!(known.unwrap(), Some(10));
        failed.unwrap_err();
        assert_eq!(loader.load(1).await.unwrap(), Some(10));
        assert_eq!(calls.list(), [[2]]);
    });
}

#[test]
fn b13_a_chunk_that_fails_leaves_the_others_alone() {
    in_every_way(async || {
        let failing = Recorder::new(
            async |keys: Vec<i32>| {
                if keys.contains(&3) { Err(Failure("three")) } else { Ok(same(keys)) }
            },
        );
        let calls = failing.calls();
        let loader = Loader::builder(failing).max_batch_size(2).build();
        let (one, two, three, four) = join!(loader.load(1), loader.load(2), loader.load(3), loader.load(4));
        assert_eq!((one.unwrap(), two.unwrap()), (Some(1), Some(2)));
        assert!(ptr::addr_eq(source(&three.unwrap_err()), source(&four.unwrap_err())));
        assert_eq!(calls.list(), [[1, 2], [3, 4]]);
    });
}

#[test]
fn b15_a_failure_of_one_key_comes_with_the_values_of_the_others() {
    in_every_way(async || {
        let (loader, calls) = only_even();
        let (odd, even) = try_join!(loader.load(1), loader.load(2)).unwrap();
        assert_eq!((odd, even), (Some(Err("odd: 1".to_owned())), Some(Ok(2))));
        assert_eq!(calls.list(), [[1, 2]]);
    });
}

#[test]
fn load_many_gives_the_failure_of_one_key_in_its_place() {
    in_every_way(async || {
        let (loader, calls) = only_even();
        let outcomes = loader.load_many([2, 1, 4]).await.unwrap();
        assert_eq!(outcomes, [Some(Ok(2)), Some(Err("odd: 1".to_owned())), Some(Ok(4))]);
        assert_eq!(calls.list(), [[2, 1, 4]]);
    });
}

#[test]
fn after_the_failure_of_one_key_another_loads() {
    in_every_way(async || {
        let (loader, calls) = only_even();
        assert_eq!(loader.load(1).await.unwrap(), Some(Err("odd: 1".to_owned())));
        assert_eq!(loader.load(2).await.unwrap(), Some(Ok(2)));
        assert_eq!(calls.list(), [[1], [2]]);
    });
}

/// The loader does not remember the error of a batch. An outcome is a value like any other, so the user decides.
#[test]
fn the_failure_of_one_key_is_remembered_until_it_is_cleared() {
    in_every_way(async || {
        let (loader, calls) = only_even();
        let odd = || Some(Err("odd: 1".to_owned()));
        assert_eq!(loader.load(1).await.unwrap(), odd());
        assert_eq!(loader.load(1).await.unwrap(), odd());
        assert_eq!(calls.list(), [[1]]);
        if loader.load(1).await.unwrap().is_some_and(|outcome| outcome.is_err()) {
            loader.clear(&1);
        }
        assert_eq!(loader.load(1).await.unwrap(), odd());
        assert_eq!(calls.list(), [[1], [1]]);
    });
}

#[test]
fn a_primed_failure_is_given_without_asking() {
    in_every_way(async || {
        let (loader, calls) = only_even();
        loader.prime(2, Err("forbidden".to_owned()));
        assert_eq!(loader.load(2).await.unwrap(), Some(Err("forbidden".to_owned())));
        assert_eq!(calls.count(), 0);
    });
}

/// facebook/dataloader fails if a positional answer has the wrong length. A map cannot have a wrong length.
#[test]
fn an_empty_answer_is_no_failure() {
    in_every_way(async || {
        let (loader, calls) = recorded(Recorder::<i32, i32>::new(async |_| Ok(Found::default())));
        assert_eq!(loader.load_many([1, 2]).await.unwrap(), [None, None]);
        assert_eq!(calls.list(), [[1, 2]]);
    });
}

#[test]
fn load_many_fails_with_the_first_failure_and_loses_no_value() {
    in_every_way(async || {
        let failing = Recorder::new(
            async |keys: Vec<i32>| {
                if keys == [2] { Err(Failure("two")) } else { Ok(same(keys)) }
            },
        );
        let calls = failing.calls();
        let loader = Loader::builder(failing).max_batch_size(1).build();
        let error = loader.load_many([1, 2]).await.unwrap_err();
        assert_eq!(source(&error).to_string(), "two");
        assert_eq!(loader.load(1).await.unwrap(), Some(1));
        assert_eq!(calls.list(), [[1], [2]]);
    });
}

#[test]
fn a_loader_without_failures_is_not_touched_by_another_that_fails() {
    in_every_way(async || {
        let (failing, failing_calls) = fails_once();
        let (working, calls) = echo();
        let (failed, value) = join!(failing.load(1), working.load(1));
        failed.unwrap_err();
        assert_eq!(value.unwrap(), Some(1));
        assert_eq!((failing_calls.list(), calls.list()), (vec![vec![1]], vec![vec![1]]));
    });
}
