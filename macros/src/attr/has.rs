//! `#[has_many(Child, …)]` and `#[has_one(Child, …)]`.

use proc_macro2::Ident;
use syn::{Attribute, Type};

use super::relation::parse_model;
use super::{Entry, Options, options, parse_field, parse_parentheses, set};
use crate::errors::Errors;

/// `#[has_many(Child, name = …, foreign_key = …, order_by(…), …)]`, or the same with `has_one`.
pub(crate) struct Has {
    pub(crate) many: bool,
    pub(crate) child: Type,
    pub(crate) foreign_key: Option<Vec<Ident>>,
    pub(crate) references: Option<Vec<Ident>>,
    /// The names of the relations that lead to the child. A name can occur twice: the parent of the parent.
    pub(crate) through: Option<Vec<Ident>>,
    /// The child's `belongs_to` that can lead to several models.
    pub(crate) polymorphic: Option<Ident>,
    pub(crate) options: Options,
}

impl Has {
    pub(super) fn parse(attr: &Attribute, many: bool, errors: &mut Errors) -> Option<Self> {
        let example = if many { "#[has_many(Child)]" } else { "#[has_one(Child)]" };
        let parsed = parse_parentheses(attr, example, errors, |input, errors| {
            let child = parse_model(attr, input, "child", example)?;
            let mut this = Self {
                many,
                child,
                foreign_key: None,
                references: None,
                through: None,
                polymorphic: None,
                options: Options::default(),
            };
            let options = Options::parse(input, errors, |entry| this.parse_path(entry));
            Ok(options.map(|options| Self { options, ..this }))
        });
        parsed.flatten()
    }

    fn parse_path(&mut self, entry: &Entry) -> syn::Result<()> {
        let key = &entry.key;
        match key.to_string().as_str() {
            "foreign_key" => {
                let fields = entry.fields("reporter_id", "foreign_key(tenant_id, number)")?;
                set(&mut self.foreign_key, key, fields)
            }
            "references" => {
                set(&mut self.references, key, entry.fields("email", "references(tenant_id, number)")?)
            }
            "through" => set(&mut self.through, key, entry.list("through(articles, comments)", parse_field)?),
            "polymorphic" => set(&mut self.polymorphic, key, entry.field("subject")?),
            _ => {
                let known = options::known(&["foreign_key", "references", "through", "polymorphic"]);
                Err(entry.unknown(if self.many { "has_many" } else { "has_one" }, &known))
            }
        }
    }
}
