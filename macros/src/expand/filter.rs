//! Conditions, cut at their arguments.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use crate::attr::Piece;

/// Prints `Filter(&[Piece::Sql("pub_date >= "), Piece::Argument(0)])`.
pub(super) fn expand(pieces: &[Piece]) -> TokenStream {
    expand_with(pieces, |at| {
        let at = Literal::usize_unsuffixed(at);
        quote!(__batchload::Piece::Argument(#at))
    })
}

/// Does the same, with each argument as `argument` prints it.
pub(super) fn expand_with(pieces: &[Piece], argument: impl Fn(usize) -> TokenStream) -> TokenStream {
    let pieces = pieces.iter().map(|piece| match piece {
        Piece::Sql(text) => quote!(__batchload::Piece::Sql(#text)),
        Piece::Argument(at) => argument(*at),
    });
    quote!(__batchload::Filter(&[#(#pieces),*]))
}
