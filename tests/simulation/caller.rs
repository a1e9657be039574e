//! What callers do.

use std::future::poll_fn;
use std::panic::resume_unwind;
use std::sync::Arc;
use std::task::Poll;

use batchload::{Error, drive};
use futures_util::future::{BoxFuture, FutureExt, join_all, poll_immediate};
use tokio::task::yield_now;
use tokio::time::{sleep, timeout};

use super::table::{KEYS, Row};
use super::world::World;

/// The payload of a caller's panic.
pub struct OnPurpose;

type Answers = Vec<Result<Option<Row>, Error>>;

/// Runs a caller, which comes, does a few things, and goes.
pub async fn live(world: Arc<World>) {
    sleep(world.dice.millis(0..40)).await;
    for _ in 0..world.dice.of(1..5) {
        act(&world).await;
    }
}

async fn act(world: &Arc<World>) {
    match world.dice.of(0..14) {
        0..3 => drop(some(world).await),
        3 => levels(world).await,
        4 => drive(levels(world)).await,
        5 => many(world).await,
        6 => drop(timeout(world.dice.millis(0..60), some(world)).await),
        7 => glance(world).await,
        8 => keep(world).await,
        9 => change(world),
        10 => change_everything(world),
        11 => prime(world),
        12 => panic(world).await,
        _ => sleep(world.dice.millis(0..20)).await,
    }
}

fn load(world: &Arc<World>) -> BoxFuture<'static, Result<Option<Row>, Error>> {
    let (table, key) = (world.dice.of(0..World::TABLES), world.dice.of(0..KEYS));
    World::load(Arc::clone(world), table, key).boxed()
}

/// Makes some loads together.
fn undriven(world: &Arc<World>) -> BoxFuture<'static, Answers> {
    let loads = (0..world.dice.of(1..8)).map(|_| {
        let (load, steps) = (load(world), world.dice.of(0..3_u32).saturating_sub(1));
        async move {
            for _ in 0..steps {
                yield_now().await;
            }
            load.await
        }
    });
    join_all(loads.collect::<Vec<_>>()).boxed()
}

/// Makes some loads together, driven or not.
fn some(world: &Arc<World>) -> BoxFuture<'static, Answers> {
    let loads = undriven(world);
    if world.dice.once_in(2) { drive(loads).boxed() } else { loads }
}

/// Makes loads that follow from other loads.
async fn levels(world: &Arc<World>) {
    let branches = (0..world.dice.of(1..4)).map(|_| async {
        for answer in some(world).await {
            if let Ok(Some(row)) = answer {
                let _ = Arc::clone(world).load((row.table + 1) % World::TABLES, row.key).await;
            }
        }
    });
    join_all(branches.collect::<Vec<_>>()).await;
}

/// Loads several keys in one call.
async fn many(world: &Arc<World>) {
    let table = world.dice.of(0..World::TABLES);
    let keys: Vec<_> = (0..world.dice.of(0..8)).map(|_| world.dice.of(0..KEYS)).collect();
    let oldest: Vec<_> = keys.iter().map(|key| world.table(table).begin(*key)).collect();
    let loads = world.loader(table).load_many(keys.clone());
    match loads.await {
        Ok(rows) => {
            assert_eq!(rows.len(), keys.len());
            for ((key, oldest), row) in keys.into_iter().zip(oldest).zip(rows) {
                world.check(table, key, oldest, &Ok(row));
            }
        }
        // The error may be that of any of the keys.
        Err(error) => world.check(table, keys[0], 0, &Err(error)),
    }
}

/// Polls loads now and then, and drops them.
async fn glance(world: &Arc<World>) {
    let mut loads = some(world);
    for _ in 0..world.dice.of(1..10) {
        if poll_immediate(&mut loads).await.is_some() {
            return;
        }
        if world.dice.once_in(3) {
            sleep(world.dice.millis(0..30)).await;
        } else {
            yield_now().await;
        }
    }
}

/// Polls loads once, keeps them while it awaits others, and then awaits them after all. A load that waits until the
/// kept ones are read looks at the clock all the time, so time has to pass by itself. A driver cannot be kept, because
/// its batches run within it.
async fn keep(world: &Arc<World>) {
    let mut kept = undriven(world);
    let early = poll_immediate(&mut kept).await;
    if world.is_busy {
        some(world).await;
    }
    if early.is_none() {
        kept.await;
    }
}

fn change(world: &World) {
    let (table, key) = (world.dice.of(0..World::TABLES), world.dice.of(0..KEYS));
    let loader = world.loader(table);
    world.table(table).write(key);
    loader.clear(&key);
}

fn change_everything(world: &World) {
    let table = world.dice.of(0..World::TABLES);
    let loader = world.loader(table);
    (0..KEYS).for_each(|key| world.table(table).write(key));
    loader.clear_all();
}

fn prime(world: &World) {
    let (table, key) = (world.dice.of(0..World::TABLES), world.dice.of(0..KEYS));
    let loader = world.loader(table);
    let row = world.table(table).prime(key);
    loader.prime(key, row);
}

/// Panics while its loads are in flight.
async fn panic(world: &Arc<World>) {
    let mut loads = some(world);
    let mut polls = world.dice.of(1..5);
    poll_fn(|cx| {
        let ended = loads.poll_unpin(cx).is_ready();
        polls -= 1;
        if polls == 0 {
            resume_unwind(Box::new(OnPurpose));
        }
        if ended { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
}
