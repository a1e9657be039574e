//! Writes in transactions. A transaction writes pairs of entries, so all entries together always add up to nothing.

use batchload::{Error, Loaders};
use sqlx::Pool;

use super::Db;
use super::request::Request;
use crate::dice::Dice;
use crate::errors::Of;
use crate::models::Entry;
use crate::tally::TRANSACTIONS;
use crate::target::Target;

/// Writes a pair of entries, and ends the transaction in some way.
pub async fn post(request: &Request, mut dice: Dice) {
    // A write locks the whole file of SQLite, so it may fail another request even if nothing else goes wrong.
    if request.is_calm() {
        return;
    }
    match transfer(request, &mut dice).await {
        Ok(end) => TRANSACTIONS.add(end),
        Err(error) => {
            request.asker(Of::Transaction).excuse(&error);
            TRANSACTIONS.add("failed");
        }
    }
}

async fn transfer(request: &Request, dice: &mut Dice) -> Result<&'static str, Error> {
    let pair = dice.positive();
    let transaction = request.loaders.begin().await?;
    write(&transaction, dice, pair, 1).await?;
    if dice.chance(40) {
        let inner = transaction.begin().await?;
        write(&inner, dice, pair, 9).await?;
        expect(request, &inner, pair, &[1, 9]).await;
        if dice.chance(50) {
            inner.rollback().await?;
        }
    }
    write(&transaction, dice, pair, -1).await?;
    expect(request, &transaction, pair, &[-1, 1]).await;
    match dice.within(0..=3) {
        0 => transaction.rollback().await.map(|()| "rolled back"),
        1 => {
            drop(transaction);
            Ok("dropped")
        }
        _ => {
            transaction.commit().await?;
            expect(request, &request.loaders, pair, &[-1, 1]).await;
            Ok("committed")
        }
    }
}

async fn write(loaders: &Loaders<Db>, dice: &mut Dice, pair: i64, amount: i64) -> Result<(), Error> {
    let id = dice.positive();
    let insert = format!("INSERT INTO entries VALUES ({id}, {pair}, {amount})");
    Db::run(&mut *loaders.connection().await?, &insert).await?;
    Ok(())
}

/// Loads the entries of a pair, and compares their amounts.
async fn expect(request: &Request, loaders: &Loaders<Db>, pair: i64, amounts: &[i64]) {
    let entries = Entry::by_pair(loaders).load(pair).await;
    request.asker(Of::Transaction).judge(entries, |entries| {
        let mut found: Vec<_> = entries.iter().map(|entry| entry.amount).collect();
        found.sort_unstable();
        found == amounts
    });
}

/// Looks for pairs that no transaction has written as a whole, and removes all entries.
pub async fn audit(pool: Pool<Db>) -> Result<(), String> {
    const TORN: &str = "SELECT count(*) FROM (
        SELECT pair FROM entries GROUP BY pair HAVING count(*) <> 2 OR sum(amount) <> 0
    ) AS torn";
    let audited = async {
        let torn: i64 = sqlx::query_scalar(TORN).fetch_one(&pool).await?;
        sqlx::query("DELETE FROM entries").execute(&pool).await?;
        Ok(torn)
    };
    match audited.await {
        Ok(0) => Ok(()),
        Ok(torn) => Err(format!("{torn} transactions on {} are torn", <Db as Target>::NAME)),
        Err::<_, sqlx::Error>(error) => Err(error.to_string()),
    }
}
