//! The facts of a lookup, and the function on the model that gives its loader.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use crate::model::{Column, Lookup, Model};
use crate::names;

/// What a lookup's expansion is made of, whichever attribute asked for it.
struct Facts<'a> {
    model: &'a Model,
    columns: &'a [Column],
    method: Ident,
    marker: Ident,
    unique: bool,
}

pub(super) fn expand_primary(model: &Model) -> TokenStream {
    let columns = &model.primary_key[..];
    let [first, ..] = columns else { return super::fallback::expand_primary(&model.vis, &model.ident) };
    Facts {
        model,
        columns,
        method: names::by("id", first.ident.span()),
        marker: names::lookup(&model.ident, "id"),
        unique: true,
    }
    .expand()
}

pub(super) fn expand_lookup(model: &Model, lookup: &Lookup) -> TokenStream {
    let field = lookup.column.field();
    Facts {
        model,
        columns: std::slice::from_ref(&lookup.column),
        method: names::by(&field, lookup.column.ident.span()),
        marker: names::lookup(&model.ident, &field),
        unique: lookup.unique,
    }
    .expand()
}

impl Facts<'_> {
    /// ```text
    /// pub struct ArticleByReporterId;
    /// impl Lookup for ArticleByReporterId { … }
    /// impl FieldOf<Article> for FieldName<HASH> { type Lookup = ArticleByReporterId; }
    /// impl Article {
    ///     pub fn by_reporter_id<DB>(loaders: &Loaders<DB>) -> Loader<Rows<ArticleByReporterId, DB>> { … }
    /// }
    /// ```
    fn expand(&self) -> TokenStream {
        let (vis, marker) = (&self.model.vis, &self.marker);
        let doc = format!(" The lookup of `{}` by {}.", self.model.ident, self.fields());
        let facts = [self.expand_facts(), self.expand_by_field(), self.expand_method()];
        quote! {
            #[doc = #doc]
            #vis struct #marker;
            #(#facts)*
        }
    }

    fn expand_facts(&self) -> TokenStream {
        let (model, marker, unique) = (&self.model.ident, &self.marker, self.unique);
        let name = format!("{}::{}", names::plain(model), self.method);
        let columns = self.columns.iter().map(|column| &column.name);
        let types = self.columns.iter().map(Column::key);
        let found = if unique { quote!(One) } else { quote!(Many) };
        let (key_type, key, parts) = match self.columns {
            [column] => (quote!(#(#types)*), key(column), quote!((::core::clone::Clone::clone(key),))),
            _ => (quote!((#(#types),*)), tuple(self.columns), quote!(::core::clone::Clone::clone(key))),
        };
        let parts_type = self.columns.iter().map(Column::key);
        quote! {
            #[automatically_derived]
            impl __batchload::Lookup for #marker {
                type Model = #model;
                type Key = #key_type;
                type Parts = (#(#parts_type,)*);
                type Found = __batchload::#found<#model>;
                const NAME: &'static str = #name;
                const COLUMNS: &'static [&'static str] = &[#(#columns),*];
                const UNIQUE: bool = #unique;
                fn key(row: &#model) -> ::core::option::Option<#key_type> {
                    #key
                }
                fn parts(key: &#key_type) -> <Self as __batchload::Lookup>::Parts {
                    #parts
                }
            }
        }
    }

    fn expand_by_field(&self) -> TokenStream {
        let [column] = self.columns else { return TokenStream::new() };
        let (model, marker) = (&self.model.ident, &self.marker);
        let hash = Literal::u64_unsuffixed(names::hash(&column.ident));
        quote! {
            #[automatically_derived]
            impl __batchload::FieldOf<#model> for __batchload::FieldName<#hash> {
                type Lookup = #marker;
            }
        }
    }

    fn expand_method(&self) -> TokenStream {
        let Model { vis, ident, .. } = self.model;
        let (marker, method) = (&self.marker, &self.method);
        let rows = if self.unique { "row" } else { "rows" };
        let doc = format!(" The loader of the `{ident}` {rows} with a given {}.", self.fields());
        quote! {
            impl #ident {
                #[doc = #doc]
                #vis fn #method<DB>(
                    loaders: &__batchload::Loaders<DB>,
                ) -> __batchload::Loader<__batchload::Rows<#marker, DB>>
                where
                    DB: __batchload::Dialect,
                    #marker: __batchload::LoadFrom<DB>,
                {
                    loaders.lookup::<#marker>()
                }
            }
        }
    }

    /// `` `id` ``, or `` `(article_id, tag_id)` ``.
    fn fields(&self) -> String {
        let fields: Vec<_> = self.columns.iter().map(Column::field).collect();
        match &fields[..] {
            [field] => format!("`{field}`"),
            _ => format!("`({})`", fields.join(", ")),
        }
    }
}

fn key(column: &Column) -> TokenStream {
    let field = &column.ident;
    if column.nullable() {
        quote!(::core::clone::Clone::clone(&row.#field))
    } else {
        quote!(::core::option::Option::Some(::core::clone::Clone::clone(&row.#field)))
    }
}

fn tuple(columns: &[Column]) -> TokenStream {
    let fields = columns.iter().map(|column| &column.ident);
    quote!(::core::option::Option::Some((#(::core::clone::Clone::clone(&row.#fields)),*)))
}
