//! A statement as it is put together: text and bound keys. What it asks for stands in `question`.

use sqlx::error::BoxDynError;
use sqlx::{Arguments, Database, Encode, QueryBuilder, SqlStr, Type, TypeInfo};

use super::Dialect;

/// The text of a statement and the keys bound to it.
#[doc(hidden)]
#[derive(Debug)]
pub struct Statement<DB: Database> {
    sql: String,
    arguments: DB::Arguments,
    /// The types of what is bound, where the text has to tell them.
    types: String,
    keep: bool,
}

impl<DB: Dialect> Statement<DB> {
    pub(crate) fn new() -> Self {
        Self {
            sql: String::with_capacity(256),
            arguments: DB::Arguments::default(),
            types: String::new(),
            keep: true,
        }
    }

    /// Does not keep the statement prepared for the next time.
    pub(crate) fn forget(&mut self) {
        self.keep = false;
    }

    /// The text and the bound keys, as sqlx takes them, and whether the statement stays prepared.
    ///
    /// What is bound is told in a comment, where sqlx would otherwise take a statement that it has prepared for other
    /// types: it knows a statement by its text alone.
    pub(super) fn into_parts(mut self) -> (SqlStr, DB::Arguments, bool) {
        if !self.types.is_empty() {
            let types = self.types.replace("*/", "* /").replace("/*", "/ *");
            self.push(" /* ").push(&types).push(" */");
        }
        (QueryBuilder::<DB>::new(self.sql).into_sql(), self.arguments, self.keep)
    }

    /// Puts text that binds nothing in front of all others.
    pub(super) fn push_front(&mut self, sql: &str) {
        self.sql.insert_str(0, sql);
    }

    pub(crate) fn push(&mut self, sql: &str) -> &mut Self {
        self.sql.push_str(sql);
        self
    }

    /// Appends an identifier, quoted so that any name is taken literally.
    pub(crate) fn push_name(&mut self, name: &str) -> &mut Self {
        self.sql.push(DB::QUOTE);
        for letter in name.chars() {
            if letter == DB::QUOTE {
                self.sql.push(letter);
            }
            self.sql.push(letter);
        }
        self.sql.push(DB::QUOTE);
        self
    }

    /// Appends the items with commas between them.
    pub(crate) fn list<T>(&mut self, items: impl IntoIterator<Item = T>, mut item: impl FnMut(&mut Self, T)) {
        for (at, each) in items.into_iter().enumerate() {
            self.push(if at > 0 { ", " } else { "" });
            item(self, each);
        }
    }

    /// The same, in parentheses if there are several.
    pub(crate) fn tuple<T>(
        &mut self,
        items: impl IntoIterator<Item = T, IntoIter: ExactSizeIterator>,
        item: impl FnMut(&mut Self, T),
    ) {
        let items = items.into_iter();
        let (open, close) = if items.len() > 1 { ("(", ")") } else { ("", "") };
        self.push(open).list(items, item);
        self.push(close);
    }

    /// Binds a value to the next placeholder.
    pub(crate) fn bind<'q, T>(&mut self, value: T) -> Result<(), BoxDynError>
    where
        T: Encode<'q, DB> + Type<DB>,
    {
        if DB::PREPARES_TYPES {
            let kind = value.produces().unwrap_or_else(T::type_info);
            self.types.push_str(if self.types.is_empty() { "" } else { ", " });
            self.types.push_str(kind.name());
        }
        self.arguments.add(value)
    }

    /// Appends a placeholder, and binds a value to it.
    pub(crate) fn push_bind<'q, T>(&mut self, value: T) -> Result<(), BoxDynError>
    where
        T: Encode<'q, DB> + Type<DB>,
    {
        self.bind(value)?;
        self.arguments.format_placeholder(&mut self.sql)?;
        Ok(())
    }

    /// The placeholder of the value that was bound last.
    pub(super) fn last_placeholder(&self) -> Result<String, BoxDynError> {
        let mut placeholder = String::new();
        self.arguments.format_placeholder(&mut placeholder)?;
        Ok(placeholder)
    }

    /// The text so far.
    #[cfg(test)]
    pub(crate) fn sql(&self) -> &str {
        &self.sql
    }
}
