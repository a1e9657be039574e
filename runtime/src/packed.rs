//! Rows that come as one JSON text: which types it carries, and how its values are read. Knows neither models
//! nor how the text is asked for.

use std::any::Any;
#[cfg(feature = "sqlite")]
use std::any::TypeId;
use std::cell::Cell;

/// Rows as a JSON array of arrays, read value by value from the first to the last.
#[derive(Debug)]
pub struct Packed<'t> {
    rest: Cell<&'t str>,
}

/// A value that a column holds.
enum Json {
    Null,
    Integer(i64),
    Text(String),
}

impl<'t> Packed<'t> {
    pub(crate) fn new(text: &'t str) -> Self {
        Self { rest: Cell::new(text) }
    }

    /// Whether there is another value.
    pub(crate) fn has_more(&self) -> bool {
        !self.rest().is_empty()
    }

    /// The next value; `None` if it is not one of the type, or if there is none.
    pub(crate) fn read<T: 'static>(&self) -> Option<T> {
        let (value, rest) = value(self.rest())?;
        self.rest.set(rest);
        converted(value)
    }

    /// What is left, without what stands between values.
    fn rest(&self) -> &'t str {
        let rest = self.rest.get();
        let between = rest.bytes().take_while(|byte| matches!(byte, b'[' | b']' | b',')).count();
        &rest[between..]
    }
}

/// The value at the start of a text, and what follows.
fn value(text: &str) -> Option<(Json, &str)> {
    match text.as_bytes().first()? {
        b'"' => string(&text[1..]),
        b'n' => Some((Json::Null, text.get(4..)?)),
        _ => {
            let end = text.bytes().position(|byte| matches!(byte, b']' | b','))?;
            // What has a point or an exponent is a float, and that is not carried.
            Some((Json::Integer(text[..end].parse().ok()?), &text[end..]))
        }
    }
}

/// The string whose opening quote was passed, and what follows.
fn string(mut text: &str) -> Option<(Json, &str)> {
    let mut string = String::new();
    loop {
        let end = text.bytes().position(|byte| matches!(byte, b'"' | b'\\'))?;
        string.push_str(&text[..end]);
        if text.as_bytes()[end] == b'"' {
            return Some((Json::Text(string), &text[end + 1..]));
        }
        let (letter, length) = match text.as_bytes().get(end + 1)? {
            b'u' => (char::from_u32(u32::from_str_radix(text.get(end + 2..end + 6)?, 16).ok()?)?, 6),
            b'b' => ('\u{8}', 2),
            b'f' => ('\u{c}', 2),
            b'n' => ('\n', 2),
            b'r' => ('\r', 2),
            b't' => ('\t', 2),
            letter @ (b'"' | b'\\' | b'/') => (char::from(*letter), 2),
            _ => return None,
        };
        string.push(letter);
        text = &text[end + length..];
    }
}

/// A type whose values JSON carries as SQLite has them. Floats are none: it writes 15 digits of them.
trait Carried: Sized + 'static {
    /// The value that sqlx would read, or `None` where it would refuse.
    fn of(value: Json) -> Option<Self>;
}

macro_rules! carried {
    ($($(#[$when:meta])? $kind:ty),+ $(,)?) => {
        /// Whether every value of a type is carried.
        #[cfg(feature = "sqlite")]
        pub(crate) fn carries(kind: TypeId) -> bool {
            $($(#[$when])? {
                if kind == TypeId::of::<$kind>() || kind == TypeId::of::<Option<$kind>>() {
                    return true;
                }
            })+
            false
        }

        /// A value as a type that is carried, or `None`.
        fn converted<T: 'static>(value: Json) -> Option<T> {
            let mut converted: Option<T> = None;
            let into: &mut dyn Any = &mut converted;
            $($(#[$when])? {
                if let Some(into) = into.downcast_mut::<Option<$kind>>() {
                    *into = <$kind>::of(value);
                    return converted;
                }
                if let Some(into) = into.downcast_mut::<Option<Option<$kind>>>() {
                    *into = Option::<$kind>::of(value);
                    return converted;
                }
            })+
            None
        }
    };
}

carried! {
    i64,
    String,
    i32,
    bool,
    i16,
    i8,
    u8,
    u16,
    u32,
    u64,
    #[cfg(feature = "chrono")]
    sqlx::types::chrono::NaiveDate,
}

impl<T: Carried> Carried for Option<T> {
    fn of(value: Json) -> Option<Self> {
        match value {
            Json::Null => Some(None),
            value => T::of(value).map(Some),
        }
    }
}

// A null in a field that is none is read as nothing at all, as SQLite itself converts it.

macro_rules! integers {
    ($($kind:ty),+) => {
        $(impl Carried for $kind {
            fn of(value: Json) -> Option<Self> {
                match value {
                    Json::Null => Some(0),
                    Json::Integer(number) => number.try_into().ok(),
                    Json::Text(_) => None,
                }
            }
        })+
    };
}

integers!(i8, i16, i32, i64, u8, u16, u32, u64);

impl Carried for bool {
    fn of(value: Json) -> Option<Self> {
        i64::of(value).map(|number| number != 0)
    }
}

impl Carried for String {
    fn of(value: Json) -> Option<Self> {
        match value {
            Json::Null => Some(Self::new()),
            Json::Text(text) => Some(text),
            Json::Integer(_) => None,
        }
    }
}

#[cfg(feature = "chrono")]
impl Carried for sqlx::types::chrono::NaiveDate {
    fn of(value: Json) -> Option<Self> {
        Self::parse_from_str(&String::of(value)?, "%F").ok()
    }
}

#[cfg(all(test, feature = "sqlite"))]
mod tests {
    use std::any::TypeId;

    use super::{Packed, carries};

    #[test]
    fn values_are_read_in_their_order() {
        let packed = Packed::new(r#"[[1,"a",null],[-9223372036854775808,"",0]]"#);
        assert_eq!(
            (packed.read(), text(&packed), packed.read()),
            (Some(1_u8), "a".to_owned(), Some(None::<bool>))
        );
        assert!(packed.has_more());
        assert_eq!(
            (packed.read(), text(&packed), packed.read()),
            (Some(i64::MIN), String::new(), Some(false))
        );
        assert!(!packed.has_more());
        assert_eq!(packed.read::<i64>(), None);
        assert!(!Packed::new("[]").has_more());
    }

    #[test]
    fn strings_are_what_was_escaped() {
        let packed = Packed::new(r#"[["\"\\\/\b\f\n\r\t\u0000\u001fé😀],[,\"","[\\"]]"#);
        assert_eq!(text(&packed), "\"\\/\u{8}\u{c}\n\r\t\0\u{1f}é😀],[,\"");
        assert_eq!(text(&packed), "[\\");
    }

    #[test]
    fn what_does_not_fit_is_nothing() {
        let refused = |text| Packed::new(text).read::<u8>();
        for text in
            ["[[256]]", "[[-1]]", "[[1.0]]", "[[1e3]]", "[[9e999]]", "[[\"1\"]]", "[[true]]", "[[{}]]", "[[1"]
        {
            assert_eq!(refused(text), None, "{text}");
        }
        assert_eq!(Packed::new("[[1]]").read::<String>(), None);
        assert_eq!(Packed::new(r#"[["\ud800"]]"#).read::<String>(), None);
        assert_eq!(Packed::new(r#"[["a"#).read::<String>(), None);
        assert_eq!(Packed::new("[[1]]").read::<f64>(), None);
    }

    #[test]
    fn floats_and_bytes_are_not_carried() {
        assert!(carries(TypeId::of::<Option<String>>()) && carries(TypeId::of::<u64>()));
        for kind in [TypeId::of::<f64>(), TypeId::of::<Vec<u8>>(), TypeId::of::<Option<Option<i64>>>()] {
            assert!(!carries(kind));
        }
    }

    fn text(packed: &Packed<'_>) -> String {
        packed.read().unwrap()
    }
}
