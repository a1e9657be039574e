//! Conditions, cut at their arguments.

use proc_macro2::TokenStream;
use quote::quote;

use crate::attr::{Argument, Filter, Piece};

/// `Filter(&[Piece::Sql("pub_date >= "), Piece::Argument(0)])`, each argument as `argument` prints it.
pub(super) fn expand(filter: &Filter, argument: impl Fn(usize, &Argument) -> TokenStream) -> TokenStream {
    let pieces = filter.pieces.iter().map(|piece| match piece {
        Piece::Sql(text) => quote!(__batchload::Piece::Sql(#text)),
        Piece::Argument(at) => argument(*at, &filter.arguments[*at]),
    });
    quote!(__batchload::Filter(&[#(#pieces),*]))
}
