//! An enum of models as the derive has understood it: one variant for each model.

use proc_macro2::{Ident, Span};
use syn::spanned::Spanned;
use syn::{DataEnum, DeriveInput, Fields, LitStr, Type};

use crate::attr::parse_variant;
use crate::errors::Errors;
use crate::names;
use crate::types;

pub(crate) struct Models {
    pub(crate) ident: Ident,
    /// The type of the models' keys, if it is not that of the first model.
    pub(crate) key: Option<Type>,
    pub(crate) variants: Vec<Variant>,
}

/// A variant that holds a row of a model.
pub(crate) struct Variant {
    pub(crate) ident: Ident,
    pub(crate) model: Type,
    /// What the column of the kind holds for this model.
    pub(crate) kind: String,
    /// The span to blame for the kind.
    span: Span,
}

impl Models {
    pub(crate) fn from_syn(
        input: &DeriveInput,
        data: &DataEnum,
        key: Option<Type>,
        errors: &mut Errors,
    ) -> Self {
        for parameter in &input.generics.params {
            errors.at(
                parameter.span(),
                "an enum of models has no parameters, since its models are known; write the enum for them",
            );
        }
        let mut models = Self { ident: input.ident.clone(), key, variants: Vec::new() };
        if let Some(message) = refuse(&input.ident, data) {
            errors.at(input.ident.span(), message);
            return models;
        }
        for variant in &data.variants {
            if let Some(variant) = Variant::from_syn(variant, errors) {
                models.add(variant, errors);
            }
        }
        models
    }

    /// Adds a variant, unless another has its kind or its model.
    fn add(&mut self, variant: Variant, errors: &mut Errors) {
        if let Some(known) = self.variants.iter().find(|known| known.kind == variant.kind) {
            let message = format!(
                "`{}` is already the kind of `{}`; give one of them another `kind = \"…\"`",
                variant.kind, known.ident
            );
            errors.at(variant.span, message);
        } else if let Some(known) =
            self.variants.iter().find(|known| types::are_same(&known.model, &variant.model))
        {
            let message = format!("`{}` already holds this model; remove one of them", known.ident);
            errors.on(&variant.model, message);
        } else {
            self.variants.push(variant);
        }
    }
}

/// Returns what is wrong with an enum none of whose variants holds anything.
fn refuse(ident: &Ident, data: &DataEnum) -> Option<String> {
    if data.variants.is_empty() {
        return Some(
            "an enum is not a row, but its variants can hold one each; write `Article(One<Article>)`"
                .to_owned(),
        );
    }
    data.variants.iter().all(|variant| matches!(variant.fields, Fields::Unit)).then(|| {
        format!(
            "`{ident}` is an enum, not a row; derive `BatchLoad` on the struct of a row, or let each variant hold one: `Article(One<Article>)`"
        )
    })
}

impl Variant {
    fn from_syn(variant: &syn::Variant, errors: &mut Errors) -> Option<Self> {
        let ident = variant.ident.clone();
        let given: Option<LitStr> = parse_variant(&variant.attrs, errors);
        let field = match &variant.fields {
            Fields::Unnamed(fields) if fields.unnamed.len() == 1 => &fields.unnamed[0].ty,
            _ => {
                errors.at(
                    ident.span(),
                    format!(
                        "an enum is not a row, but a variant can hold one; write `{ident}(One<{ident}>)`"
                    ),
                );
                return None;
            }
        };
        let Some(model) = types::of_one(field) else {
            errors.on(field, "a variant holds a loaded row; write `One<…>` around the model");
            return None;
        };
        let span = given.as_ref().map_or_else(|| ident.span(), LitStr::span);
        let kind = given.map_or_else(|| names::child(&ident), |given| given.value());
        Some(Self { ident, model: model.clone(), kind, span })
    }
}
