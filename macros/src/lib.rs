//! The derives of batchload. Use them through the `batchload` crate, where they are documented.

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
mod sort_key;
mod spelling;
#[cfg(test)]
mod tests;
mod types;

/// Returns what each derive prints, for fuzzers.
#[cfg(fuzzing)]
pub fn expansions(input: &DeriveInput) -> [proc_macro2::TokenStream; 2] {
    [derive::derive(input), sort_key::derive(input)]
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

/// Derives how a cursor holds a new type or an enum; documented at `batchload::SortKey`.
#[cfg(not(fuzzing))]
#[proc_macro_derive(SortKey, attributes(batch_load))]
pub fn derive_sort_key(input: TokenStream) -> TokenStream {
    let input = syn::parse_macro_input!(input as DeriveInput);
    sort_key::derive(&input).into()
}
