//! Whether a query fits the database. The database prepares a statement for that, and runs none.

use std::marker::PhantomData;

use sqlx::TypeInfo;
use sqlx::error::BoxDynError;

use crate::Error;
use crate::facts::every::NO_KEY_COLUMN;
use crate::facts::model::Column;
use crate::sql::bindings::{Bindings, Nulls, Scope, unbound};
use crate::sql::column_type::ColumnType;
use crate::sql::columns::FromColumns;
use crate::sql::dialect::{Dialect, Keys, Pairing, Statement};
use crate::sql::query::Query;

/// A query that can be compared with the database.
#[derive(Debug)]
pub struct Probe<DB: Dialect> {
    /// The name of the lookup, for errors.
    name: &'static str,
    make: fn(&Scope<DB>) -> Result<ProbeStatement<DB>, BoxDynError>,
    fields: Vec<Field<DB>>,
}

/// A field that the query reads.
#[derive(Debug)]
struct Field<DB: Dialect> {
    model: &'static str,
    column: Column,
    /// The type that the column is read into, if it is known.
    of: Option<ColumnType<DB>>,
}

/// What the database is asked, and the key columns that it reads after the fields.
struct ProbeStatement<DB: Dialect> {
    statement: Statement<DB>,
    keys: Vec<(&'static str, ColumnType<DB>)>,
    /// A statement that compares the key columns with keys.
    comparison: Option<Statement<DB>>,
}

impl<DB: Dialect> Probe<DB> {
    /// Makes the probe of a query whose fields are unknown.
    pub(crate) fn of<Q: Query<DB>>() -> Self {
        Self { name: Q::NAME, make: ProbeStatement::of::<Q>, fields: Vec::new() }
    }

    /// Adds the fields of a model.
    pub(crate) fn with_model<M: FromColumns<DB>>(self) -> Self {
        let types = M::TYPES.iter().copied().map(Some).chain(std::iter::repeat(None));
        M::COLUMNS.iter().zip(types).fold(self, |probe, (column, of)| probe.with(M::NAME, *column, of))
    }

    /// Adds a field.
    pub(crate) fn with(mut self, model: &'static str, column: Column, of: Option<ColumnType<DB>>) -> Self {
        self.fields.push(Field { model, column, of });
        self
    }

    /// Asks the database, and returns an error for each column that does not fit.
    ///
    /// # Errors
    ///
    /// Returns [`Error::Database`] if the database refuses the statement, and [`Error::MissingScope`] if the statement
    /// needs a value that the scope lacks.
    pub(crate) async fn misfits(
        &self,
        connection: &mut DB::Connection,
        scope: &Scope<DB>,
    ) -> Result<Vec<Error>, Error> {
        let ProbeStatement { statement, keys, comparison } =
            (self.make)(scope).map_err(unbound(self.name))?;
        let columns = DB::prepare(connection, statement).await.map_err(Error::database(self.name))?;
        let (of_fields, of_keys) = columns.split_at(columns.len().saturating_sub(keys.len()));
        let fields = self.fields.iter().zip(of_fields).filter_map(|(field, column)| field.misfit(column));
        let keys = keys.iter().zip(of_keys);
        let keys = keys.filter_map(|((name, of), column)| misfit(name, of, column));
        let misfits: Vec<_> = fields.chain(keys.map(Error::database(self.name))).collect();
        // The error of a comparison would not name a field.
        if let Some(comparison) = comparison.filter(|_| misfits.is_empty()) {
            DB::prepare(connection, comparison).await.map_err(Error::database(self.name))?;
        }
        Ok(misfits)
    }
}

impl<DB: Dialect> Field<DB> {
    fn misfit(&self, column: &DB::TypeInfo) -> Option<Error> {
        let misfit = misfit(self.column.name, self.of.as_ref()?, column)?;
        Some(self.column.unfit(self.model, misfit))
    }
}

impl<DB: Dialect> ProbeStatement<DB> {
    fn of<Q: Query<DB>>(scope: &Scope<DB>) -> Result<Self, BoxDynError> {
        let nulls = Nulls::<Q::Arguments>(PhantomData);
        let question = Q::question(Bindings { arguments: &nulls, scope });
        let keys = question.keys.iter().copied().zip(Q::Parts::types());
        // Without another table, the keys are fields of the model, whose own probe reads them. Keys that are paired by
        // their positions are never read.
        let are_read = question.tables.len() > 1 && Q::Parts::pairing() != Pairing::Position;
        let keys = keys.filter(|(name, _)| are_read && *name != NO_KEY_COLUMN);
        let comparison = Q::Parts::comparison(&question)?;
        Ok(Self { statement: question.probe()?, keys: keys.collect(), comparison })
    }
}

/// Returns why a column of a type cannot be read, unless it may hold values of other types as well.
fn misfit<DB: Dialect>(name: &str, of: &ColumnType<DB>, column: &DB::TypeInfo) -> Option<sqlx::Error> {
    if column.is_null() || !DB::is_comparable(column) {
        return None;
    }
    let source = of.misfit(column)?;
    Some(sqlx::Error::ColumnDecode { index: format!("{name:?}"), source })
}
