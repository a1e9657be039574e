//! Values at the start of a JSON text, as SQLite writes them. Knows no types of fields.

/// What SQLite writes for a null.
pub(super) const NULL: &str = "null";

/// Reads the integer at the start of a text, with its length there. Returns `None` for a number with a point or an
/// exponent, which is a float and not carried.
pub(super) fn integer(text: &str) -> Option<(i64, usize)> {
    let digits = text.bytes().skip(usize::from(text.starts_with('-'))).map(|byte| byte.wrapping_sub(b'0'));
    let (mut count, mut number) = (0, 0_i64);
    for digit in digits.take_while(|digit| *digit < 10) {
        number = number.wrapping_mul(10).wrapping_add(digit.into());
        count += 1;
    }
    let length = count + usize::from(text.starts_with('-'));
    matches!(text.as_bytes().get(length)?, b',' | b']').then_some(())?;
    match count {
        0 => None,
        1..=18 if length > count => Some((-number, length)),
        1..=18 => Some((number, length)),
        // So many digits may be more than an `i64` holds.
        _ => text[..length].parse().ok().map(|number| (number, length)),
    }
}

/// Reads the string at the start of a text, with its length there, including its quotes.
pub(super) fn string(text: &str) -> Option<(String, usize)> {
    let inner = text.strip_prefix('"')?;
    let (length, is_escaped) = closing_quote(inner.as_bytes())?;
    let string = &inner[..length];
    let string = if is_escaped { unescaped(string)? } else { string.to_owned() };
    Some((string, length + 2))
}

/// Returns the position of the first quote without a backslash before it, and whether there are backslashes before
/// that.
fn closing_quote(text: &[u8]) -> Option<(usize, bool)> {
    let mut at = quote_or_backslash(text)?;
    let is_escaped = text[at] == b'\\';
    while text[at] == b'\\' {
        let next = at + 2;
        at = next + quote_or_backslash(text.get(next..)?)?;
    }
    Some((at, is_escaped))
}

/// Returns the position of the first quote or backslash. Looks at eight bytes at a time.
fn quote_or_backslash(text: &[u8]) -> Option<usize> {
    let (words, rest) = text.as_chunks::<8>();
    for (at, word) in words.iter().enumerate() {
        let word = u64::from_le_bytes(*word);
        let found = zeros(word ^ repeated(b'"')) | zeros(word ^ repeated(b'\\'));
        if found != 0 {
            return Some(at * 8 + found.trailing_zeros() as usize / 8);
        }
    }
    let last = rest.iter().position(|byte| matches!(byte, b'"' | b'\\'))?;
    Some(words.len() * 8 + last)
}

const fn repeated(byte: u8) -> u64 {
    u64::from_ne_bytes([byte; 8])
}

/// Returns the highest bit of each byte that is zero. The bits of bytes above the lowest such byte can be wrong.
const fn zeros(word: u64) -> u64 {
    word.wrapping_sub(repeated(1)) & !word & repeated(0x80)
}

/// Returns the text between quotes as it was before it was escaped.
fn unescaped(mut text: &str) -> Option<String> {
    let mut string = String::with_capacity(text.len());
    while let Some(end) = text.find('\\') {
        string.push_str(&text[..end]);
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
    string.push_str(text);
    Some(string)
}
