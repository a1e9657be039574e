//! Loads of one turn go as one batch, and every caller gets the answer to its own key.

use std::error::Error as _;

use batchload::{BatchFn, Error, Found};
use futures_util::{FutureExt, join, try_join};
use tokio::sync::oneshot;

use crate::support::recorder::{Recorder, echo, recorded};
use crate::support::runtimes::Flavour;
use crate::support::ways::{in_every_way, step};

#[test]
fn a_load_gives_the_value_of_its_key() {
    in_every_way(async || {
        let (loader, calls) = echo();
        assert_eq!(loader.load(1).await.unwrap(), Some(1));
        assert_eq!(calls.list(), [[1]]);
    });
}

/// A promise starts by itself. A future starts when somebody wants its answer.
#[test]
fn a_load_that_nobody_awaits_asks_nothing() {
    in_every_way(async || {
        let (loader, calls) = echo();
        drop(loader.load(1));
        let kept = loader.load(2);
        assert_eq!(loader.load(3).await.unwrap(), Some(3));
        assert_eq!(calls.list(), [[3]]);
        assert_eq!(kept.await.unwrap(), Some(2));
        assert_eq!(calls.list(), [[3], [2]]);
    });
}

#[test]
fn two_loads_in_one_turn_go_as_one_batch() {
    in_every_way(async || {
        let (loader, calls) = echo();
        let values = try_join!(loader.load(1), loader.load(2)).unwrap();
        assert_eq!(values, (Some(1), Some(2)));
        assert_eq!(calls.list(), [[1, 2]]);
    });
}

#[test]
fn load_many_gives_one_value_for_each_key_in_their_order() {
    in_every_way(async || {
        let (loader, calls) = echo();
        assert_eq!(loader.load_many([2, 1, 2]).await.unwrap(), [Some(2), Some(1), Some(2)]);
        assert_eq!(calls.list(), [[2, 1]]);
    });
}

#[test]
fn c07_load_many_of_no_keys_gives_no_values_and_asks_nothing() {
    in_every_way(async || {
        let (loader, calls) = echo::<i32>();
        assert_eq!(loader.load_many([]).await.unwrap(), []);
        assert_eq!(calls.count(), 0);
    });
}

#[test]
fn load_many_and_load_share_a_batch() {
    in_every_way(async || {
        let (loader, calls) = echo();
        let (many, one) = try_join!(loader.load_many([1, 2]), loader.load(3)).unwrap();
        assert_eq!((many, one), (vec![Some(1), Some(2)], Some(3)));
        assert_eq!(calls.list(), [[1, 2, 3]]);
    });
}

#[test]
fn c08_a_key_that_is_asked_twice_in_one_turn_goes_once() {
    in_every_way(async || {
        let (loader, calls) = echo();
        let values = try_join!(loader.load(1), loader.load(1)).unwrap();
        assert_eq!(values, (Some(1), Some(1)));
        assert_eq!(calls.list(), [[1]]);
    });
}

#[test]
fn b06_a_key_without_a_value_is_none() {
    in_every_way(async || {
        let (loader, calls) = recorded(Recorder::new(async |_| Ok(Found::from([(1, 'x'), (3, 'z')]))));
        assert_eq!(loader.load_many([1, 2, 3]).await.unwrap(), [Some('x'), None, Some('z')]);
        assert_eq!(calls.list(), [[1, 2, 3]]);
    });
}

#[test]
fn b06_values_in_order_are_those_of_the_keys_at_their_places() {
    in_every_way(async || {
        let even = |key: &i32| (key % 2 == 0).then_some(key * 10);
        let recorder =
            Recorder::new(move |keys: Vec<i32>| async move { Ok(Found::in_order(keys.iter().map(even))) });
        let (loader, calls) = recorded(recorder);
        assert_eq!(loader.load_many([4, 3, 4, 2]).await.unwrap(), [Some(40), None, Some(40), Some(20)]);
        assert_eq!(calls.list(), [[4, 3, 2]]);
        assert_eq!(loader.stats().rows, 2);
    });
}

/// One value too few or too many, and nobody knows which key has which.
#[test]
fn b23_values_in_order_that_are_not_as_many_as_the_keys_fail_the_batch() {
    in_every_way(async || {
        for values in [0, 1, 3] {
            let recorder =
                Recorder::new(move |_| async move { Ok(Found::in_order(vec![Some('x'); values])) });
            let (loader, calls) = recorded(recorder);
            let failed = loader.load_many([1, 2]).await.unwrap_err();
            assert!(matches!(failed, Error::Batch { .. }));
            assert_eq!(
                failed.source().unwrap().to_string(),
                format!(
                    "`Found::in_order` got {values} values for 2 keys; give one for each key, `None` if it has no value"
                )
            );
            loader.load_many([1, 2]).await.unwrap_err();
            assert_eq!(calls.count(), 2, "a failed batch is not remembered");
        }
    });
}

/// If the request carried a permission, remembering such values would leak them.
#[test]
fn b07_values_that_nobody_asked_for_are_dropped_and_not_remembered() {
    in_every_way(async || {
        let recorder = Recorder::new(async |keys: Vec<i32>| {
            let asked = keys.iter().map(|key| (*key, keys.len()));
            Ok([(7, 0), (8, 0)].into_iter().chain(asked).collect())
        });
        let (loader, calls) = recorded(recorder);
        assert_eq!(loader.load_many([1, 2]).await.unwrap(), [Some(2), Some(2)]);
        assert_eq!(loader.load(7).await.unwrap(), Some(1));
        assert_eq!(calls.list(), [vec![1, 2], vec![7]]);
    });
}

#[test]
fn loads_from_chains_of_ready_steps_join_the_batch() {
    in_every_way(async || {
        let (loader, calls) = echo();
        let two_steps = async || {
            step().await;
            step().await;
        };
        let nested = async {
            two_steps().await;
            let c = async {
                two_steps().await;
                let d = async {
                    two_steps().await;
                    loader.load('d').await
                };
                join!(loader.load('c'), d)
            };
            join!(loader.load('b'), c)
        };
        let (a, (b, (c, d))) = join!(loader.load('a'), nested);
        let values = [a, b, c, d].map(|value| value.unwrap().unwrap());
        assert_eq!(values, ['a', 'b', 'c', 'd']);
        assert_eq!(calls.list(), [['a', 'b', 'c', 'd']]);
    });
}

#[test]
fn a_load_of_a_spawned_task_joins_the_batch() {
    Flavour::CurrentThread.run(async || {
        let (loader, calls) = echo();
        let (asked, was_asked) = oneshot::channel();
        let spawned = tokio::spawn({
            let loader = loader.clone();
            async move {
                let mut load = Box::pin(loader.load(1));
                assert!(load.as_mut().now_or_never().is_none());
                asked.send(()).unwrap();
                load.await
            }
        });
        let request = async {
            was_asked.await.unwrap();
            loader.load(2).await
        };
        assert_eq!(batchload::drive(request).await.unwrap(), Some(2));
        assert_eq!(spawned.await.unwrap().unwrap(), Some(1));
        assert_eq!(calls.list(), [[1, 2]]);
    });
}

/// facebook/dataloader calls the batch function with the loader as its receiver. Here the batch function is the user's
/// own value, so it holds what it needs.
#[test]
fn a_batch_function_reads_its_own_fields() {
    struct Times(i32);
    impl BatchFn for Times {
        type Key = i32;
        type Value = i32;
        type Error = std::convert::Infallible;

        async fn load_batch(&self, keys: &[i32]) -> Result<Found<i32, i32>, Self::Error> {
            Ok(keys.iter().map(|key| (*key, key * self.0)).collect())
        }
    }
    in_every_way(async || {
        let loader = batchload::Loader::new(Times(3));
        assert_eq!(loader.load_many([1, 2]).await.unwrap(), [Some(3), Some(6)]);
        assert_eq!(loader.stats().batches, 1);
    });
}

#[test]
fn a_loader_is_named_after_its_batch_function_unless_it_is_given_a_name() {
    let (loader, _) = echo::<i32>();
    assert_eq!(loader.name(), std::any::type_name::<Recorder<i32, i32>>());
    let named = batchload::Loader::builder(Recorder::<i32, i32>::echo()).name("squares").build();
    assert_eq!(named.name(), "squares");
    assert_eq!(format!("{named:?}"), "Loader { name: \"squares\", .. }");
}
