//! Relations: from a row to the lookup that finds its parent or its children.

use proc_macro2::{Ident, Literal, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
use syn::Type;
use syn::spanned::Spanned;

use crate::attr::OrderBy;
use crate::model::{BelongsTo, Has, Model, Name};
use crate::names;

/// Types named like the fields that relations go by, so that the compiler can print them.
pub(super) fn expand_fields(model: &Model) -> TokenStream {
    let mut fields: Vec<&Ident> = Vec::new();
    let references = model.belongs_to.iter().filter_map(|relation| relation.references.as_ref());
    for field in references.chain(model.has.iter().map(|relation| &relation.foreign_key)) {
        if !fields.contains(&field) {
            fields.push(field);
        }
    }
    let vis = &model.vis;
    quote! {#(
        #[doc = " A field that a relation goes by."]
        #vis enum #fields {}
    )*}
}

pub(super) fn expand_belongs_to(model: &Model, relation: &BelongsTo) -> TokenStream {
    let BelongsTo { column, parent, name, references } = relation;
    let (span, lookup) = match references {
        None => (parent.span(), quote_spanned!(parent.span()=> __batchload::ById<#parent>)),
        Some(field) => (field.span(), lookup_by(parent, field)),
    };
    let (field, text, this) = (&column.ident, &name.text, this());
    let key = partner_key(&lookup, span, column.key().span());
    let mut load = Load {
        model,
        name,
        span,
        lookup,
        doc: format!(" Loads the {text} that `{field}` names; a row that does not exist is an error."),
        found: quote!(__batchload::One<#parent>),
    };
    if column.nullable() {
        load.doc =
            format!(" Loads the {text} that `{field}` names; `None` where it is null or names no row.");
        load.found = quote!(::core::option::Option<__batchload::One<#parent>>);
        let key = quote_spanned! {span=>
            ::core::option::Option::map(::core::option::Option::as_ref(&#this.#field), #key)
        };
        return load.expand("optional", &quote_spanned!(span=> (), #key));
    }
    let relation = format!("{}::{text}", names::plain(&model.ident));
    load.expand("required", &quote_spanned!(span=> #relation, #key(&#this.#field)))
}

pub(super) fn expand_has(model: &Model, relation: &Has) -> TokenStream {
    let Has { many, child, child_name, name, foreign_key, order_by } = relation;
    let [column] = &model.primary_key[..] else { return TokenStream::new() };
    let span = foreign_key.span();
    let (facts, lookup) = if *many && order_by.is_empty() {
        (TokenStream::new(), lookup_by(child, foreign_key))
    } else {
        let marker = names::relation(&model.stem, &name.text);
        (expand_relation(model, relation, &marker), quote_spanned!(span=> __batchload::Related<#marker>))
    };
    let (field, text, this) = (&column.ident, &name.text, this());
    let partner_key = partner_key(&lookup, span, span);
    let key = quote_spanned!(span=> #partner_key(&#this.#field));
    let method = if *many {
        let doc = format!(" Loads the {text}: every `{child_name}` whose `{foreign_key}` names this row.");
        let found = quote!(__batchload::Many<#child>);
        let key = quote_spanned!(span=> (), ::core::option::Option::Some(#key));
        Load { model, name, span, lookup, doc, found }.expand("many", &key)
    } else {
        let doc = format!(" Loads the {text}: the `{child_name}` whose `{foreign_key}` names this row.");
        let found = quote!(::core::option::Option<__batchload::One<#child>>);
        let key = quote_spanned!(span=> (), ::core::option::Option::Some(#key));
        Load { model, name, span, lookup, doc, found }.expand("optional", &key)
    };
    quote!(#facts #method)
}

/// ```text
/// pub struct ReporterLoadArticles;
/// impl Refined for ReporterLoadArticles {
///     type Partner = By<Article, reporter_id, HASH>;
///     type Found = Many<Article>;
///     type Arguments = ();
///     const NAME: &'static str = "Reporter::articles";
///     const ORDER: &'static [Order] = &[Order::by::<Article>("pub_date", "…").descending()];
/// }
/// ```
fn expand_relation(model: &Model, relation: &Has, marker: &Ident) -> TokenStream {
    let Has { many, child, name, foreign_key, order_by, .. } = relation;
    let vis = &model.vis;
    let text = format!("{}::{}", names::plain(&model.ident), name.text);
    let doc = format!(" The relation `{text}`.");
    let partner = lookup_by(child, foreign_key);
    let found = if *many { quote!(Many) } else { quote!(One) };
    let order = if order_by.is_empty() { TokenStream::new() } else { expand_order(relation) };
    // The type stands at the derive, where lints about missing traits leave it alone.
    let stand_in = quote! {
        #[doc = #doc]
        #vis struct #marker;
    };
    let facts = quote_spanned! {foreign_key.span()=>
        #[automatically_derived]
        impl __batchload::Refined for #marker {
            type Partner = #partner;
            type Found = __batchload::#found<#child>;
            type Arguments = ();
            const NAME: &'static str = #text;
            #order
        }
    };
    quote!(#stand_in #facts)
}

fn expand_order(Has { child, child_name, order_by, .. }: &Has) -> TokenStream {
    let orders = order_by.iter().map(|OrderBy { field, descending }| {
        let (span, text) = (field.span(), names::plain(field));
        let mistake = format!("`{child_name}` has no field `{text}` to order by");
        let order = quote_spanned!(span=> __batchload::Order::by::<#child>(#text, #mistake));
        if *descending { quote!(#order.descending()) } else { order }
    });
    quote_spanned! {order_by[0].field.span()=>
        const ORDER: &'static [__batchload::Order] = {
            // An item, unlike an associated constant, is evaluated even where nobody loads the relation.
            const ORDER: &[__batchload::Order] = &[#(#orders),*];
            ORDER
        };
    }
}

/// A method that loads a relation.
struct Load<'a> {
    model: &'a Model,
    name: &'a Name,
    /// What to blame. All of the method stands there, so that one mistake is one message, however many
    /// parts of the method it breaks.
    span: Span,
    lookup: TokenStream,
    doc: String,
    found: TokenStream,
}

impl Load<'_> {
    /// ```text
    /// impl Article {
    ///     pub fn load_reporter<DB>(
    ///         &self,
    ///         loaders: &Loaders<DB>,
    ///     ) -> impl Future<Output = Result<One<Reporter>, Error>> + Send + use<DB>
    ///     where
    ///         DB: Dialect,
    ///         ById<Reporter>: LoadFrom<DB>,
    ///     {
    ///         required::<ById<Reporter>, DB>(loaders, "Article::reporter", key(&self.reporter_id))
    ///     }
    /// }
    /// ```
    fn expand(&self, function: &str, arguments: &TokenStream) -> TokenStream {
        let Self { model, name, span, lookup, doc, found } = self;
        let (vis, ident) = (located(&model.vis, *span), &model.ident);
        let method = names::load(&name.text, name.span);
        let function = Ident::new(function, *span);
        // Locals are the derive's own, whatever macro the tokens around them come from.
        let (this, loaders) = (this(), Ident::new("loaders", Span::call_site()));
        quote_spanned! {*span=>
            impl #ident {
                #[doc = #doc]
                #vis fn #method<DB>(
                    &#this,
                    #loaders: &__batchload::Loaders<DB>,
                ) -> impl ::core::future::Future<Output = ::core::result::Result<#found, __batchload::Error>>
                + ::core::marker::Send
                + use<DB>
                where
                    DB: __batchload::Dialect,
                    #lookup: __batchload::LoadFrom<DB>,
                {
                    __batchload::#function::<#lookup, DB>(#loaders, #arguments)
                }
            }
        }
    }
}

/// The lookup of a model by one of its fields, which the model itself has to state.
fn lookup_by(model: &Type, field: &Ident) -> TokenStream {
    let hash = Literal::u64_unsuffixed(names::hash(field));
    quote_spanned!(field.span()=> __batchload::By<#model, #field, #hash>)
}

fn this() -> Ident {
    Ident::new("self", Span::call_site())
}

/// The function that makes a key of a field; the type it infers stands where a mistake in it is shown.
fn partner_key(lookup: &TokenStream, span: Span, blamed: Span) -> TokenStream {
    let inferred = quote_spanned!(blamed=> _);
    quote_spanned!(span=> __batchload::key::<#lookup, #inferred>)
}

/// The same tokens at another place.
fn located(tokens: &impl ToTokens, span: Span) -> TokenStream {
    let relocate = |mut token: TokenTree| {
        token.set_span(token.span().located_at(span));
        token
    };
    tokens.to_token_stream().into_iter().map(relocate).collect()
}
