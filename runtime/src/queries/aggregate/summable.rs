//! Which types of a field are numbers that a database adds up, and what type their sum has.

use crate::facts::model::{HasColumn, as_it_is};
use crate::sql::dialect::Numbers;

/// A type whose values a database can add up.
///
/// Integers sum to `i64`, and a larger sum is an error of the database. Floats sum to `f64`, and decimals to
/// themselves. The sum of an `Option` leaves out what is null.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a number that can be summed or averaged",
    label = "not an integer, a float or a decimal",
    note = "name a field that is an integer, a float, a decimal (features `bigdecimal` and `rust_decimal`), or an `Option` of one"
)]
pub trait Summable {
    /// The type of a sum.
    type Sum: Default + Clone + Send + Sync + 'static;

    /// How they are added up.
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

/// Compiles for a field that can be summed.
///
/// # Panics
///
/// For one that is converted, while the program is compiled.
#[track_caller]
pub const fn summable<M: HasColumn<Field, HASH, Type: Summable>, Field, const HASH: u64>() {
    as_it_is(M::IS_CONVERTED);
}

/// Compiles for a field that has a smallest and a largest value: the database says whether.
///
/// # Panics
///
/// For one that is converted, while the program is compiled.
#[track_caller]
pub const fn ordered<M: HasColumn<Field, HASH>, Field, const HASH: u64>() {
    as_it_is(M::IS_CONVERTED);
}
