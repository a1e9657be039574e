//! The counters of a loader are exact, and those of a request are their sum.

use batchload::{Found, Loader, Loaders, Stats};
use futures_util::try_join;

use crate::support::recorder::{Failure, Recorder, echo, recorded, same};
use crate::support::ways::in_every_way;

fn counts(stats: &Stats) -> [u64; 6] {
    [stats.loads, stats.hits, stats.batches, stats.statements, stats.keys, stats.rows]
}

#[test]
fn loads_hits_batches_keys_and_values_are_counted() {
    in_every_way(async || {
        let (loader, calls) = echo();
        assert_eq!(counts(&loader.stats()), [0; 6]);

        // Two keys, one of them twice.
        loader.load_many([1, 2, 1]).await.unwrap();
        assert_eq!(counts(&loader.stats()), [3, 1, 1, 1, 2, 2]);

        // One known, one new.
        try_join!(loader.load(1), loader.load(3)).unwrap();
        assert_eq!(counts(&loader.stats()), [5, 2, 2, 2, 3, 3]);

        // Priming and clearing are not loads.
        loader.prime(4, 4).clear(&1);
        try_join!(loader.load(4), loader.load(1)).unwrap();
        assert_eq!(counts(&loader.stats()), [7, 3, 3, 3, 4, 4]);

        // A load that nobody awaits is not counted.
        drop(loader.load(9));
        assert_eq!(counts(&loader.stats()), [7, 3, 3, 3, 4, 4]);
        assert_eq!(calls.list(), [vec![1, 2], vec![3], vec![1]]);
    });
}

#[test]
fn what_has_no_value_and_what_nobody_asked_for_is_counted_as_it_came() {
    in_every_way(async || {
        let (loader, calls) = recorded(Recorder::new(async |_| Ok(Found::from([(1, 1), (8, 8), (9, 9)]))));
        loader.load_many([1, 2]).await.unwrap();
        assert_eq!(counts(&loader.stats()), [2, 0, 1, 1, 2, 3]);
        assert_eq!(calls.list(), [[1, 2]]);
    });
}

#[test]
fn a_failed_batch_is_counted_without_values() {
    in_every_way(async || {
        let (loader, calls) = recorded(Recorder::<i32, i32>::new(async |_| Err(Failure("no answer"))));
        loader.load(1).await.unwrap_err();
        loader.load(1).await.unwrap_err();
        assert_eq!(counts(&loader.stats()), [2, 0, 2, 2, 2, 0]);
        assert_eq!(calls.list(), [[1], [1]]);
    });
}

#[test]
fn each_chunk_is_a_batch() {
    in_every_way(async || {
        let loader = Loader::builder(Recorder::echo()).max_batch_size(5).build();
        loader.load_many(0..21).await.unwrap();
        assert_eq!(counts(&loader.stats()), [21, 0, 5, 5, 21, 21]);
    });
}

#[test]
fn every_load_is_a_hit_or_a_key_that_was_asked() {
    in_every_way(async || {
        let (loader, _) = echo();
        for round in 1..20 {
            loader.load_many((0..round).chain(round / 2..round * 2)).await.unwrap();
            let stats = loader.stats();
            assert_eq!(stats.loads, stats.hits + stats.keys);
        }
    });
}

#[test]
fn a_request_adds_up_its_loaders_by_name() {
    struct Doubles(Recorder<i32, i32>);
    impl batchload::BatchFn for Doubles {
        type Key = i32;
        type Value = i32;
        type Error = Failure;

        fn name() -> &'static str {
            "doubles"
        }

        async fn load_batch(&self, keys: &[i32]) -> Result<Found<i32, i32>, Failure> {
            self.0.load_batch(keys).await
        }
    }
    in_every_way(async || {
        let loaders = Loaders::new(sqlx::SqlitePool::connect_lazy("sqlite::memory:").unwrap());
        let echo = loaders.batch_fn(Recorder::<i32, i32>::echo);
        let doubles = Recorder::new(async |keys: Vec<i32>| Ok(same(keys)));
        let calls = doubles.calls();
        let doubles = loaders.batch_fn(|| Doubles(doubles));
        try_join!(echo.load_many([1, 2]), doubles.load_many([1, 1])).unwrap();

        let stats = loaders.stats();
        assert_eq!(counts(&stats), [4, 1, 2, 2, 3, 3]);
        assert_eq!(counts(stats.lookup(echo.name()).unwrap()), [2, 0, 1, 1, 2, 2]);
        assert_eq!(counts(stats.lookup("doubles").unwrap()), [2, 1, 1, 1, 1, 1]);
        let mut names = [echo.name(), "doubles"];
        names.sort_unstable();
        assert!(stats.lookups().map(|(name, _)| name).eq(names));
        assert_eq!(stats.lookup("nothing of that name"), None);
        assert_eq!(calls.list(), [[1]]);

        // There is one loader for each type of batch function, no matter who asks for it.
        let again = loaders.unscoped().batch_fn(|| -> Doubles { panic!("it is made already") });
        assert_eq!(again.load(1).await.unwrap(), Some(1));
        assert_eq!(calls.list(), [[1]]);

        // A new request starts from zero.
        assert_eq!(counts(&Loaders::new(loaders.pool().clone()).stats()), [0; 6]);
    });
}
