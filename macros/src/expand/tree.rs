//! The facts of a relation among the rows of one model, and the method that loads it.

use proc_macro2::{Ident, TokenStream};
use quote::{quote, quote_spanned};

use super::load::{Method, listed};
use super::relation::expand_marker;
use super::{preload, refined};
use crate::model::{Column, Model, Tree};
use crate::names;

pub(super) fn expand_tree(model: &Model, tree: &Tree) -> TokenStream {
    let marker = names::relation(&model.type_prefix, &tree.name.text);
    let facts = expand_facts(model, tree, &marker);
    let reached = quote_spanned!(tree.span=> __batchload::Recursive<#marker>);
    let ident = &model.ident;
    let found = quote_spanned!(tree.span=> __batchload::Many<#ident>);
    let of = quote_spanned!(tree.span=> #found, ());
    let method = Method {
        model,
        name: &tree.name,
        span: tree.span,
        doc: doc(tree),
        parameters: TokenStream::new(),
        found: found.clone(),
        implementor: reached,
        bound: quote_spanned!(tree.span=> Follow<Self, (), #found, __DB>),
        function: "follow",
        values: quote_spanned!(tree.span=> , ()),
        bounds: TokenStream::new(),
    };
    let method = method.expand(&preload::expand(&method, "Preload", &of, &quote_spanned!(tree.span=> ())));
    quote!(#facts #method)
}

/// ```text
/// pub struct EmployeeLoadAncestors;
/// impl Hierarchy for EmployeeLoadAncestors {
///     type Model = Employee;
///     type ForeignKey = i64;
///     const NAME: &'static str = "Employee::ancestors";
///     const FOREIGN_KEY: &'static [&'static str] = &["manager_id"];
///     const DIRECTION: Direction = Direction::Ancestors;
///     const DEPTH: u32 = 64;
///     fn key(row: &Employee) -> Option<KeyOf<ById<Employee>>> {
///         Option::as_ref(&row.manager_id)?;
///         <ById<Employee> as Lookup>::key(row)
///     }
/// }
/// ```
fn expand_facts(model: &Model, tree: &Tree, marker: &Ident) -> TokenStream {
    let (ident, span, depth) = (&model.ident, tree.span, tree.depth);
    let name = format!("{}::{}", names::plain(ident), tree.name.text);
    let direction = Ident::new(if tree.ancestors { "Ancestors" } else { "Descendants" }, span);
    let columns = tree.foreign_key.iter().map(|column| &column.name);
    let types: Vec<_> = tree.foreign_key.iter().map(Column::key).collect();
    let foreign_key = if let [ty] = types[..] { quote!(#ty) } else { quote!((#(#types),*)) };
    let order = refined::expand_order(ident, &tree.order_by, false, tree.span);
    let row = names::local("__row");
    let nullable = tree.foreign_key.iter().filter(|column| tree.ancestors && column.nullable());
    let is_root = nullable.map(|Column { ident, .. }| quote!(::core::option::Option::as_ref(&#row.#ident)?;));
    let stand_in = expand_marker(model, marker, &name);
    let facts = quote_spanned! {span=>
        #[automatically_derived]
        impl __batchload::Hierarchy for #marker {
            type Model = #ident;
            type ForeignKey = #foreign_key;
            const NAME: &'static str = #name;
            const FOREIGN_KEY: &'static [&'static str] = &[#(#columns),*];
            const DIRECTION: __batchload::Direction = __batchload::Direction::#direction;
            #order
            const DEPTH: u32 = #depth;
            fn key(
                #row: &#ident,
            ) -> ::core::option::Option<__batchload::KeyOf<__batchload::ById<#ident>>> {
                #(#is_root)*
                <__batchload::ById<#ident> as __batchload::Lookup>::key(#row)
            }
        }
    };
    quote!(#stand_in #facts)
}

fn doc(Tree { ancestors, name, foreign_key, depth, .. }: &Tree) -> String {
    let fields: Vec<_> = foreign_key.iter().map(Column::field).collect();
    let (text, fields) = (&name.text, listed(&fields));
    let (rows, order) = if *ancestors {
        (format!("the row that {fields} names, the row that is named there, and so on"), "nearest first")
    } else {
        (
            format!("every row whose {fields} names this row, every row that names those, and so on"),
            "level by level",
        )
    };
    format!(" Loads the {text}: {rows}, {order}, up to {depth} rows away.")
}
