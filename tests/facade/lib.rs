//! A crate that has batchload under another name and offers it to others. The name `batchload` is that of
//! another crate here, so whatever is looked for under it is not found.

pub use loading;

/// M18 and M19: a model of a crate in which `batchload` has another name, and another crate has its.
#[derive(Clone, Debug, loading::BatchLoad)]
#[batch_load(crate = "loading")]
pub struct Reporter {
    /// The key.
    pub id: i64,
    /// The address.
    #[batch_load(unique)]
    pub email: String,
}
