//! The grammar of attributes: keys, values, spans. Does not decide what they mean together.

use proc_macro2::{Ident, Span, TokenTree};
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{Attribute, LitStr, Meta, Token, parenthesized, token};

use crate::errors::{Errors, closest};
use crate::names;

mod aggregate;
mod belongs_to;
mod field;
mod filter;
mod has;
mod many_to_many;
mod options;
mod order;
mod page;
mod relation;
mod sqlx;
mod structure;
mod tree;
mod variants;

pub(crate) use aggregate::{Aggregate, AggregateKind};
pub(crate) use belongs_to::BelongsTo;
pub(crate) use field::FieldAttrs;
pub(crate) use filter::{Argument, Filter, Piece};
pub(crate) use has::Has;
pub(crate) use many_to_many::{JoinTable, ManyToMany};
pub(crate) use options::Options;
pub(crate) use order::{Nulls, OrderBy};
pub(crate) use page::PageSizes;
pub(crate) use sqlx::Json;
pub(crate) use structure::{Composite, StructAttrs};
pub(crate) use tree::Tree;
pub(crate) use variants::{EnumAttrs, parse_crate_alone, parse_variant};

/// One `key`, `key = value` or `key(…)` of a list. The input starts after the key.
struct Entry<'a> {
    key: Ident,
    input: ParseStream<'a>,
}

impl Entry<'_> {
    /// Parses `key`, alone.
    fn flag(&self) -> syn::Result<Span> {
        if self.input.is_empty() || self.input.peek(Token![,]) {
            return Ok(self.key.span());
        }
        Err(self.input.error(format!("`{0}` takes no value; write `{0}` alone", self.key)))
    }

    /// Parses `key = "text"`.
    fn text(&self, example: &str) -> syn::Result<LitStr> {
        self.value("a string", example)
    }

    /// Parses `key = word`.
    fn word(&self, example: &str) -> syn::Result<Ident> {
        self.equals(example)?;
        self.input
            .call(Ident::parse_any)
            .map_err(|error| self.expected(error.span(), "a name without quotes", example))
    }

    /// Parses `key = name`. Other names are made of it.
    fn name(&self, example: &str) -> syn::Result<Ident> {
        let name = self.word(example)?;
        if name == "_" {
            return Err(self.expected(name.span(), "a name", example));
        }
        Ok(name)
    }

    /// Parses `key = field`. The name of a field can be a keyword.
    fn field(&self, example: &str) -> syn::Result<Ident> {
        let name = self.word(example)?;
        as_field(&name).ok_or_else(|| self.expected(name.span(), "the name of a field", example))
    }

    /// Parses `key = field`, or `key(field, field)`.
    fn fields(&self, one: &str, several: &str) -> syn::Result<Vec<Ident>> {
        if !self.input.peek(token::Paren) {
            return self.field(one).map(|field| vec![field]);
        }
        let fields = self.list(several, parse_field)?;
        self.distinct(fields)
    }

    /// Parses `key(…)`, with at least one item.
    fn list<T>(&self, example: &str, parse: fn(ParseStream) -> syn::Result<T>) -> syn::Result<Vec<T>> {
        let key = &self.key;
        if !self.input.peek(token::Paren) {
            return Err(syn::Error::new(key.span(), format!("`{key}` takes a list; write `{example}`")));
        }
        let content;
        parenthesized!(content in self.input);
        let list = Punctuated::<T, Token![,]>::parse_terminated_with(&content, parse);
        if list.is_err() {
            // Tokens that a mistake left unread would be reported as a second one.
            skip(&content, |_| false);
        }
        let list: Vec<T> = list?.into_iter().collect();
        if list.is_empty() {
            return Err(syn::Error::new(key.span(), format!("`{key}` is empty; write `{example}`")));
        }
        Ok(list)
    }

    /// Parses `key(…)`, with entries that have keys themselves.
    fn entries(&self, example: &str, entry: impl FnMut(&Entry) -> syn::Result<()>) -> syn::Result<()> {
        let key = &self.key;
        if !self.input.peek(token::Paren) {
            return Err(syn::Error::new(key.span(), format!("`{key}` takes a list; write `{example}`")));
        }
        let content;
        parenthesized!(content in self.input);
        if content.is_empty() {
            return Err(syn::Error::new(key.span(), format!("`{key}()` is empty; write `{example}`")));
        }
        let mut errors = Errors::default();
        parse_entries(&content, &mut errors, entry);
        errors.into_result()
    }

    fn distinct(&self, names: Vec<Ident>) -> syn::Result<Vec<Ident>> {
        for (at, name) in names.iter().enumerate() {
            if names[..at].contains(name) {
                let message = format!("`{name}` is already in this `{}`; remove it", self.key);
                return Err(syn::Error::new(name.span(), message));
            }
        }
        Ok(names)
    }

    /// Parses `key = value`.
    fn value<T: Parse>(&self, what: &str, example: &str) -> syn::Result<T> {
        self.equals(example)?;
        self.input.parse().map_err(|error: syn::Error| self.expected(error.span(), what, example))
    }

    fn equals(&self, example: &str) -> syn::Result<()> {
        match self.input.parse::<Option<Token![=]>>()? {
            Some(_) => Ok(()),
            None => Err(self.expected(self.key.span(), "a value", example)),
        }
    }

    fn expected(&self, span: Span, what: &str, example: &str) -> syn::Error {
        syn::Error::new(span, format!("`{0}` takes {what}; write `{0} = {example}`", self.key))
    }

    fn unknown(&self, list: &str, known: &[&str]) -> syn::Error {
        let advice = match (closest(&self.key.to_string(), known), known) {
            (Some(word), _) => format!("did you mean `{word}`"),
            (None, [only]) => format!("expected `{only}`"),
            (None, _) => format!("expected one of `{}`", known.join("`, `")),
        };
        syn::Error::new(self.key.span(), format!("unknown `{}` in `{list}`; {advice}", self.key))
    }
}

/// Returns the name of a field, as a raw name if it is a keyword.
fn as_field(name: &Ident) -> Option<Ident> {
    match name.to_string().as_str() {
        "_" | "self" | "Self" | "super" | "crate" => None,
        _ => Some(names::spelt(name)),
    }
}

fn parse_field(input: ParseStream) -> syn::Result<Ident> {
    let refused = |span| syn::Error::new(span, "expected the name of a field, without quotes");
    let name = input.call(Ident::parse_any).map_err(|error| refused(error.span()))?;
    end_of_entry(input)?;
    as_field(&name).ok_or_else(|| refused(name.span()))
}

/// Stores the value of a key, which may be given only once.
fn set<T>(slot: &mut Option<T>, key: &Ident, value: T) -> syn::Result<()> {
    if slot.replace(value).is_some() {
        return Err(syn::Error::new(key.span(), format!("`{key}` is given twice; keep one")));
    }
    Ok(())
}

fn name(attr: &Attribute) -> String {
    attr.path().get_ident().map(Ident::to_string).unwrap_or_default()
}

/// Reads the entries between an attribute's parentheses, and reports every mistake among them.
fn parse_attr(
    attr: &Attribute,
    example: &str,
    errors: &mut Errors,
    entry: impl FnMut(&Entry) -> syn::Result<()>,
) {
    parse_parentheses(attr, example, errors, |input, errors| {
        if input.is_empty() {
            errors.at(attr.meta.span(), format!("`{}` is empty; write `{example}`", name(attr)));
        }
        parse_entries(input, errors, entry);
        Ok(())
    });
}

/// Passes the tokens between an attribute's parentheses to `parse`, and reports its error.
fn parse_parentheses<T>(
    attr: &Attribute,
    example: &str,
    errors: &mut Errors,
    parse: impl FnOnce(ParseStream, &mut Errors) -> syn::Result<T>,
) -> Option<T> {
    if !matches!(&attr.meta, Meta::List(list) if matches!(list.delimiter, syn::MacroDelimiter::Paren(_))) {
        errors.at(attr.meta.span(), format!("`{}` takes a list; write `{example}`", name(attr)));
        return None;
    }
    let parsed = attr.parse_args_with(|input: ParseStream| {
        let parsed = parse(input, errors);
        // Tokens that a mistake left unread would be reported as a second one.
        if parsed.is_err() {
            skip(input, |_| false);
        }
        parsed
    });
    errors.keep(parsed)
}

/// Parses entries up to the end. After a mistake, parsing continues after the next comma.
fn parse_entries(input: ParseStream, errors: &mut Errors, mut entry: impl FnMut(&Entry) -> syn::Result<()>) {
    while !input.is_empty() {
        let parsed =
            parse_key(input).and_then(|key| entry(&Entry { key, input })).and_then(|()| end_of_entry(input));
        if let Err(error) = parsed {
            errors.push(error);
            skip(input, |input| input.peek(Token![,]));
        }
        // The comma was checked already, or skipped to.
        let _ = input.parse::<Option<Token![,]>>();
    }
}

fn parse_key(input: ParseStream) -> syn::Result<Ident> {
    input.call(Ident::parse_any).map_err(|error| syn::Error::new(error.span(), "expected a name here"))
}

fn end_of_entry(input: ParseStream) -> syn::Result<()> {
    if input.is_empty() || input.peek(Token![,]) {
        return Ok(());
    }
    Err(input.error("expected `,` here"))
}

fn skip(input: ParseStream, until: impl Fn(ParseStream) -> bool) {
    while !input.is_empty() && !until(input) {
        let _ = input.parse::<TokenTree>();
    }
}

/// Returns whether `name =` or `name(` comes next: an entry in the place of something else.
fn at_entry(input: ParseStream) -> bool {
    input.peek(Ident::peek_any) && (input.peek2(Token![=]) || input.peek2(token::Paren))
}
