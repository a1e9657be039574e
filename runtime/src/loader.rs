//! What users hold: load, `load_many`, prime, clear.

use std::sync::Arc;

use crate::Error;
use crate::source::Source;

/// A handle.
#[derive(Debug)]
pub struct Loader<S> {
    shared: Arc<S>,
}

impl<S: Source> Loader<S> {
    /// Loads.
    ///
    /// # Errors
    ///
    /// Fails.
    pub fn load(&self, key: S::Key) -> impl Future<Output = Result<S::Answer, Error>> + Send + use<S> {
        let shared = Arc::clone(&self.shared);
        async move {
            let _ = (shared, key);
            Ok(S::absent())
        }
    }
}
