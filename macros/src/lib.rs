//! The derive of batchload. Use it through the `batchload` crate, where it is documented.

#[cfg(not(fuzzing))]
use proc_macro::TokenStream;
use syn::DeriveInput;

mod attr;
mod check;
mod derive;
mod errors;
mod expand;
mod model;
mod names;
mod spelling;
#[cfg(test)]
mod tests;
mod types;

/// The expansion, for fuzzers.
#[cfg(fuzzing)]
pub fn expansion(input: &DeriveInput) -> proc_macro2::TokenStream {
    derive::derive(input)
}

/// Derives lookups and relations for a row struct; documented at `batchload::BatchLoad`.
#[cfg(not(fuzzing))]
#[proc_macro_derive(
    BatchLoad,
    attributes(ancestors, batch_load, belongs_to, descendants, has_many, has_one, many_to_many, sqlx)
)]
pub fn derive_batch_load(input: TokenStream) -> TokenStream {
    let input = syn::parse_macro_input!(input as DeriveInput);
    derive::derive(&input).into()
}
