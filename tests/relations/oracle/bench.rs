//! Follows a relation from all rows at once, and compares the result with a naive search.

use std::fmt::Debug;

use batchload::{Dialect, Error, Linked, Loaders, Many, One};
use futures_util::FutureExt;
use futures_util::future::join_all;

use super::models::Contract;
use super::naive::Naive;
use super::tables::Tables;
use crate::support::database::{Database, Kind, Tested};

/// The answer of a relation, as rows.
pub trait AsRows<T>: Sized {
    fn as_rows(found: Result<Self, Error>) -> Vec<T>;
}

impl<T: Clone> AsRows<T> for Many<T> {
    fn as_rows(found: Result<Self, Error>) -> Vec<T> {
        found.unwrap().to_vec()
    }
}

impl<T: Clone> AsRows<T> for Option<One<T>> {
    fn as_rows(found: Result<Self, Error>) -> Vec<T> {
        found.unwrap().iter().map(|row| T::clone(row)).collect()
    }
}

/// A row that is required and missing is an error, which stands for no rows.
impl<T: Clone> AsRows<T> for One<T> {
    fn as_rows(found: Result<Self, Error>) -> Vec<T> {
        match found {
            Ok(row) => vec![T::clone(&row)],
            Err(Error::MissingRow { .. }) => Vec::new(),
            Err(error) => panic!("{error}"),
        }
    }
}

impl<T: Clone + PartialEq> AsRows<(T, Contract)> for Many<Linked<T, Contract>> {
    fn as_rows(found: Result<Self, Error>) -> Vec<(T, Contract)> {
        let found = found.unwrap();
        // The link rows of one row are adjacent, in no order among themselves.
        let runs = found.chunk_by(|one, other| one.row() == other.row());
        let sorted = |run: &[Linked<T, Contract>]| {
            let mut run: Vec<_> = run.iter().map(|row| (row.row().clone(), row.link().clone())).collect();
            run.sort_by_key(|(_, link)| link.id);
            run
        };
        runs.flat_map(sorted).collect()
    }
}

/// A database with the rows of some tables.
pub struct Bench<DB: Tested + Dialect> {
    db: Database<DB>,
    pub naive: Naive,
    /// The loaders of a request that follows one relation after the other.
    request: Loaders<DB>,
}

impl<DB: Tested + Dialect> Bench<DB> {
    /// Fills the tables, which must exist.
    pub async fn new(db: &Database<DB>, tables: Tables, scoped: bool) -> Self {
        db.setup(&tables.script()).await;
        let naive = Naive { tables, scoped, nulls_last: db.kind() == Kind::Postgres };
        Self { db: db.clone(), request: loaders(db, scoped), naive }
    }

    /// Takes rows to follow relations from. Their key is never null.
    pub fn from<'b, P>(&'b self, rows: &'b [P]) -> From<'b, P, DB> {
        self.some(rows, |_| true)
    }

    /// Takes rows to follow relations from. Some may have no key.
    pub fn some<'b, P>(&'b self, rows: &'b [P], has_key: impl Fn(&P) -> bool) -> From<'b, P, DB> {
        From { bench: self, rows, statements: usize::from(rows.iter().any(has_key)) }
    }
}

/// All rows of a table.
pub struct From<'b, P, DB: Tested + Dialect> {
    bench: &'b Bench<DB>,
    rows: &'b [P],
    /// How many statements a relation costs for all of them.
    statements: usize,
}

impl<P: Debug, DB: Tested + Dialect> From<'_, P, DB> {
    /// Compares the rows that a relation finds.
    pub async fn rows<F, V, T>(&self, load: impl Fn(&P, &Loaders<DB>) -> F, naive: impl Fn(&P) -> Vec<T>)
    where
        F: Future<Output = Result<V, Error>> + Send + 'static,
        V: AsRows<T>,
        T: Debug + PartialEq,
    {
        self.compare(load, naive, V::as_rows).await;
    }

    /// Compares the number of rows.
    pub async fn count<F, T>(&self, load: impl Fn(&P, &Loaders<DB>) -> F, naive: impl Fn(&P) -> Vec<T>)
    where
        F: Future<Output = Result<u64, Error>> + Send + 'static,
    {
        self.compare(load, |row| naive(row).len() as u64, Result::unwrap).await;
    }

    /// Compares the result of a request that follows only this relation with that of one that has followed others.
    async fn compare<F, V, T>(
        &self,
        load: impl Fn(&P, &Loaders<DB>) -> F,
        naive: impl Fn(&P) -> T,
        as_rows: impl Fn(Result<V, Error>) -> T,
    ) where
        F: Future<Output = Result<V, Error>> + Send + 'static,
        T: Debug + PartialEq,
    {
        let Self { bench, rows, statements } = self;
        let expected: Vec<_> = rows.iter().map(naive).collect();
        let new = loaders(&bench.db, bench.naive.scoped);
        for (loaders, least) in [(&new, *statements), (&bench.request, 0)] {
            // Boxed, so that joining them is not compiled again for every relation.
            let loads = join_all(rows.iter().map(|row| load(row, loaders).boxed()));
            let (found, asked) = bench.db.counted(loaders.drive(loads)).await;
            let found: Vec<_> = found.into_iter().map(&as_rows).collect();
            assert_eq!(found, expected, "{asked:#?} for {rows:#?} in {:#?}", bench.naive);
            assert!((least..=*statements).contains(&asked.len()), "{asked:#?} for {rows:#?}");
        }
    }
}

fn loaders<DB: Tested + Dialect>(db: &Database<DB>, scoped: bool) -> Loaders<DB> {
    let loaders = Loaders::new(db.pool());
    if scoped { loaders } else { loaders.unscoped() }
}
