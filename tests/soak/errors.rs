//! Which errors may come, by what was asked, and what they are counted as.

use batchload::Error;

use crate::tally::{ERRORS, RIGHT, fail};

/// Who asks, and for what.
#[derive(Clone, Copy, Debug)]
pub struct Asker {
    pub seed: u64,
    /// Whether nothing may go wrong.
    pub calm: bool,
    pub of: Of,
}

/// What was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
    /// The database.
    Lookup,
    /// The database, for a column that does not fit.
    Misread,
    /// A batch function.
    Squares,
    /// A batch function whose batches run where the runtime may end.
    Elsewhere,
}

impl Asker {
    /// Counts an answer. It is handed back if it is one and is right.
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

    /// Counts an error, if it is one that may come.
    pub fn excuse(self, error: &Error) {
        match kind(error).filter(|(_, from)| !self.calm && from.contains(&self.of)) {
            Some((kind, _)) => ERRORS.add(kind),
            None => fail(format!("an error in request {} that must not come: {self:?} {error:?}", self.seed)),
        }
    }
}

/// What an error is counted as, and where it may come from.
fn kind(error: &Error) -> Option<(&'static str, &'static [Of])> {
    const DATABASE: &[Of] = &[Of::Lookup, Of::Misread];
    const FUNCTION: &[Of] = &[Of::Squares, Of::Elsewhere];
    const ANY: &[Of] = &[Of::Lookup, Of::Misread, Of::Squares, Of::Elsewhere];
    Some(match error {
        Error::Database { source, .. } => (database(source)?, DATABASE),
        Error::Decode { .. } => ("a column does not fit", &[Of::Misread]),
        Error::Batch { .. } => ("a batch function failed", FUNCTION),
        Error::Panicked { .. } => ("a batch function or a value panicked", FUNCTION),
        Error::Timeout { .. } => ("batch timeout", ANY),
        Error::Lost { .. } => ("the runtime of the batch has ended", &[Of::Elsewhere]),
        _ => return None,
    })
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
