//! `#[belongs_to(…)]`, `#[has_many(…)]` and `#[has_one(…)]`.

use proc_macro2::{Ident, Span};
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{Attribute, LitStr, Token, Type, parenthesized, token};

use super::{Entry, at_entry, end_of_entry, name, parse_entries, parse_parentheses, set};
use crate::errors::{Errors, closest};

/// `#[belongs_to(Parent, name = …, references = …)]`
pub(crate) struct BelongsTo {
    pub(crate) span: Span,
    pub(crate) parent: Type,
    pub(crate) name: Option<Ident>,
    pub(crate) references: Option<Ident>,
}

/// `#[has_many(Child, name = …, foreign_key = …, order_by(…))]`, or `has_one` likewise.
pub(crate) struct Has {
    pub(crate) many: bool,
    pub(crate) child: Type,
    pub(crate) name: Option<Ident>,
    pub(crate) foreign_key: Option<Ident>,
    pub(crate) order_by: Option<Vec<OrderBy>>,
}

/// `field`, `field asc` or `field desc`.
pub(crate) struct OrderBy {
    pub(crate) field: Ident,
    pub(crate) descending: bool,
}

impl BelongsTo {
    pub(super) fn parse(attr: &Attribute, errors: &mut Errors) -> Option<Self> {
        parse_parentheses(attr, "#[belongs_to(Parent)]", errors, |input, errors| {
            let parent = parse_model(attr, input, "parent", "#[belongs_to(Parent)]")?;
            let mut this = Self { span: attr.path().span(), parent, name: None, references: None };
            parse_entries(input, errors, |entry| this.parse_entry(entry));
            Ok(this)
        })
    }

    fn parse_entry(&mut self, entry: &Entry) -> syn::Result<()> {
        let key = &entry.key;
        match key.to_string().as_str() {
            "name" => set(&mut self.name, key, entry.name("author")?),
            "references" => set(&mut self.references, key, entry.field("email")?),
            _ => Err(entry.unknown("belongs_to", &["name", "references"])),
        }
    }
}

impl Has {
    pub(super) fn parse(attr: &Attribute, many: bool, errors: &mut Errors) -> Option<Self> {
        let example = if many { "#[has_many(Child)]" } else { "#[has_one(Child)]" };
        parse_parentheses(attr, example, errors, |input, errors| {
            let child = parse_model(attr, input, "child", example)?;
            let mut this = Self { many, child, name: None, foreign_key: None, order_by: None };
            parse_entries(input, errors, |entry| this.parse_entry(entry));
            Ok(this)
        })
    }

    fn parse_entry(&mut self, entry: &Entry) -> syn::Result<()> {
        let key = &entry.key;
        match key.to_string().as_str() {
            "name" => set(&mut self.name, key, entry.name("articles")?),
            "foreign_key" => set(&mut self.foreign_key, key, entry.field("reporter_id")?),
            "order_by" => set(&mut self.order_by, key, parse_order_by(entry)?),
            _ => {
                let list = if self.many { "has_many" } else { "has_one" };
                Err(entry.unknown(list, &["name", "foreign_key", "order_by"]))
            }
        }
    }
}

/// Whether the attribute is `has_many`; `None` where it is neither that nor `has_one`.
pub(super) fn has(attr: &Attribute) -> Option<bool> {
    if attr.path().is_ident("has_one") {
        Some(false)
    } else {
        attr.path().is_ident("has_many").then_some(true)
    }
}

pub(super) fn misplaced(attr: &Attribute, place: &str) -> syn::Error {
    syn::Error::new(attr.path().span(), format!("`{}` describes {place}; write it there", name(attr)))
}

/// The model on the other side, and the comma after it.
fn parse_model(attr: &Attribute, input: ParseStream, side: &str, example: &str) -> syn::Result<Type> {
    if input.is_empty() || at_entry(input) {
        let span = if input.is_empty() { attr.path().span() } else { input.span() };
        return Err(syn::Error::new(span, format!("name the {side} first; write `{example}`")));
    }
    if let Ok(text) = input.parse::<LitStr>() {
        return Err(syn::Error::new(
            text.span(),
            format!("name the {side} without quotes; write `{example}`"),
        ));
    }
    let model = input.parse()?;
    end_of_entry(input)?;
    input.parse::<Option<Token![,]>>()?;
    Ok(model)
}

fn parse_order_by(entry: &Entry) -> syn::Result<Vec<OrderBy>> {
    let example = "write `order_by(pub_date desc, id)`";
    if !entry.input.peek(token::Paren) {
        return Err(syn::Error::new(entry.key.span(), format!("`order_by` takes a list; {example}")));
    }
    let content;
    parenthesized!(content in entry.input);
    let fields = Punctuated::<OrderBy, Token![,]>::parse_terminated(&content)?;
    if fields.is_empty() {
        return Err(syn::Error::new(entry.key.span(), format!("`order_by` is empty; {example}")));
    }
    let fields: Vec<OrderBy> = fields.into_iter().collect();
    for (at, OrderBy { field, .. }) in fields.iter().enumerate() {
        if fields[..at].iter().any(|earlier| earlier.field == *field) {
            return Err(syn::Error::new(
                field.span(),
                format!("`{field}` is in this order already; remove it"),
            ));
        }
    }
    Ok(fields)
}

impl Parse for OrderBy {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        let field = input.call(Ident::parse_any).map_err(|error| {
            syn::Error::new(
                error.span(),
                "expected a field of the child, such as `order_by(pub_date desc, id)`",
            )
        })?;
        let direction =
            if input.is_empty() || input.peek(Token![,]) { None } else { Some(input.parse::<Ident>()?) };
        let descending = direction.map_or(Ok(false), |word| parse_direction(&word))?;
        end_of_entry(input)?;
        Ok(Self { field, descending })
    }
}

fn parse_direction(word: &Ident) -> syn::Result<bool> {
    let text = word.to_string();
    match text.as_str() {
        "asc" => Ok(false),
        "desc" => Ok(true),
        _ => {
            let advice = match closest(&text.to_lowercase(), &["desc", "asc"]) {
                Some(meant) => format!("did you mean `{meant}`"),
                None => "write `asc`, `desc`, or a comma before it".to_owned(),
            };
            Err(syn::Error::new(word.span(), format!("`{word}` is no direction; {advice}")))
        }
    }
}
