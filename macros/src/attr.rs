//! The grammar of attributes: keys, values, spans. Takes no decision about what they mean together.

use proc_macro2::{Ident, Span, TokenTree};
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::spanned::Spanned;
use syn::{Attribute, LitStr, Meta, Token, token};

use crate::errors::{Errors, closest};

mod field;
mod relation;
mod sqlx;
mod structure;

pub(crate) use field::FieldAttrs;
pub(crate) use relation::{BelongsTo, Has, OrderBy};
pub(crate) use sqlx::Json;
pub(crate) use structure::StructAttrs;

/// One `key`, `key = value` or `key(…)` of a list; the input stands behind the key.
struct Entry<'a> {
    key: Ident,
    input: ParseStream<'a>,
}

impl Entry<'_> {
    /// `key`, alone.
    fn flag(&self) -> syn::Result<Span> {
        if self.input.is_empty() || self.input.peek(Token![,]) {
            return Ok(self.key.span());
        }
        Err(self.input.error(format!("`{0}` takes no value; write `{0}` alone", self.key)))
    }

    /// `key = "text"`.
    fn text(&self, example: &str) -> syn::Result<LitStr> {
        self.value("a string", example)
    }

    /// `key = name`.
    fn name(&self, example: &str) -> syn::Result<Ident> {
        self.equals(example)?;
        self.input
            .call(Ident::parse_any)
            .map_err(|error| self.expected(error.span(), "a name without quotes", example))
    }

    /// `key = field`; a field can be called like a keyword.
    fn field(&self, example: &str) -> syn::Result<Ident> {
        let field = self.name(example)?;
        match field.to_string().as_str() {
            "_" | "self" | "Self" | "super" | "crate" => {
                Err(self.expected(field.span(), "the name of a field", example))
            }
            name if syn::parse_str::<Ident>(name).is_err() => Ok(Ident::new_raw(name, field.span())),
            _ => Ok(field),
        }
    }

    /// `key = value`.
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
        let advice = match closest(&self.key.to_string(), known) {
            Some(word) => format!("did you mean `{word}`"),
            None => format!("expected one of `{}`", known.join("`, `")),
        };
        syn::Error::new(self.key.span(), format!("unknown `{}` in `{list}`; {advice}", self.key))
    }
}

/// Writes down what a key says, once.
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
            errors.at(attr.meta.span(), format!("`{}` says nothing; write `{example}`", name(attr)));
        }
        parse_entries(input, errors, entry);
        Ok(())
    });
}

/// Hands what stands between an attribute's parentheses to `parse`, and reports what it fails with.
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
        // What a mistake left unread must not become a second message.
        if parsed.is_err() {
            skip(input, |_| false);
        }
        parsed
    });
    errors.keep(parsed)
}

/// Reads entries up to the end; after a mistake it goes on behind the next comma.
fn parse_entries(input: ParseStream, errors: &mut Errors, mut entry: impl FnMut(&Entry) -> syn::Result<()>) {
    while !input.is_empty() {
        let parsed =
            parse_key(input).and_then(|key| entry(&Entry { key, input })).and_then(|()| end_of_entry(input));
        if let Err(error) = parsed {
            errors.push(error);
            skip(input, |input| input.peek(Token![,]));
        }
        // Checked already, or skipped to.
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

/// Whether `name =` or `name(` comes next: an entry where something else is expected.
fn at_entry(input: ParseStream) -> bool {
    input.peek(Ident::peek_any) && (input.peek2(Token![=]) || input.peek2(token::Paren))
}
