//! The values that rows are sorted by, as cursors hold them. Knows neither SQL nor how a cursor is written.

use std::hash::{Hash, Hasher};

#[cfg(any(
    feature = "chrono",
    feature = "time",
    feature = "uuid",
    feature = "bigdecimal",
    feature = "rust_decimal",
    feature = "postgres"
))]
mod types;

/// A value of a column that rows are sorted by, as a cursor holds it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Datum {
    /// No value.
    Null,
    /// An integer, or a bool as 0 or 1.
    Int(i128),
    /// A floating point number.
    Real(f64),
    /// A text.
    Text(String),
    /// Bytes.
    Bytes(Vec<u8>),
}

impl Datum {
    pub(crate) const fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// Returns about how many bytes of a statement the value takes.
    pub(crate) const fn bytes(&self) -> usize {
        match self {
            Self::Text(text) => text.len() + 8,
            Self::Bytes(bytes) => bytes.len() + 8,
            _ => 16,
        }
    }
}

/// Two values are equal if they have the same variant and the same bits, so that loads with equal cursors share an
/// answer.
impl PartialEq for Datum {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Null, Self::Null) => true,
            (Self::Int(a), Self::Int(b)) => a == b,
            (Self::Real(a), Self::Real(b)) => a.to_bits() == b.to_bits(),
            (Self::Text(a), Self::Text(b)) => a == b,
            (Self::Bytes(a), Self::Bytes(b)) => a == b,
            _ => false,
        }
    }
}

impl Eq for Datum {}

impl Hash for Datum {
    fn hash<H: Hasher>(&self, state: &mut H) {
        match self {
            Self::Null => 0_u8.hash(state),
            Self::Int(number) => number.hash(state),
            Self::Real(number) => number.to_bits().hash(state),
            Self::Text(text) => text.hash(state),
            Self::Bytes(bytes) => bytes.hash(state),
        }
    }
}

/// A type of column by which pages can be sorted.
///
/// A cursor holds the values of its row's order columns, and the primary key. The integer types, `bool`, `String`,
/// `f32`, `f64`, `Vec<u8>` and `Option`s of them implement this trait. The features `chrono`, `time`, `uuid`,
/// `bigdecimal` and `rust_decimal` add the types that sqlx has under the same features. The feature `postgres` adds
/// `PgCiText`, which has to be the type of a field of a `citext` column. For a newtype or an enum, write
/// `#[derive(SortKey)]`. For another type, implement the conversions:
///
/// ```
/// use batchload::{Datum, SortKey};
///
/// struct Version {
///     major: u32,
///     minor: u32,
/// }
///
/// impl SortKey for Version {
///     fn to_datum(&self) -> Datum {
///         Datum::Text(format!("{}.{}", self.major, self.minor))
///     }
///
///     fn from_datum(datum: &Datum) -> Option<Self> {
///         let Datum::Text(text) = datum else { return None };
///         let (major, minor) = text.split_once('.')?;
///         Some(Self { major: major.parse().ok()?, minor: minor.parse().ok()? })
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "pages cannot be sorted by a column of type `{Self}`",
    label = "no `batchload::SortKey` for this type",
    note = "write `#[derive(batchload::SortKey)]` above a type of your own; for those of chrono, time, uuid and decimals enable batchload's feature of that name"
)]
pub trait SortKey: Sized + Send + Sync + 'static {
    /// Whether the column can be null.
    const NULLABLE: bool = false;

    /// Returns the value as a cursor holds it.
    fn to_datum(&self) -> Datum;

    /// Returns the value that a cursor holds, or `None` if it is not of this type.
    fn from_datum(datum: &Datum) -> Option<Self>;
}

impl<T: SortKey> SortKey for Option<T> {
    const NULLABLE: bool = true;

    fn to_datum(&self) -> Datum {
        self.as_ref().map_or(Datum::Null, T::to_datum)
    }

    fn from_datum(datum: &Datum) -> Option<Self> {
        if datum.is_null() { Some(None) } else { T::from_datum(datum).map(Some) }
    }
}

macro_rules! integers {
    ($($kind:ty),+) => {
        $(impl SortKey for $kind {
            fn to_datum(&self) -> Datum {
                Datum::Int((*self).into())
            }

            fn from_datum(datum: &Datum) -> Option<Self> {
                match datum {
                    Datum::Int(number) => (*number).try_into().ok(),
                    _ => None,
                }
            }
        })+
    };
}

integers!(i8, i16, i32, i64, u8, u16, u32, u64);

impl SortKey for bool {
    fn to_datum(&self) -> Datum {
        Datum::Int((*self).into())
    }

    fn from_datum(datum: &Datum) -> Option<Self> {
        match datum {
            Datum::Int(0) => Some(false),
            Datum::Int(1) => Some(true),
            _ => None,
        }
    }
}

impl SortKey for f64 {
    fn to_datum(&self) -> Datum {
        Datum::Real(*self)
    }

    fn from_datum(datum: &Datum) -> Option<Self> {
        match datum {
            Datum::Real(number) => Some(*number),
            _ => None,
        }
    }
}

impl SortKey for f32 {
    fn to_datum(&self) -> Datum {
        Datum::Real((*self).into())
    }

    fn from_datum(datum: &Datum) -> Option<Self> {
        #[expect(clippy::cast_possible_truncation, reason = "what an f32 was comes back as it was")]
        f64::from_datum(datum).map(|number| number as Self)
    }
}

impl SortKey for String {
    fn to_datum(&self) -> Datum {
        Datum::Text(self.clone())
    }

    fn from_datum(datum: &Datum) -> Option<Self> {
        match datum {
            Datum::Text(text) => Some(text.clone()),
            _ => None,
        }
    }
}

impl SortKey for Vec<u8> {
    fn to_datum(&self) -> Datum {
        Datum::Bytes(self.clone())
    }

    fn from_datum(datum: &Datum) -> Option<Self> {
        match datum {
            Datum::Bytes(bytes) => Some(bytes.clone()),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Datum, SortKey};

    fn comes_back<T: SortKey + PartialEq + std::fmt::Debug>(value: &T) {
        assert_eq!(T::from_datum(&value.to_datum()).as_ref(), Some(value));
        assert_eq!(T::from_datum(&Datum::Null).is_some(), T::NULLABLE);
    }

    #[test]
    fn values_come_back_as_they_were() {
        comes_back(&i64::MIN);
        comes_back(&u64::MAX);
        comes_back(&-7_i8);
        comes_back(&true);
        comes_back(&"ä\0b".to_owned());
        comes_back(&0.1_f32);
        comes_back(&f64::MIN_POSITIVE);
        comes_back(&vec![0_u8, 255]);
        comes_back(&Some(3_i32));
        comes_back(&None::<String>);
    }

    #[test]
    fn a_value_of_another_type_is_none() {
        assert_eq!(i8::from_datum(&Datum::Int(128)), None);
        assert_eq!(bool::from_datum(&Datum::Int(2)), None);
        assert_eq!(i64::from_datum(&Datum::Text("1".to_owned())), None);
        assert_eq!(<Option<i64>>::from_datum(&Datum::Real(1.0)), None);
    }

    #[cfg(all(feature = "chrono", feature = "uuid", feature = "bigdecimal"))]
    #[test]
    fn values_of_other_crates_come_back_as_they_were() {
        use sqlx::types::chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, Utc};
        use sqlx::types::{BigDecimal, Uuid};

        let day = NaiveDate::from_ymd_opt(-44, 3, 15).unwrap();
        let time = NaiveTime::from_hms_nano_opt(23, 59, 59, 1).unwrap();
        comes_back(&day);
        comes_back(&time);
        comes_back::<NaiveDateTime>(&day.and_time(time));
        comes_back::<DateTime<Utc>>(&day.and_time(time).and_utc());
        let east = FixedOffset::east_opt(3600).unwrap();
        comes_back::<DateTime<FixedOffset>>(&day.and_time(time).and_utc().with_timezone(&east));
        comes_back(&Uuid::from_u128(7));
        comes_back(&Uuid::from_u128(7).hyphenated());
        comes_back(&Uuid::from_u128(7).simple());
        comes_back(&"12345678901234567890.10".parse::<BigDecimal>().unwrap());
        comes_back(&"1e131072".parse::<BigDecimal>().unwrap());
        for absurd in ["1e9223372036854775807", "1e-9223372036854775807", "1e131073", "1e-16384", "one"] {
            assert!(BigDecimal::from_datum(&Datum::Text(absurd.to_owned())).is_none(), "{absurd}");
        }
    }

    #[cfg(all(feature = "time", feature = "rust_decimal"))]
    #[test]
    fn so_do_those_of_time_and_rust_decimal() {
        use sqlx::types::Decimal;
        use sqlx::types::time::{Date, OffsetDateTime, PrimitiveDateTime, Time};

        let day = Date::from_ordinal_date(-44, 74).unwrap();
        let times = [Time::MIDNIGHT, Time::from_hms_nano(23, 59, 59, 999_999_999).unwrap()];
        for day in [day, Date::MIN, Date::MAX] {
            comes_back(&day);
            for time in times {
                comes_back(&time);
                comes_back(&PrimitiveDateTime::new(day, time));
                comes_back(&PrimitiveDateTime::new(day, time).assume_utc());
            }
        }
        for number in ["0", "-1.10", "79228162514264337593543950335"] {
            comes_back(&number.parse::<Decimal>().unwrap());
        }
        for absurd in [i128::MIN, -1, 86_400_000_000_000, i128::MAX] {
            assert!(Time::from_datum(&Datum::Int(absurd)).is_none(), "{absurd}");
        }
        for absurd in [i128::MIN, i128::MAX] {
            assert!(Date::from_datum(&Datum::Int(absurd)).is_none());
            assert!(PrimitiveDateTime::from_datum(&Datum::Int(absurd)).is_none());
            assert!(OffsetDateTime::from_datum(&Datum::Int(absurd)).is_none());
        }
    }
}
