//! The mistakes of clients: what is wrong with the page that they asked for, or with their cursor.

/// What is wrong with a page that a load asked for: see [`Error::Page`](crate::Error::Page).
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PageMistake {
    /// A negative number of rows.
    #[error("`{argument}` is {rows}; ask for 0 rows or more")]
    Negative {
        /// `first` or `last`.
        argument: &'static str,
        /// The number of rows asked for.
        rows: i64,
    },

    /// More rows than a page of the relation may have.
    #[error("`{argument}` is {rows}; ask for at most {max} rows, and for the rest with a cursor")]
    TooManyRows {
        /// `first` or `last`.
        argument: &'static str,
        /// The number of rows asked for.
        rows: i64,
        /// The most rows that a page of the relation may have.
        max: u32,
    },

    /// Both `first` and `last`.
    #[error("it has both `first` and `last`; leave out one of them")]
    BothEnds,
}

/// What is wrong with a cursor: see [`Error::Cursor`](crate::Error::Cursor).
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CursorMistake {
    /// A text that is not a cursor, or a cursor that was cut or changed.
    #[error("it is damaged; send a cursor back exactly as it was returned")]
    Damaged,

    /// A cursor of another relation, or of another order, filter or set of arguments.
    #[error(
        "it belongs to another relation, order, filter or argument; ask for the first page, and continue with its cursors"
    )]
    Foreign,

    /// A cursor that another version of batchload wrote.
    #[error("another version of batchload wrote it; ask for the first page, and continue with its cursors")]
    Outdated,

    /// A text that is longer than a cursor may be.
    #[error(
        "it is longer than the {most} bytes that a cursor may have; if batchload wrote it, sort by shorter columns"
    )]
    TooLong {
        /// The most bytes that a cursor may have.
        most: usize,
    },
}
