//! Every name that the derive infers or invents. No other module makes names.

use proc_macro2::{Ident, Literal, Span};
use quote::ToTokens;
use syn::DeriveInput;
use syn::ext::IdentExt;

/// Returns an identifier without `r#`.
pub(crate) fn plain(ident: &Ident) -> String {
    ident.unraw().to_string()
}

/// Returns the same name, raw if it is a keyword in some edition, and otherwise plain.
pub(crate) fn spelt(ident: &Ident) -> Ident {
    let (name, span) = (plain(ident), ident.span());
    let is_keyword = name == "gen" || syn::parse_str::<Ident>(&name).is_err();
    if is_keyword { Ident::new_raw(&name, span) } else { Ident::new(&name, span) }
}

/// Makes a name for a parameter or a variable of generated code. The name is the derive's own, even if the tokens
/// around it come from a macro.
pub(crate) fn local(name: &str) -> Ident {
    Ident::new(name, Span::call_site())
}

/// Returns the name of a model's table: `BlogPost` is stored in `blog_posts`.
pub(crate) fn table(model: &Ident) -> String {
    plural(&plain(model))
}

/// Returns the field that names a row of a model: `blog_post_id` names a `BlogPost`.
pub(crate) fn foreign_key(model: &Ident, span: Span) -> Ident {
    let name = format!("{}_id", snake(&plain(model)));
    // `_1` is a type, and `1_id` is not a name.
    let starts_with_digit = name.starts_with(|letter: char| letter.is_numeric());
    Ident::new(&if starts_with_digit { format!("_{name}") } else { name }, span)
}

/// Returns the name of the parent that a field names: `author_id` names the `author`.
pub(crate) fn parent(field: &Ident) -> Option<String> {
    plain(field).strip_suffix("_id").filter(|name| !name.is_empty()).map(str::to_owned)
}

/// Returns the name for several rows of a model: `blog_posts` for `BlogPost`.
pub(crate) fn children(child: &Ident) -> String {
    plural(&plain(child))
}

/// Returns the name for one row of a model: `blog_post` for `BlogPost`.
pub(crate) fn child(child: &Ident) -> String {
    snake(&plain(child))
}

fn plural(model: &str) -> String {
    snake(model) + "s"
}

/// Returns the name of the method that returns the loader of a lookup.
pub(crate) fn by(field: &str, span: Span) -> Ident {
    Ident::new(&format!("by_{field}"), span)
}

/// Returns the name of the method that loads a relation.
pub(crate) fn load(relation: &str, span: Span) -> Ident {
    Ident::new(&format!("load_{relation}"), span)
}

/// Returns the name of the function that puts a relation into a tree to preload.
pub(crate) fn preload(relation: &str, span: Span) -> Ident {
    Ident::new(&format!("preload_{relation}"), span)
}

/// Returns the name of an aggregate of a relation: `articles_count`, `articles_sum_words`.
pub(crate) fn aggregate(relation: &str, keyword: &str, field: Option<&str>) -> String {
    match field {
        Some(field) => format!("{relation}_{keyword}_{field}"),
        None => format!("{relation}_{keyword}"),
    }
}

/// Returns the library's type for an aggregate: `Count`.
pub(crate) fn aggregate_type(keyword: &str, span: Span) -> Ident {
    Ident::new(&capitalized(keyword), span)
}

/// Returns the beginning of the names of a model's invented types. It is the name of the model, made longer if the
/// struct mentions a type of the user's with such a name.
pub(crate) fn type_prefix(input: &DeriveInput) -> String {
    let spoken = input.to_token_stream().to_string();
    let mut type_prefix = plain(&input.ident);
    while ["By", "Load"].iter().any(|word| spoken.contains(&format!("{type_prefix}{word}"))) {
        type_prefix.push('_');
    }
    type_prefix
}

/// Returns the type that stands for a lookup: `ArticleByReporterId`.
pub(crate) fn lookup(type_prefix: &str, field: &str) -> Ident {
    Ident::new(&format!("{type_prefix}By{}", upper_camel(field)), Span::call_site())
}

/// Returns the type that stands for a relation: `ReporterLoadArticles`.
pub(crate) fn relation(type_prefix: &str, relation: &str) -> Ident {
    Ident::new(&format!("{type_prefix}Load{}", upper_camel(relation)), Span::call_site())
}

/// Joins the words of a `snake_case` name. An underscore before a digit stays, because it tells `a_1` from `a1`. Any
/// other name stays as it is, after an underscore, with which no joined name begins.
fn upper_camel(name: &str) -> String {
    let is_word = |word: &str| {
        word.starts_with(|first: char| first.is_ascii_lowercase() || first.is_ascii_digit())
            && !word.contains(char::is_uppercase)
    };
    if !name.split('_').all(is_word) {
        return format!("_{name}");
    }
    let joined = |word: &str| {
        if word.starts_with(|first: char| first.is_ascii_digit()) {
            format!("_{word}")
        } else {
            capitalized(word)
        }
    };
    name.split('_').map(joined).collect()
}

/// Returns several fields as one name: `tenant_id_and_number` in `by_tenant_id_and_number`.
pub(crate) fn joined(fields: &[String]) -> String {
    fields.join("_and_")
}

/// Returns the hash that stands for a field, for a relation, or for several fields.
pub(crate) fn hash<'a>(fields: impl IntoIterator<Item = &'a Ident>) -> Literal {
    let names: Vec<_> = fields.into_iter().map(plain).collect();
    hash_of(&names.join(","))
}

/// Returns the hash for the name of a relation.
pub(crate) fn hash_of(name: &str) -> Literal {
    Literal::u64_unsuffixed(fnv_1a(name))
}

/// Returns the 64-bit FNV-1a hash of a text.
fn fnv_1a(text: &str) -> u64 {
    text.bytes()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// The styles of `#[sqlx(rename_all = "…")]`, as sqlx spells them.
pub(crate) const STYLES: [&str; 7] =
    ["snake_case", "camelCase", "PascalCase", "kebab-case", "SCREAMING_SNAKE_CASE", "lowercase", "UPPERCASE"];

/// Returns a field's name in one of the [`STYLES`].
pub(crate) fn in_style(style: &str, field: &str) -> String {
    match style {
        "camelCase" => uncapitalized(&words(field).iter().map(|word| capitalized(word)).collect::<String>()),
        "PascalCase" => words(field).iter().map(|word| capitalized(word)).collect(),
        "kebab-case" => words(field).join("-"),
        "SCREAMING_SNAKE_CASE" => snake(field).to_uppercase(),
        "lowercase" => field.to_lowercase(),
        "UPPERCASE" => field.to_uppercase(),
        _ => snake(field),
    }
}

fn snake(name: &str) -> String {
    words(name).join("_")
}

fn capitalized(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}

fn uncapitalized(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().into_iter().flat_map(char::to_lowercase).chain(letters).collect()
}

/// Returns the words of a name in lower case. Cuts where sqlx cuts: at characters that are neither letters nor digits,
/// before a capital, and before the last of several capitals (`HTTPServer` is `http`, `server`).
fn words(name: &str) -> Vec<String> {
    let mut words = Vec::new();
    for part in name.split(|letter: char| !letter.is_alphanumeric()) {
        let letters: Vec<char> = part.chars().collect();
        let mut word = String::new();
        for (at, &letter) in letters.iter().enumerate() {
            if at > 0 && starts_word(&letters, at) {
                words.push(std::mem::take(&mut word));
            }
            word.extend(letter.to_lowercase());
        }
        if !word.is_empty() {
            words.push(word);
        }
    }
    words
}

fn starts_word(letters: &[char], at: usize) -> bool {
    // A digit has the case of the letter before it.
    let cased = letters[..at].iter().rev().find(|letter| letter.is_lowercase() || letter.is_uppercase());
    let follows_lower = cased.is_some_and(|letter| letter.is_lowercase());
    let before_lower = letters.get(at + 1).is_some_and(|letter| letter.is_lowercase());
    letters[at].is_uppercase() && (follows_lower || before_lower && cased.is_some())
}
