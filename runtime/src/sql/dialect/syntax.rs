//! The parts of statements that each database spells in its own way. `question` and `page` put statements together.

use super::PlacesNulls;

/// How a database spells the parts of statements.
pub trait Syntax {
    /// The character before and after an identifier, which is doubled within it.
    const QUOTE: char;

    /// Whether nulls follow all values in an ascending order, instead of preceding them.
    const NULLS_ARE_LARGEST: bool = false;

    /// How a statement moves nulls from the database's default place in an order.
    const PLACES_NULLS: PlacesNulls;

    /// Whether the database searches an index for comparisons of whole rows, and not only of single columns.
    const SEEKS_ROWS: bool = true;

    /// The expression in the place of a key column for a lookup without a key: the number 1, of 64 bits. In an order, a
    /// bare `1` would be the position of a column.
    const NO_KEY_SQL: &'static str = "(1 + 0)";

    /// The number that means "nothing" in columns that otherwise hold counts.
    const NO_COUNT: &'static str = "-1";

    /// The SQL before and after a column that is averaged to a float.
    const AVERAGE: [&'static str; 2];

    /// Returns the SQL before and after a column of numbers that is summed. The sum of no numbers is 0.
    fn sum(numbers: Numbers) -> [&'static str; 2];
}

/// The kind of number that a sum adds up to.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Numbers {
    /// An integer of 64 bits. A larger sum is an error.
    Integers,
    /// A float of 64 bits.
    Floats,
    /// A decimal.
    Decimals,
}
