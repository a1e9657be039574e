//! The facts of a table of pairs between two models, and of the model of such a table.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::Type;
use syn::spanned::Spanned;

use super::relation::Facts;
use super::{filter, path, refined};
use crate::attr::OrderBy;
use crate::model::{JoinTable, Path};

/// ```text
/// impl<__L> JoinTable for ArticleLoadTags
/// where
///     ById<Tag>: Is<It = __L>,
///     __L: Lookup<Arguments = ()>,
/// {
///     type Source = ById<Article>;
///     type Target = __L;
///     const TABLE: &'static [&'static str] = &["article_tags"];
///     const NEAR: &'static [&'static str] = &["article_id"];
///     const FAR: &'static [&'static str] = { const FAR: &[&str] = far::<ById<Tag>>(&["tag_id"], "…"); FAR };
/// }
/// ```
pub(super) fn expand(facts: &Facts) -> TokenStream {
    let Path::JoinTable(join_table) = &facts.relation.path else { return TokenStream::new() };
    let (span, model, marker) = (facts.span, &facts.model.ident, facts.spanned_marker());
    let target = path::by_id(&facts.relation.model);
    let (columns, link) = match join_table {
        JoinTable::Table { table, near, far, far_span, .. } => {
            (of_table(facts, (table, near, far), *far_span), TokenStream::new())
        }
        JoinTable::Model { model, near, far, order_by } => {
            (of_model(facts, model, near, far), expand_link(facts, model, near, order_by))
        }
    };
    let condition = expand_condition(facts);
    let table = quote_spanned! {span=>
        #[automatically_derived]
        impl<__L> __batchload::JoinTable for #marker
        where
            #target: __batchload::Is<It = __L>,
            __L: __batchload::Lookup<Arguments = ()>,
        {
            type Source = __batchload::ById<#model>;
            type Target = __L;
            #columns
            #condition
        }
    };
    quote!(#table #link)
}

/// Prints `const CONDITION: Filter = Filter(&[Piece::Sql("removed_at IS NULL")]);`.
fn expand_condition(facts: &Facts) -> Option<TokenStream> {
    let pieces = &facts.relation.filter.link;
    let condition = (!pieces.is_empty()).then(|| filter::expand(pieces))?;
    Some(quote_spanned!(facts.span=> const CONDITION: __batchload::Filter = #condition;))
}

/// Prints the constants of a table without a struct.
fn of_table(
    facts: &Facts,
    (table, near, far): (&[String], &[String], &[String]),
    far_span: Span,
) -> TokenStream {
    let target = path::by_id(&facts.relation.model);
    let mistake = format!(
        "`target_key` needs as many columns as the primary key of `{}` has fields",
        facts.relation.model_name
    );
    let far = quote_spanned!(far_span=> __batchload::far::<#target>(&[#(#far),*], #mistake));
    // Unlike an associated constant, an item is evaluated even if nobody loads the relation.
    let far = quote!({ const FAR: &[&str] = #far; FAR });
    quote_spanned! {facts.span=>
        const TABLE: &'static [&'static str] = &[#(#table),*];
        const NEAR: &'static [&'static str] = &[#(#near),*];
        const FAR: &'static [&'static str] = #far;
    }
}

/// ```text
/// const TABLE: &'static [&'static str] = <ModelOf<By<Tagging, article_id, HASH>> as Model>::TABLE;
/// const SCOPE: &'static [Filter] = <ModelOf<By<Tagging, article_id, HASH>> as Model>::SCOPE;
/// const NEAR: &'static [&'static str] = columns_of::<By<Tagging, article_id, HASH>, ById<Article>>();
/// const FAR: &'static [&'static str] = columns_of::<By<Tagging, tag_id, HASH>, ById<Tag>>();
/// ```
fn of_model(facts: &Facts, link: &Type, near: &[Ident], far: &[Ident]) -> TokenStream {
    let (model, target) = (&facts.model.ident, path::by_id(&facts.relation.model));
    let (by_near, link_model) = (by(link, near), link_model(link, near));
    let by_far = by(&Type::Verbatim(link_model.clone()), far);
    let near =
        quote_spanned!(near[0].span()=> __batchload::columns_of::<#by_near, __batchload::ById<#model>>());
    let target = path::respanned(&target, far[0].span());
    let far = quote_spanned!(far[0].span()=> __batchload::columns_of::<#by_far, #target>());
    quote_spanned! {facts.span=>
        const TABLE: &'static [&'static str] = <#link_model as __batchload::Model>::TABLE;
        const SCOPE: &'static [__batchload::Filter] = <#link_model as __batchload::Model>::SCOPE;
        const NEAR: &'static [&'static str] = #near;
        const FAR: &'static [&'static str] = #far;
    }
}

fn by(link: &Type, fields: &[Ident]) -> TokenStream {
    path::by(&path::respanned_type(link, fields[0].span()), fields)
}

/// Returns the link model through its lookup, so that the compiler reports only once if the type is not a model.
fn link_model(link: &Type, near: &[Ident]) -> TokenStream {
    let by = by(link, near);
    quote_spanned!(near[0].span()=> __batchload::ModelOf<#by>)
}

/// ```text
/// impl<__M> LinkedBy for ArticleLoadTags where Tagging: Is<It = __M>, __M: Model {
///     type Link = __M;
///     const ORDER: &'static [Order] = &[Order::of::<Tagging, position, HASH>()];
/// }
/// const _: () = assert_read_by_position::<ModelOf<By<Tagging, article_id, HASH>>>("…");
/// ```
fn expand_link(facts: &Facts, link: &Type, near: &[Ident], order_by: &[OrderBy]) -> TokenStream {
    let (span, marker, link_model) = (link.span(), facts.spanned_marker(), link_model(link, near));
    let order = refined::expand_order(link, order_by, false, span);
    let mistake = "the link model is read by the names of its columns, and the other model may have the same names; remove `from_row`";
    quote_spanned! {span=>
        #[automatically_derived]
        impl<__M> __batchload::LinkedBy for #marker
        where
            #link: __batchload::Is<It = __M>,
            __M: __batchload::Model,
        {
            type Link = __M;
            #order
        }
        const _: () = __batchload::assert_read_by_position::<#link_model>(#mistake);
    }
}
