//! Which errors may occur for which source, and how they are counted.

use batchload::Error;

use crate::tally::{ERRORS, RIGHT, fail};

/// The request that asks, and the source that it asks.
#[derive(Clone, Copy, Debug)]
pub struct Asker {
    pub seed: u64,
    pub weather: Weather,
    pub of: Of,
}

/// What may go wrong around a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weather {
    Calm,
    /// Everything but the runtime may go wrong.
    Storm,
    /// The runtime ends as well.
    Ending,
}

/// The source that is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
    /// The database.
    Lookup,
    /// The database, for a column that does not fit.
    Misread,
    /// The database, within a transaction.
    Transaction,
    /// A batch function.
    Squares,
}

impl Asker {
    /// Counts an answer. Returns it if it is not an error and is right.
    pub fn judge<T: std::fmt::Debug>(
        self,
        answer: Result<T, Error>,
        is_right: impl FnOnce(&T) -> bool,
    ) -> Option<T> {
        match answer {
            Ok(answer) if is_right(&answer) => {
                RIGHT.add(1);
                Some(answer)
            }
            Ok(answer) => {
                fail(format!("a wrong answer in request {}: {self:?} {answer:?}", self.seed));
                None
            }
            Err(error) => {
                self.excuse(&error);
                None
            }
        }
    }

    /// Counts an error, if it is one that may occur.
    pub fn excuse(self, error: &Error) {
        match kind(error, self.weather) {
            Some((kind, of)) if self.weather != Weather::Calm && of.contains(&self.of) => ERRORS.add(kind),
            _ => fail(format!("an error in request {} that must not come: {self:?} {error:?}", self.seed)),
        }
    }
}

/// Returns the name under which an error is counted, and the sources that it may come from.
fn kind(error: &Error, weather: Weather) -> Option<(&'static str, &'static [Of])> {
    const DATABASE: &[Of] = &[Of::Lookup, Of::Misread, Of::Transaction];
    const TRANSACTION: &[Of] = &[Of::Transaction];
    const FUNCTION: &[Of] = &[Of::Squares];
    const ANY: &[Of] = &[Of::Lookup, Of::Misread, Of::Transaction, Of::Squares];
    if let Error::Database { source, .. } | Error::Query { source } = error
        && let Some(kind) = within(source)
    {
        return Some((kind, TRANSACTION));
    }
    Some(match error {
        Error::Database { source, .. } => (database(source)?, DATABASE),
        Error::Query { source } => (database(source)?, TRANSACTION),
        Error::TransactionEnded { .. } => ("the transaction has ended", TRANSACTION),
        Error::TransactionBusy { .. } => ("the transaction was busy", TRANSACTION),
        Error::Decode { .. } => ("a column does not fit", &[Of::Misread]),
        Error::Batch { .. } => ("a batch function failed", FUNCTION),
        Error::Panicked { .. } => ("a batch function or a value panicked", FUNCTION),
        Error::Timeout { .. } => ("batch timeout", ANY),
        Error::Lost { .. } if weather == Weather::Ending => ("the runtime of the batch has ended", ANY),
        _ => return None,
    })
}

/// Returns the name of an error that only a transaction can have, after another statement of it has failed.
fn within(error: &sqlx::Error) -> Option<&'static str> {
    match error {
        // MySQL's driver does not know what the server sends after a statement that was cut short.
        sqlx::Error::Protocol(_) => Some("the connection is out of step"),
        sqlx::Error::Database(error) if error.code()? == "25P02" => Some("the transaction is aborted"),
        _ => None,
    }
}

fn database(error: &sqlx::Error) -> Option<&'static str> {
    match error {
        sqlx::Error::PoolTimedOut => Some("the pool timed out"),
        sqlx::Error::Io(_) => Some("the connection is lost"),
        sqlx::Error::Database(error) => match error.code()?.as_ref() {
            "57P01" => Some("the connection was killed"),
            "57014" | "70100" => Some("the statement was cancelled"),
            "5" => Some("the database is locked"),
            _ => None,
        },
        _ => None,
    }
}
