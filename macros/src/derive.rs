//! The pipeline: understand the struct, check it, print facts about it. Owns no rule and no output.

use proc_macro2::TokenStream;
use syn::DeriveInput;

use crate::check;
use crate::errors::Errors;
use crate::expand;
use crate::model::Model;

pub(crate) fn derive(input: &DeriveInput) -> TokenStream {
    let mut errors = Errors::default();
    let expansion = match Model::from_syn(input, &mut errors) {
        Some(mut model) => {
            check::check(&mut model, &mut errors);
            expand::expand(&model)
        }
        None => expand::fallback(input),
    };
    let mut output = errors.finish();
    output.extend(expansion);
    output
}
