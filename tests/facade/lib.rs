//! A crate that depends on batchload under another name and re-exports it. Here the name `batchload` is that of another
//! crate, so a path that uses it does not find the library.

pub use loading;

/// M18 and M19: a model of a crate in which `batchload` has another name, and another crate has the name `batchload`.
#[derive(Clone, Debug, loading::BatchLoad)]
#[batch_load(crate = "loading")]
pub struct Reporter {
    /// The key.
    pub id: i64,
    /// The address.
    #[batch_load(unique)]
    pub email: String,
}
