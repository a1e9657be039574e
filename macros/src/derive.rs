//! The pipeline: understand the input, check it, print facts about it. Owns no rule and no output.

use proc_macro2::TokenStream;
use syn::{Data, DataEnum, DeriveInput};

use crate::attr::{EnumAttrs, StructAttrs};
use crate::check;
use crate::errors::Errors;
use crate::expand;
use crate::model::{Model, Models};
use crate::spelling;

pub(crate) fn derive(input: &DeriveInput) -> TokenStream {
    let input = &spelling::unify(input);
    let mut errors = Errors::default();
    let expansion = match &input.data {
        Data::Enum(data) => derive_models(input, data, &mut errors),
        _ => derive_model(input, &mut errors),
    };
    let mut output = errors.finish();
    output.extend(expansion);
    output
}

fn derive_model(input: &DeriveInput, errors: &mut Errors) -> TokenStream {
    let attrs = StructAttrs::parse(&input.attrs, errors);
    let krate = expand::krate(attrs.krate.clone());
    match Model::from_syn(input, attrs, errors) {
        Some(mut model) => {
            check::check(&mut model, errors);
            expand::expand(&model, &krate)
        }
        None => expand::fallback(input, &krate),
    }
}

fn derive_models(input: &DeriveInput, data: &DataEnum, errors: &mut Errors) -> TokenStream {
    let attrs = EnumAttrs::parse(&input.attrs, errors);
    let krate = expand::krate(attrs.krate);
    let models = Models::from_syn(input, data, attrs.key, errors);
    if !input.generics.params.is_empty() {
        return TokenStream::new();
    }
    let mut expansion = expand::models(&models, &krate);
    if models.variants.is_empty() {
        // Perhaps the enum was meant to be a model.
        expansion.extend(expand::fallback(input, &krate));
    }
    expansion
}
