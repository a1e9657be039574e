//! Rows that come as one JSON text: which types the text carries, and how its values are read. Knows neither models nor
//! how a statement asks for the text.

use std::any::Any;
#[cfg(feature = "sqlite")]
use std::any::TypeId;
use std::cell::Cell;

use self::json::{NULL, integer, string};

mod json;

/// Rows as JSON arrays with commas between them, read value by value from the first to the last.
#[derive(Debug)]
pub struct Packed<'t> {
    text: &'t str,
    /// Where the next value starts, if there is one.
    next: Cell<usize>,
}

impl<'t> Packed<'t> {
    pub(crate) fn new(text: &'t str) -> Self {
        Self { text, next: Cell::new(past_marks(text, 0)) }
    }

    /// Returns whether there is another value.
    pub(crate) fn has_more(&self) -> bool {
        self.next.get() < self.text.len()
    }

    /// Reads the next value. Returns `None` if there is none, or if it does not have the type.
    pub(crate) fn read<T: 'static>(&self) -> Option<T> {
        let at = self.next.get();
        let (value, length) = carried(self.text.get(at..)?)?;
        self.next.set(past_marks(self.text, at + length));
        Some(value)
    }
}

/// Returns the position after the brackets and commas between two values.
fn past_marks(text: &str, from: usize) -> usize {
    let mut at = from;
    while let Some(b'[' | b']' | b',') = text.as_bytes().get(at) {
        at += 1;
    }
    at
}

/// The JSON type from which a type is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JsonType {
    Integer,
    Text,
}

/// A type whose values JSON carries as SQLite has them. Floats are not among them: SQLite writes only 15 digits.
trait Carried: Sized + 'static {
    /// Reads the value at the start of a text as from a row, with its length there. Returns `None` if it would be
    /// refused there.
    fn read(text: &str) -> Option<(Self, usize)>;
}

macro_rules! carried {
    ($($(#[$when:meta])? $kind:ty: $of:ident),+ $(,)?) => {
        /// Returns the JSON type from which a type is read, if JSON carries every value of the type.
        #[cfg(feature = "sqlite")]
        pub(crate) fn kind(of: TypeId) -> Option<JsonType> {
            $($(#[$when])? {
                if of == TypeId::of::<$kind>() || of == TypeId::of::<Option<$kind>>() {
                    return Some(JsonType::$of);
                }
            })+
            None
        }

        /// Reads the value at the start of a text, with its length there, if its type is carried.
        fn carried<T: 'static>(text: &str) -> Option<(T, usize)> {
            let mut read: Option<(T, usize)> = None;
            let into: &mut dyn Any = &mut read;
            $($(#[$when])? {
                if let Some(into) = into.downcast_mut::<Option<($kind, usize)>>() {
                    *into = Carried::read(text);
                    return read;
                }
                if let Some(into) = into.downcast_mut::<Option<(Option<$kind>, usize)>>() {
                    *into = Carried::read(text);
                    return read;
                }
            })+
            None
        }
    };
}

carried! {
    i64: Integer,
    String: Text,
    i32: Integer,
    bool: Integer,
    i16: Integer,
    i8: Integer,
    u8: Integer,
    u16: Integer,
    u32: Integer,
    u64: Integer,
    #[cfg(feature = "chrono")]
    sqlx::types::chrono::NaiveDate: Text,
}

impl<T: Carried> Carried for Option<T> {
    fn read(text: &str) -> Option<(Self, usize)> {
        if text.starts_with(NULL) {
            return Some((None, NULL.len()));
        }
        T::read(text).map(|(value, length)| (Some(value), length))
    }
}

impl Carried for i64 {
    fn read(text: &str) -> Option<(Self, usize)> {
        integer(text)
    }
}

macro_rules! integers {
    ($($kind:ty),+) => {
        $(impl Carried for $kind {
            fn read(text: &str) -> Option<(Self, usize)> {
                let (number, length) = i64::read(text)?;
                Some((number.try_into().ok()?, length))
            }
        })+
    };
}

integers!(i8, i16, i32, u8, u16, u32, u64);

impl Carried for bool {
    fn read(text: &str) -> Option<(Self, usize)> {
        i64::read(text).map(|(number, length)| (number != 0, length))
    }
}

impl Carried for String {
    fn read(text: &str) -> Option<(Self, usize)> {
        string(text)
    }
}

#[cfg(feature = "chrono")]
impl Carried for sqlx::types::chrono::NaiveDate {
    fn read(text: &str) -> Option<(Self, usize)> {
        let (text, length) = string(text)?;
        Some((Self::parse_from_str(&text, "%F").ok()?, length))
    }
}

#[cfg(all(test, feature = "sqlite"))]
mod tests {
    use std::any::TypeId;

    use proptest::prelude::*;

    use super::{JsonType, Packed, kind};

    /// Escapes a text as SQLite does.
    fn escaped(text: &str) -> String {
        let letters = text.chars().map(|letter| match letter {
            '"' | '\\' => format!("\\{letter}"),
            '\n' => "\\n".to_owned(),
            ..' ' => format!("\\u{:04x}", u32::from(letter)),
            _ => letter.to_string(),
        });
        letters.collect()
    }

    proptest! {
        #[test]
        fn what_was_written_is_read(
            rows in proptest::collection::vec((any::<i64>(), "[a\"\\\\\n\x01é😀]{0,40}", 0..1000_i64), 0..9),
        ) {
            let written: Vec<_> =
                rows.iter().map(|(long, text, short)| format!("[{long},\"{}\",{short}]", escaped(text))).collect();
            let written = written.join(",");
            let packed = Packed::new(&written);
            for row in rows {
                prop_assert_eq!((packed.read(), packed.read(), packed.read()), (Some(row.0), Some(row.1), Some(row.2)));
            }
            prop_assert!(!packed.has_more());
            for end in written.char_indices().map(|(at, _)| at) {
                let cut = Packed::new(&written[..end]);
                while cut.has_more() && (cut.read::<i64>(), cut.read::<String>(), cut.read::<i64>()).2.is_some() {}
            }
        }
    }

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
        for text in [
            "[[null]]",
            "[[256]]",
            "[[-1]]",
            "[[1.0]]",
            "[[1e3]]",
            "[[9e999]]",
            "[[\"1\"]]",
            "[[true]]",
            "[[{}]]",
            "[[1",
        ] {
            assert_eq!(refused(text), None, "{text}");
        }
        assert_eq!(Packed::new("[[1]]").read::<String>(), None);
        assert_eq!(Packed::new(r#"[["\ud800"]]"#).read::<String>(), None);
        assert_eq!(Packed::new(r#"[["a"#).read::<String>(), None);
        assert_eq!(Packed::new("[[1]]").read::<f64>(), None);
    }

    #[test]
    fn floats_and_bytes_are_not_carried() {
        assert_eq!(kind(TypeId::of::<Option<String>>()), Some(JsonType::Text));
        assert_eq!(kind(TypeId::of::<u64>()), Some(JsonType::Integer));
        for of in [TypeId::of::<f64>(), TypeId::of::<Vec<u8>>(), TypeId::of::<Option<Option<i64>>>()] {
            assert_eq!(kind(of), None);
        }
    }

    fn text(packed: &Packed<'_>) -> String {
        packed.read().unwrap()
    }
}
