//! Siblings in tasks of their own, on threads that block, and loads that move between threads.

use futures_util::future::{join_all, poll_immediate, try_join_all};
use tokio::runtime::Handle;
use tokio::task::{JoinSet, LocalSet, spawn_blocking};

use super::source::{Asked, Double, EVERY_MODE, EVERY_PACE, Pace};
use crate::support::runtimes::on_every_runtime;

/// Tasks run in parallel, so nobody knows when the last one has asked. There are few batches all the same.
#[test]
fn siblings_in_tasks_of_their_own_are_at_most_a_batch_for_each_task() {
    const TASKS: u64 = 20;
    const EACH: u64 = 100;
    on_every_runtime(async || {
        for mode in EVERY_MODE {
            for pace in EVERY_PACE {
                let (loader, log) = Asked::<Double>::loader(pace);
                let request = async {
                    let mut tasks = JoinSet::new();
                    for task in 0..TASKS {
                        let loader = loader.clone();
                        tasks.spawn(async move {
                            let keys = task * EACH..(task + 1) * EACH;
                            try_join_all(keys.map(|key| loader.load(key))).await
                        });
                    }
                    tasks.join_all().await
                };
                let answers = mode.run(request).await;
                let sum: u64 = answers.into_iter().flat_map(Result::unwrap).flatten().sum();
                assert_eq!(sum, (0..TASKS * EACH).map(|key| key * 2).sum::<u64>());
                assert_eq!(log.keys().len(), 2_000);
                // A task that leads a batch has made all its loads before, so no task leads two.
                let batches = log.sizes().len();
                assert!(batches <= 20, "{mode:?}, {pace:?}: {batches} batches");
            }
        }
    });
}

#[test]
fn s30_a_request_on_a_blocked_thread_is_one_batch() {
    on_every_runtime(async || {
        for mode in EVERY_MODE {
            for pace in EVERY_PACE {
                let (loader, log) = Asked::<Double>::loader(pace);
                let request = move || {
                    let loads = join_all((0..500).map(|key| loader.load(key)));
                    Handle::current().block_on(mode.run(loads))
                };
                let answers = mode.run(spawn_blocking(request)).await.unwrap();
                assert!(answers.into_iter().map(Result::unwrap).eq((0..500).map(|key| Some(key * 2))));
                assert_eq!(log.sizes(), [500], "{mode:?}, {pace:?}");
            }
        }
    });
}

#[test]
fn s30_many_blocked_threads_are_answered() {
    on_every_runtime(async || {
        for pace in EVERY_PACE {
            let (loader, log) = Asked::<Double>::loader(pace);
            let threads = (0..20).map(|key| {
                let load = loader.load(key);
                spawn_blocking(|| Handle::current().block_on(load))
            });
            let answers = join_all(threads.collect::<Vec<_>>()).await;
            assert!(
                answers
                    .into_iter()
                    .map(|answer| answer.unwrap().unwrap())
                    .eq((0..20).map(|key| Some(key * 2)))
            );
            assert_eq!(log.keys().len(), 20);
        }
    });
}

#[test]
fn s20_siblings_on_a_local_set_are_one_batch() {
    // A local set is not a `Send` future, so it has a runtime of its own.
    on_every_runtime(async || {
        let local = || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            for mode in EVERY_MODE {
                for pace in EVERY_PACE {
                    let (loader, log) = Asked::<Double>::loader(pace);
                    let local = LocalSet::new();
                    let request = mode.run(async {
                        let tasks = (0..100).map(|key| tokio::task::spawn_local(loader.load(key)));
                        join_all(tasks.collect::<Vec<_>>()).await
                    });
                    let answers = local.block_on(&runtime, request);
                    assert!(answers.into_iter().all(|answer| answer.unwrap().unwrap().is_some()));
                    assert_eq!(log.sizes(), [100], "{mode:?}, {pace:?}");
                }
            }
        };
        spawn_blocking(local).await.unwrap();
    });
}

#[test]
fn s29_a_load_goes_on_where_it_is_polled_next() {
    on_every_runtime(async || {
        for pace in EVERY_PACE {
            let (loader, log) = Asked::<Double>::loader(pace);
            let mut loads = Vec::new();
            for key in 0..10 {
                let mut load = Box::pin(loader.load(key));
                assert!(poll_immediate(&mut load).await.is_none());
                loads.push(load);
            }
            // Polls each load a second time, one after the other, each in a task of its own.
            let (mut waiting, mut answers) = (Vec::new(), Vec::new());
            for mut load in loads {
                let polled = tokio::spawn(async move { (poll_immediate(&mut load).await, load) });
                match polled.await.unwrap() {
                    (Some(answer), _) => answers.push(answer.unwrap().unwrap()),
                    (None, load) => waiting.push(load),
                }
            }
            let rest = spawn_blocking(|| Handle::current().block_on(try_join_all(waiting)));
            answers.extend(rest.await.unwrap().unwrap().into_iter().flatten());
            assert_eq!(answers.iter().sum::<u64>(), 90);
            assert_eq!(log.sizes(), [10], "{pace:?}");
        }
    });
}

#[test]
fn a_request_goes_on_in_another_task_and_out_of_its_driver() {
    on_every_runtime(async || {
        let (loader, log) = Asked::<Double>::loader(Pace::Waits);
        let mut request = Box::pin(batchload::drive({
            let loader = loader.clone();
            async move {
                let first = try_join_all((0..10).map(|key| loader.load(key))).await?;
                try_join_all(first.into_iter().flatten().map(|key| loader.load(100 + key))).await
            }
        }));
        assert!(poll_immediate(&mut request).await.is_none());
        // Polled within another driver, which sends the second level, and then outside again.
        log.release_one();
        assert!(poll_immediate(batchload::drive(&mut request)).await.is_none());
        assert!(poll_immediate(&mut request).await.is_none());
        log.release_one();
        let answers = tokio::spawn(request).await.unwrap().unwrap();
        assert!(answers.into_iter().eq((0..10).map(|key| Some(200 + key * 4))));
        assert_eq!(log.sizes(), [10, 10]);
    });
}
