//! The fact that a model can be checked, and everything that the check asks the database.

use proc_macro2::TokenStream;
use quote::quote;

use crate::attr::Filter;
use crate::model::{JoinTable, Model, Path, Relation};
use crate::{names, types};

/// ```text
/// impl<__DB> Check<__DB> for Reporter
/// where
///     __DB: Dialect,
///     ReporterById: CheckLookup<__DB>,
///     ReporterLoadUrgent: CheckRelation<__DB>,
/// {
///     const PROBES: &'static [fn() -> Probe<__DB>] = &[
///         <ReporterById as CheckLookup<__DB>>::probe,
///         <ReporterLoadUrgent as CheckRelation<__DB>>::probe,
///     ];
/// }
/// ```
pub(super) fn expand_check(model: &Model) -> TokenStream {
    let ident = &model.ident;
    let (checked, traits): (Vec<_>, Vec<_>) =
        by_id(model).into_iter().chain(relations(model)).chain(lazy(model)).unzip();
    quote! {
        #[automatically_derived]
        impl<__DB> __batchload::Check<__DB> for #ident
        where
            __DB: __batchload::Dialect,
            #(#checked: __batchload::#traits,)*
        {
            const PROBES: &'static [fn() -> __batchload::Probe<__DB>] =
                &[#(<#checked as __batchload::#traits>::probe),*];
        }
    }
}

/// A type, and the trait by which it is checked.
type Checked = (TokenStream, TokenStream);

/// Returns the lookup by id, which reads all columns. The keys of the other lookups are among these.
fn by_id(model: &Model) -> Option<Checked> {
    let by_id = names::lookup(&model.type_prefix, "id");
    (!model.is_root).then(|| (quote!(#by_id), quote!(CheckLookup<__DB>)))
}

/// Returns the relations with a filter, or with a table that has no model. Everything else is in the checks of the
/// models on their way.
fn relations(model: &Model) -> impl Iterator<Item = Checked> {
    let needs_check = |relation: &&Relation| {
        let Filter { pieces, link, .. } = &relation.filter;
        let has_table = matches!(relation.path, Path::JoinTable(JoinTable::Table { .. }));
        has_table || !pieces.is_empty() || !link.is_empty()
    };
    model.relations.iter().filter(needs_check).map(|relation| {
        let marker = names::relation(&model.type_prefix, &relation.name.text);
        (quote!(#marker), quote!(CheckRelation<__DB>))
    })
}

fn lazy(model: &Model) -> impl Iterator<Item = Checked> {
    let ident = &model.ident;
    model.lazy.iter().filter(|column| types::of_lazy(&column.ty).is_some()).map(move |column| {
        let hash = names::hash([&column.ident]);
        (quote!(__batchload::FieldName<#hash>), quote!(CheckColumn<#ident, __DB>))
    })
}
