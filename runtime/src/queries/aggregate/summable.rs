//! The types of fields that a database can add up, and the types of their sums.

use crate::facts::model::{HasColumn, assert_not_converted};
use crate::sql::dialect::Numbers;

/// A type whose values a database can add up.
///
/// Integers sum to `i64`, and a larger sum is an error of the database. Floats sum to `f64`, and decimals to their own
/// type. The sum of an `Option` leaves out null values.
///
/// No other type can implement this trait. To add up a column whose field has a type of your own, read the column into
/// a number and convert that in a method.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a number that can be summed or averaged",
    label = "not an integer, a float or a decimal",
    note = "name a field that is an integer, a float, a decimal (features `bigdecimal` and `rust_decimal`), or an `Option` of one"
)]
pub trait Summable {
    /// The type of a sum.
    type Sum: Default + Clone + Send + Sync + 'static;

    /// How the database adds the values up.
    #[doc(hidden)]
    const NUMBERS: Numbers;
}

#[diagnostic::do_not_recommend]
impl<T: Summable> Summable for Option<T> {
    type Sum = T::Sum;

    const NUMBERS: Numbers = T::NUMBERS;
}

macro_rules! summable {
    ($numbers:ident, $sum:ty: $($number:ty),+) => {$(
        impl Summable for $number {
            type Sum = $sum;

            const NUMBERS: Numbers = Numbers::$numbers;
        }
    )+};
}

summable!(Integers, i64: i8, i16, i32, i64, u8, u16, u32, u64);
summable!(Floats, f64: f32, f64);
#[cfg(feature = "bigdecimal")]
summable!(Decimals, sqlx::types::BigDecimal: sqlx::types::BigDecimal);
#[cfg(feature = "rust_decimal")]
summable!(Decimals, sqlx::types::Decimal: sqlx::types::Decimal);

/// Compiles if a field can be summed.
///
/// # Panics
///
/// Panics for a converted field, while the program is compiled.
#[track_caller]
pub const fn summable<M: HasColumn<Field, HASH, Type: Summable>, Field, const HASH: u64>() {
    assert_not_converted(M::IS_CONVERTED);
}

/// Compiles if a field may have a smallest and a largest value. Only the database knows whether its type is ordered.
///
/// # Panics
///
/// Panics for a converted field, while the program is compiled.
#[track_caller]
pub const fn ordered<M: HasColumn<Field, HASH>, Field, const HASH: u64>() {
    assert_not_converted(M::IS_CONVERTED);
}
