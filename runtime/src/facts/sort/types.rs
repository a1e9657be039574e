//! The types of other crates by which rows can be sorted, each behind the feature that sqlx has for it.

use super::{Datum, SortKey};

#[cfg(any(feature = "chrono", feature = "uuid", feature = "postgres", feature = "rust_decimal"))]
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

// chrono parses what its `Debug` prints.
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

#[cfg(feature = "rust_decimal")]
as_text!(sqlx::types::Decimal, "{}");

#[cfg(feature = "bigdecimal")]
impl SortKey for sqlx::types::BigDecimal {
    fn to_datum(&self) -> Datum {
        Datum::Text(self.to_string())
    }

    /// Accepts only numbers that a column can hold. For others, a driver might write more zeros than memory holds.
    fn from_datum(datum: &Datum) -> Option<Self> {
        let Datum::Text(text) = datum else { return None };
        let number: Self = text.parse().ok()?;
        (-131_072..=16_383).contains(&number.fractional_digit_count()).then_some(number)
    }
}

#[cfg(feature = "uuid")]
as_text!(
    sqlx::types::uuid::fmt::Hyphenated, "{}";
    sqlx::types::uuid::fmt::Simple, "{}"
);

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

// Dates are numbers of days and times are nanoseconds, because the text that the time crate writes depends on its
// features.
#[cfg(feature = "time")]
mod time {
    use sqlx::types::time::{Date, OffsetDateTime, PrimitiveDateTime, Time};

    use super::{Datum, SortKey};

    const NANOSECONDS_OF_DAY: i128 = 86_400_000_000_000;

    impl SortKey for Date {
        fn to_datum(&self) -> Datum {
            Datum::Int(self.to_julian_day().into())
        }

        fn from_datum(datum: &Datum) -> Option<Self> {
            Self::from_julian_day(integer(datum)?.try_into().ok()?).ok()
        }
    }

    impl SortKey for Time {
        fn to_datum(&self) -> Datum {
            Datum::Int((*self - Self::MIDNIGHT).whole_nanoseconds())
        }

        fn from_datum(datum: &Datum) -> Option<Self> {
            let nanoseconds = u64::try_from(integer(datum)?).ok()?;
            let (seconds, nanosecond) = (nanoseconds / 1_000_000_000, nanoseconds % 1_000_000_000);
            let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
            let [hour, minute, second] = [hour, minute, second].map(|part| u8::try_from(part).ok());
            Self::from_hms_nano(hour?, minute?, second?, u32::try_from(nanosecond).ok()?).ok()
        }
    }

    impl SortKey for PrimitiveDateTime {
        fn to_datum(&self) -> Datum {
            let day = i128::from(self.date().to_julian_day());
            Datum::Int(day * NANOSECONDS_OF_DAY + (self.time() - Time::MIDNIGHT).whole_nanoseconds())
        }

        fn from_datum(datum: &Datum) -> Option<Self> {
            let nanoseconds = integer(datum)?;
            let date = Date::from_datum(&Datum::Int(nanoseconds.div_euclid(NANOSECONDS_OF_DAY)))?;
            let time = Time::from_datum(&Datum::Int(nanoseconds.rem_euclid(NANOSECONDS_OF_DAY)))?;
            Some(Self::new(date, time))
        }
    }

    impl SortKey for OffsetDateTime {
        fn to_datum(&self) -> Datum {
            Datum::Int(self.unix_timestamp_nanos())
        }

        fn from_datum(datum: &Datum) -> Option<Self> {
            Self::from_unix_timestamp_nanos(integer(datum)?).ok()
        }
    }

    const fn integer(datum: &Datum) -> Option<i128> {
        match datum {
            Datum::Int(number) => Some(*number),
            _ => None,
        }
    }
}
