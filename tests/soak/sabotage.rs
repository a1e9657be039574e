//! What the database does to a load: statements are held up by a lock, cancelled, and their connections killed.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use sqlx::{ConnectOptions, Connection};

use crate::dice::Dice;
use crate::tally::FAULTS;
use crate::target::{Interference, Options, Target};

/// Disturbs the load until the run is over, and leaves nothing behind.
pub async fn sabotage<DB: Target>(options: Options<DB>, mut dice: Dice, over: Arc<AtomicBool>) {
    let options = DB::patient(options);
    let mut locker = options.connect().await.expect("the database accepts one more connection");
    let mut killer = options.connect().await.expect("the database accepts one more connection");
    while !over.load(Ordering::Relaxed) {
        pause(&mut dice, 10..=60).await;
        // A database that is too busy to be locked serves as well.
        if DB::run(&mut locker, DB::LOCK).await.is_err() {
            continue;
        }
        FAULTS.add("statements held up by a lock");
        interfere::<DB>(&mut killer, &mut dice).await;
        // The rare pause is longer than any statement waits for a connection.
        let held = if dice.chance(1) { 2_100..=2_300 } else { 2..=40 };
        pause(&mut dice, held).await;
        interfere::<DB>(&mut killer, &mut dice).await;
        DB::run(&mut locker, DB::UNLOCK).await.expect("the lock ends");
    }
    let _ = locker.close().await;
    let _ = killer.close().await;
}

async fn interfere<DB: Target>(killer: &mut DB::Connection, dice: &mut Dice) {
    let how = if dice.chance(30) { Interference::Kill } else { Interference::Cancel };
    let most = dice.within(0..=3);
    let hit = DB::interfere(killer, how, most).await.expect("the database lets its connections be killed");
    match how {
        _ if hit == 0 => {}
        Interference::Cancel => FAULTS.add_many("statements cancelled", hit),
        Interference::Kill => FAULTS.add_many("connections killed", hit),
    }
}

async fn pause(dice: &mut Dice, milliseconds: std::ops::RangeInclusive<u64>) {
    tokio::time::sleep(Duration::from_millis(dice.within(milliseconds))).await;
}
