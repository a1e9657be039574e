//! What a check of a model against the database found.

use std::error::Error as StdError;
use std::fmt;

use super::Error;

/// Why a model does not fit the database: what [`Loaders::check`](crate::Loaders::check) found.
///
/// The text has one line for each cause, with everything that the database said. It is for developers, not for clients.
/// `Debug` writes the same text, so that a test that unwraps the error, or returns it, shows the causes.
#[derive(Clone)]
pub struct CheckError {
    model: &'static str,
    causes: Vec<Error>,
}

impl CheckError {
    /// Returns an error if there are causes. Equal messages of several lookups count once.
    pub(crate) fn unless_none(model: &'static str, causes: Vec<Error>) -> Result<(), Self> {
        let mut met = Vec::new();
        let is_new = |cause: &Error| {
            let text = shared_text(cause);
            let is_new = !met.contains(&text);
            met.push(text);
            is_new
        };
        let causes: Vec<_> = causes.into_iter().filter(is_new).collect();
        if causes.is_empty() { Ok(()) } else { Err(Self { model, causes }) }
    }

    /// Returns the causes.
    ///
    /// - [`Error::Decode`] for each field that its column does not fit
    /// - [`Error::Database`] for what the database refused, such as a missing column, for keys that a join table holds
    ///   in another type, and if there is no connection
    /// - [`Error::MissingScope`] for a value that the loaders lack
    /// - [`Error::NoRuntime`] and [`Error::Lost`] if no tokio runtime runs the check, or if it has ended
    /// - [`Error::TransactionEnded`] and [`Error::TransactionBusy`] if the loaders are within a transaction that cannot
    ///   be used
    #[must_use]
    pub fn causes(&self) -> &[Error] {
        &self.causes
    }
}

/// Returns what the errors of several lookups have in common if one cause broke all of them.
fn shared_text(cause: &Error) -> String {
    match cause {
        Error::Database { source, .. } => source.to_string(),
        Error::MissingScope { argument, .. } => (*argument).to_owned(),
        other => other.to_string(),
    }
}

impl fmt::Display for CheckError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the check of the model `{}` against the database failed:", self.model)?;
        for cause in &self.causes {
            write!(f, "\n- {cause}")?;
            // Its text contains those of its own sources.
            if let Some(source) = cause.source() {
                write!(f, ": {source}")?;
            }
        }
        Ok(())
    }
}

impl fmt::Debug for CheckError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl StdError for CheckError {}
