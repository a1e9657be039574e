//! The types of other crates that rows can be sorted by, each behind the feature that sqlx has for it.

use super::{Datum, SortKey};

#[cfg(any(feature = "chrono", feature = "postgres"))]
macro_rules! as_text {
    ($($kind:ty, $format:literal);+) => {
        $(impl SortKey for $kind {
            fn to_datum(&self) -> Datum {
                Datum::Text(format!($format, self))
            }

            fn from_datum(datum: &Datum) -> Option<Self> {
                match datum {
                    Datum::Text(text) => text.parse().ok(),
                    _ => None,
                }
            }
        })+
    };
}

// What chrono prints for debugging is what it parses.
#[cfg(feature = "chrono")]
as_text!(
    sqlx::types::chrono::NaiveDate, "{:?}";
    sqlx::types::chrono::NaiveTime, "{:?}";
    sqlx::types::chrono::NaiveDateTime, "{:?}";
    sqlx::types::chrono::DateTime<sqlx::types::chrono::Utc>, "{:?}";
    sqlx::types::chrono::DateTime<sqlx::types::chrono::FixedOffset>, "{:?}"
);

#[cfg(feature = "postgres")]
as_text!(sqlx::postgres::types::PgCiText, "{}");

#[cfg(feature = "bigdecimal")]
impl SortKey for sqlx::types::BigDecimal {
    fn to_datum(&self) -> Datum {
        Datum::Text(self.to_string())
    }

    /// As far as a column can hold it: drivers that write more zeros than memory has need not be tried.
    fn from_datum(datum: &Datum) -> Option<Self> {
        let Datum::Text(text) = datum else { return None };
        let number: Self = text.parse().ok()?;
        (-131_072..=16_383).contains(&number.fractional_digit_count()).then_some(number)
    }
}

#[cfg(feature = "uuid")]
impl SortKey for sqlx::types::Uuid {
    fn to_datum(&self) -> Datum {
        Datum::Bytes(self.as_bytes().to_vec())
    }

    fn from_datum(datum: &Datum) -> Option<Self> {
        match datum {
            Datum::Bytes(bytes) => Self::from_slice(bytes).ok(),
            _ => None,
        }
    }
}
