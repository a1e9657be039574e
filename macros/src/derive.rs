//! The pipeline: understand the struct, check it, print facts about it. Owns no rule and no output.

use proc_macro2::TokenStream;
use syn::{DeriveInput, parse_quote};

use crate::attr::StructAttrs;
use crate::check;
use crate::errors::Errors;
use crate::expand;
use crate::model::Model;

pub(crate) fn derive(input: &DeriveInput) -> TokenStream {
    let mut errors = Errors::default();
    let attrs = StructAttrs::parse(&input.attrs, &mut errors);
    let krate = attrs.krate.clone().unwrap_or_else(|| parse_quote!(::batchload));
    let expansion = match Model::from_syn(input, attrs, &mut errors) {
        Some(mut model) => {
            check::check(&mut model, &mut errors);
            expand::expand(&model, &krate)
        }
        None => expand::fallback(input, &krate),
    };
    let mut output = errors.finish();
    output.extend(expansion);
    output
}
