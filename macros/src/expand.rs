//! What the derive prints: facts about a model, in one anonymous constant. Reads the model, never its attributes.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Path, parse_quote};

use crate::model::Model;

mod aggregate;
mod check;
mod column;
mod fallback;
mod filter;
mod join_table;
mod lazy;
mod load;
mod lookup;
mod model;
mod models;
mod page;
mod path;
mod polymorphic;
mod preload;
mod refined;
mod relation;
mod root;
mod tree;

pub(crate) use fallback::expand as fallback;
pub(crate) use models::expand as models;

pub(crate) fn expand(model: &Model, krate: &Path) -> TokenStream {
    let rows = if model.is_root {
        root::expand_lookup(model)
    } else {
        [model::expand_from_columns(model), lookup::expand_lookups(model)].into_iter().collect()
    };
    let facts = [
        model::expand_model(model),
        rows,
        path::expand_names(model),
        model.relations.iter().map(|relation| relation::expand_relation(model, relation)).collect(),
        model.polymorphic.iter().map(|relation| polymorphic::expand_polymorphic(model, relation)).collect(),
        model.trees.iter().map(|tree| tree::expand_tree(model, tree)).collect(),
        check::expand_check(model),
        // Columns come last: rustc identifies impls by position, so a column printed earlier would invalidate the
        // incremental results of every fact after it.
        lazy::expand_lazy(model),
        column::expand_columns(model),
    ];
    in_const(krate, &facts.into_iter().collect())
}

/// Returns the path to the runtime.
pub(crate) fn krate(given: Option<Path>) -> Path {
    given.unwrap_or_else(|| parse_quote!(::batchload))
}

/// Separates what the derive invents from the user's names. Because the generated code is spanned at the user's tokens,
/// these lints would take it for the user's own code.
pub(crate) fn in_const(krate: &Path, facts: &TokenStream) -> TokenStream {
    quote! {
        #[allow(
            clippy::nursery,
            clippy::pedantic,
            clippy::restriction,
            clippy::too_many_arguments,
            clippy::type_complexity,
            dead_code,
            deprecated,
            missing_debug_implementations,
            non_camel_case_types,
            non_snake_case,
            private_bounds,
            private_interfaces,
            unnameable_types,
            unreachable_pub,
            unused_qualifications
        )]
        const _: () = {
            use #krate::__private1 as __batchload;
            #facts
        };
    }
}
