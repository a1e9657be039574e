//! A statement under construction: its text and its bound values. What it asks for is in `question`.

use sqlx::error::BoxDynError;
use sqlx::{
    Arguments, Column, Database, Encode, Executor, QueryBuilder, SqlStr, Statement as _, Type, TypeInfo,
};

use super::Dialect;

/// The text of a statement and the values bound to it.
#[doc(hidden)]
#[derive(Debug)]
pub struct Statement<DB: Database> {
    sql: String,
    arguments: DB::Arguments,
    /// The types of the bound values, if the database prepares statements for types.
    types: Vec<DB::TypeInfo>,
    keep: bool,
}

impl<DB: Dialect> Statement<DB> {
    pub(crate) fn new() -> Self {
        Self {
            sql: String::with_capacity(256),
            arguments: DB::Arguments::default(),
            types: Vec::new(),
            keep: true,
        }
    }

    /// Tells sqlx not to keep the statement prepared for the next time.
    pub(crate) fn forget(&mut self) {
        self.keep = false;
    }

    /// Returns the text and the bound values, as sqlx takes them, and whether the statement stays prepared.
    ///
    /// If the database prepares statements for types, a comment names the types of the bound values. Otherwise sqlx,
    /// which finds a prepared statement by its text alone, would take one that it has prepared for other types.
    pub(super) fn into_parts(mut self) -> (SqlStr, DB::Arguments, bool) {
        self.push_types();
        (QueryBuilder::<DB>::new(self.sql).into_sql(), self.arguments, self.keep)
    }

    fn push_types(&mut self) {
        if !self.types.is_empty() {
            let types: Vec<_> = self.types.iter().map(TypeInfo::name).collect();
            let types = types.join(", ").replace("*/", "* /").replace("/*", "/ *");
            self.push(" /* ").push(&types).push(" */");
        }
    }

    /// Prepares the statement without running it, and returns the types of its columns.
    pub(super) async fn prepare<'c, E>(mut self, connection: E) -> Result<Vec<DB::TypeInfo>, sqlx::Error>
    where
        E: Executor<'c, Database = DB>,
    {
        self.push_types();
        let sql = QueryBuilder::<DB>::new(self.sql).into_sql();
        let prepared = connection.prepare_with(sql, &self.types).await?;
        Ok(prepared.columns().iter().map(|column| column.type_info().clone()).collect())
    }

    /// Inserts SQL without placeholders before all other text.
    pub(super) fn push_front(&mut self, sql: &str) {
        self.sql.insert_str(0, sql);
    }

    pub(crate) fn push(&mut self, sql: &str) -> &mut Self {
        self.sql.push_str(sql);
        self
    }

    /// Appends an identifier in quotes, so that the database takes any name literally.
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

    /// Appends the items like [`list`](Self::list), in parentheses if there are several.
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
            self.types.push(kind);
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

    /// Appends a placeholder for a value of a type, and binds null to it.
    pub(crate) fn push_null<T: Type<DB>>(&mut self) -> Result<(), BoxDynError> {
        if DB::PREPARES_TYPES {
            self.types.push(T::type_info());
        }
        DB::add_null(&mut self.arguments)?;
        self.arguments.format_placeholder(&mut self.sql)?;
        Ok(())
    }

    /// Returns the placeholder of the value that was bound last.
    pub(super) fn last_placeholder(&self) -> Result<String, BoxDynError> {
        let mut placeholder = String::new();
        self.arguments.format_placeholder(&mut placeholder)?;
        Ok(placeholder)
    }

    /// Returns the text so far.
    #[cfg(test)]
    pub(crate) fn sql(&self) -> &str {
        &self.sql
    }
}
