//! `page` and `page(default = 20, max = 100)`.

use proc_macro2::Span;
use syn::{LitInt, Token, token};

use super::{Entry, set};

/// How many rows a page holds by default, and how many a caller can ask for.
pub(crate) struct PageSizes {
    pub(crate) span: Span,
    pub(crate) default: u32,
    pub(crate) max: u32,
}

const DEFAULT: u32 = 20;
const MAX: u32 = 100;

pub(super) fn parse_page(entry: &Entry) -> syn::Result<PageSizes> {
    let span = entry.key.span();
    if entry.input.peek(Token![=]) {
        let size: LitInt = entry.value("its sizes in a list", "20")?;
        return Err(syn::Error::new(
            span,
            format!("`page` takes its sizes in a list; write `page(default = {size})`"),
        ));
    }
    if !entry.input.peek(token::Paren) {
        entry.flag()?;
        return Ok(PageSizes { span, default: DEFAULT, max: MAX });
    }
    let (mut default, mut max) = (None, None);
    entry.entries("page(default = 20, max = 100)", |entry| match entry.key.to_string().as_str() {
        "default" => set(&mut default, &entry.key, parse_size(entry, "20")?),
        "max" => set(&mut max, &entry.key, parse_size(entry, "100")?),
        _ => Err(entry.unknown("page", &["default", "max"])),
    })?;
    let max = max.unwrap_or(MAX.max(default.unwrap_or(0)));
    let default = default.unwrap_or(DEFAULT.min(max));
    if default > max {
        let message = format!("`default` is {default} and `max` {max}; a page has at most `max` rows");
        return Err(syn::Error::new(span, message));
    }
    Ok(PageSizes { span, default, max })
}

fn parse_size(entry: &Entry, example: &str) -> syn::Result<u32> {
    let number: LitInt = entry.value("a number of rows", example)?;
    match number.base10_parse() {
        Ok(size) if size > 0 => Ok(size),
        _ => Err(entry.expected(number.span(), "a number of rows from 1 on", example)),
    }
}
