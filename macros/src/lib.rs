//! The derive of batchload. Use it through the `batchload` crate, where it is documented.

use proc_macro::TokenStream;

/// Derives lookups and relations for a row struct; documented at `batchload::BatchLoad`.
#[proc_macro_derive(BatchLoad, attributes(batch_load, belongs_to, has_many, has_one))]
pub fn derive_batch_load(_input: TokenStream) -> TokenStream {
    TokenStream::new()
}
