//! A request costs one batch for each loader and level, whatever its shape.

use async_graphql::{EmptyMutation, EmptySubscription, Object, Schema, value};
use batchload::{BatchFn, Found, Loader, drive};
use futures_util::future::try_join_all;
use futures_util::try_join;

use crate::support::recorder::{Calls, Failure, Recorder, echo};
use crate::support::runtimes::on_every_runtime;
use crate::support::ways::{driven, in_every_way, step};

type Echo = Recorder<i32, i32>;

/// Makes another loader of the same request.
fn beside(loader: &Loader<i32, Option<i32>>) -> (Loader<i32, Option<i32>>, Calls<i32>) {
    let echo = Echo::echo();
    let calls = echo.calls();
    (loader.beside(echo).build(), calls)
}

fn sorted(calls: &Calls<i32>) -> Vec<Vec<i32>> {
    let mut calls = calls.list();
    for keys in &mut calls {
        keys.sort_unstable();
    }
    calls
}

#[test]
fn two_loads_in_sequence_are_two_batches_for_a_hundred_parents() {
    in_every_way(async || {
        let (first, first_calls) = echo();
        let (second, second_calls) = beside(&first);
        let values = try_join_all((0..100).map(async |key| {
            let found = first.load(key).await?.unwrap();
            second.load(found + 1000).await
        }))
        .await;
        assert_eq!(values.unwrap(), (1000..1100).map(Some).collect::<Vec<_>>());
        assert_eq!(sorted(&first_calls), [(0..100).collect::<Vec<_>>()]);
        assert_eq!(sorted(&second_calls), [(1000..1100).collect::<Vec<_>>()]);
    });
}

#[test]
fn s25_one_loader_goes_once_for_each_level() {
    in_every_way(async || {
        let (loader, calls) = echo();
        let values = try_join_all((0..50).map(async |key| {
            let found = loader.load(key).await?.unwrap();
            let children = try_join_all((1..=3).map(|at| loader.load(found * 10 + at + 1000))).await?;
            try_join_all(children.into_iter().map(|child| loader.load(child.unwrap() + 10_000))).await
        }))
        .await;
        let leaf = |key: i32, at: i32| key * 10 + at + 11_000;
        let expected = |key| (1..=3).map(|at| Some(leaf(key, at))).collect::<Vec<_>>();
        assert_eq!(values.unwrap(), (0..50).map(expected).collect::<Vec<_>>());
        assert_eq!(calls.list().iter().map(Vec::len).collect::<Vec<_>>(), [50, 150, 150]);
    });
}

#[test]
fn lists_of_lists_of_lists_go_once() {
    in_every_way(async || {
        let (loader, calls) = echo();
        let loader = &loader;
        let list = |from: i32| try_join_all((from..from + 7).map(|key| loader.load(key)));
        let of_lists = |from: i32| try_join_all((0..6).map(move |at| list(from + 7 * at)));
        let values = try_join_all((0..5).map(|at| of_lists(42 * at))).await.unwrap();
        assert_eq!(values.concat().concat(), (0..210).map(Some).collect::<Vec<_>>());
        assert_eq!(sorted(&calls), [(0..210).collect::<Vec<_>>()]);
    });
}

#[test]
fn siblings_that_need_more_steps_do_not_miss_the_batch() {
    driven(async || {
        let (loader, calls) = echo();
        let values = try_join_all((0..20).map(async |key| {
            for _ in 0..key * 10 {
                step().await;
            }
            loader.load(key).await
        }));
        assert_eq!(values.await.unwrap(), (0..20).map(Some).collect::<Vec<_>>());
        assert_eq!(sorted(&calls), [(0..20).collect::<Vec<_>>()]);
    });
}

/// A batch function that itself loads, from a loader that it shares with another batch function.
struct Through {
    inner: Loader<i32, Option<i32>>,
    recorder: Echo,
}

impl Through {
    fn new(inner: &Loader<i32, Option<i32>>) -> Self {
        Self { inner: inner.clone(), recorder: Echo::echo() }
    }
}

impl BatchFn for Through {
    type Key = i32;
    type Value = i32;
    type Error = Box<dyn std::error::Error + Send + Sync>;

    async fn load_batch(&self, keys: &[i32]) -> Result<Found<i32, i32>, Self::Error> {
        let _ = self.recorder.load_batch(keys).await.map_err(|Failure(failure)| failure)?;
        let found = self.inner.load_many(keys.iter().copied()).await?;
        Ok(keys.iter().copied().zip(found.into_iter().flatten()).collect())
    }
}

/// Only a driver sees that both batch functions wait. Undriven, each of them sends its own keys.
#[test]
fn two_batch_functions_that_load_from_a_third_loader_share_its_batch() {
    driven(async || {
        let (inner, inner_calls) = echo();
        let (first, second) = (Through::new(&inner), Through::new(&inner));
        let (first_calls, second_calls) = (first.recorder.calls(), second.recorder.calls());
        let (first, second) = (inner.beside(first).build(), inner.beside(second).build());
        let values = try_join!(first.load(1), second.load(2)).unwrap();
        assert_eq!(values, (Some(1), Some(2)));
        assert_eq!((first_calls.list(), second_calls.list()), (vec![vec![1]], vec![vec![2]]));
        assert_eq!(inner_calls.list(), [[1, 2]]);
    });
}

/// The same batch function with other arguments is another loader.
#[test]
fn loaders_with_different_arguments_have_batches_of_their_own() {
    in_every_way(async || {
        let below = |limit: i32| {
            let recorder = Recorder::new(move |keys: Vec<i32>| {
                let found = keys.into_iter().filter(|key| *key < limit).map(|key| (key, limit)).collect();
                async { Ok(found) }
            });
            let calls = recorder.calls();
            (recorder, calls)
        };
        let ((ten, ten_calls), (five, five_calls)) = (below(10), below(5));
        let ten = Loader::new(ten);
        let five = ten.beside(five).build();
        let values = try_join!(ten.load(1), five.load(1), ten.load(7), five.load(7)).unwrap();
        assert_eq!(values, (Some(10), Some(5), Some(10), None));
        assert_eq!((ten_calls.list(), five_calls.list()), (vec![vec![1, 7]], vec![vec![1, 7]]));
    });
}

#[test]
fn aliases_of_one_field_share_a_batch() {
    struct Query;
    struct Node(i32);

    #[Object(name = "Query")]
    impl Query {
        async fn node(
            &self,
            ctx: &async_graphql::Context<'_>,
            id: i32,
        ) -> async_graphql::Result<Option<Node>> {
            let found = ctx.data_unchecked::<Loader<i32, Option<i32>>>().load(id).await?;
            Ok(found.map(Node))
        }
    }

    #[Object(name = "Node")]
    impl Node {
        async fn next(&self, ctx: &async_graphql::Context<'_>) -> async_graphql::Result<Option<Node>> {
            let found = ctx.data_unchecked::<Loader<i32, Option<i32>>>().load(self.0 + 100).await?;
            Ok(found.map(Node))
        }

        async fn id(&self) -> i32 {
            self.0
        }
    }

    on_every_runtime(async || {
        let (loader, calls) = echo::<i32>();
        let schema = Schema::build(Query, EmptyMutation, EmptySubscription).data(loader).finish();
        let query = "{ a: node(id: 1) { next { id } } b: node(id: 2) { x: next { id } y: next { id } } }";
        let answer = drive(schema.execute(query)).await;
        assert_eq!(answer.errors, []);
        let expected = value!({
            "a": { "next": { "id": 101 } },
            "b": { "x": { "id": 102 }, "y": { "id": 102 } },
        });
        assert_eq!(answer.data, expected);
        assert_eq!(calls.list(), [[1, 2], [101, 102]]);
    });
}
