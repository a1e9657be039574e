//! Keys as one JSON text, for the types that JSON carries. Knows no SQL.

use std::any::{Any, TypeId};
use std::fmt::Write;

/// Returns whether JSON carries every value of a type. Strings count as carried, although JSON does not carry those with
/// a NUL.
pub(super) fn carries<T: 'static>() -> bool {
    let carried = [
        TypeId::of::<bool>(),
        TypeId::of::<i8>(),
        TypeId::of::<i16>(),
        TypeId::of::<i32>(),
        TypeId::of::<i64>(),
        TypeId::of::<u8>(),
        TypeId::of::<u16>(),
        TypeId::of::<u32>(),
        TypeId::of::<String>(),
    ];
    carried.contains(&TypeId::of::<T>())
}

/// Returns the keys as one array, in which a key of several parts is an array. Returns `None` if JSON does not carry a
/// part.
pub(super) fn rows<'k, const PARTS: usize>(
    keys: impl ExactSizeIterator<Item = [&'k dyn Any; PARTS]>,
) -> Option<String> {
    let (before, after) = if PARTS > 1 { ("[", "]") } else { ("", "") };
    let mut json = String::with_capacity(2 + keys.len() * PARTS * 12);
    json.push('[');
    for (at, parts) in keys.enumerate() {
        json.push_str(if at > 0 { "," } else { "" });
        json.push_str(before);
        for (at, part) in parts.into_iter().enumerate() {
            json.push_str(if at > 0 { "," } else { "" });
            push(&mut json, part)?;
        }
        json.push_str(after);
    }
    json.push(']');
    Some(json)
}

/// Returns one array with an array for each item, which `each` fills. Returns `None` if JSON does not carry a value.
pub(super) fn lists<T>(items: &[T], each: impl Fn(&mut List, &T) -> Option<()>) -> Option<String> {
    let mut json = String::with_capacity(2 + items.len() * 24);
    json.push('[');
    for (at, item) in items.iter().enumerate() {
        json.push_str(if at > 0 { ",[" } else { "[" });
        let mut list = List { json, is_empty: true };
        each(&mut list, item)?;
        json = list.json;
        json.push(']');
    }
    json.push(']');
    Some(json)
}

/// An array within the JSON text.
pub(super) struct List {
    json: String,
    is_empty: bool,
}

impl List {
    /// Appends a value. Returns `None` if JSON does not carry it.
    pub(super) fn push(&mut self, value: &dyn Any) -> Option<()> {
        self.json.push_str(if self.is_empty { "" } else { "," });
        self.is_empty = false;
        push(&mut self.json, value)
    }
}

/// Appends a value. Returns `None` if JSON does not carry it.
fn push(json: &mut String, value: &dyn Any) -> Option<()> {
    if let Some(text) = value.downcast_ref::<String>() {
        return push_text(json, text);
    }
    let number = number(value)?;
    write!(json, "{number}").ok()
}

/// Returns an integer, or a `bool` as SQLite stores it.
fn number(value: &dyn Any) -> Option<i64> {
    macro_rules! one_of {
        ($($kind:ty),+) => {
            $(if let Some(number) = value.downcast_ref::<$kind>() {
                return Some(i64::from(*number));
            })+
        };
    }
    one_of!(i64, i32, u32, i16, u16, i8, u8, bool);
    None
}

fn push_text(json: &mut String, text: &str) -> Option<()> {
    json.push('"');
    for letter in text.chars() {
        match letter {
            '\0' => return None,
            '"' | '\\' => json.extend(['\\', letter]),
            ..' ' => write!(json, "\\u{:04x}", u32::from(letter)).ok()?,
            _ => json.push(letter),
        }
    }
    json.push('"');
    Some(())
}

#[cfg(test)]
mod tests {
    use std::any::Any;

    use super::{push, rows};

    fn json(value: &dyn Any) -> Option<String> {
        let mut json = String::new();
        push(&mut json, value).map(|()| json)
    }

    #[test]
    fn numbers_are_written_in_full() {
        assert_eq!(json(&i64::MIN).as_deref(), Some("-9223372036854775808"));
        assert_eq!(json(&u32::MAX).as_deref(), Some("4294967295"));
        assert_eq!(json(&true).as_deref(), Some("1"));
    }

    #[test]
    fn text_is_escaped() {
        let text = "a\"b\\c\n\u{1f}\u{7f}é\u{1f600}".to_owned();
        assert_eq!(json(&text).as_deref(), Some("\"a\\\"b\\\\c\\u000a\\u001f\u{7f}é\u{1f600}\""));
    }

    #[test]
    fn what_json_does_not_carry_is_refused() {
        assert_eq!(json(&"a\0b".to_owned()), None);
        assert_eq!(json(&u64::MAX), None);
        assert_eq!(json(&vec![1_u8]), None);
    }

    #[test]
    fn keys_are_one_array() {
        assert_eq!(rows([1_i64, 2].iter().map(|key| [key as &dyn Any])).as_deref(), Some("[1,2]"));
        let pairs = [(1_i64, "a".to_owned()), (2, "b".to_owned())];
        let pairs = pairs.iter().map(|key| [&key.0 as &dyn Any, &key.1]);
        assert_eq!(rows(pairs).as_deref(), Some(r#"[[1,"a"],[2,"b"]]"#));
    }
}
