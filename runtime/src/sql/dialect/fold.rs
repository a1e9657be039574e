//! Removes from a key everything that a collation may ignore. Works on keys as MySQL encodes them.

/// Appends a folded copy of an encoded text. Returns `None` if the text holds letters beyond ASCII, because only the
/// database knows which of these are equal.
pub(super) fn push_text(folded: &mut Vec<u8>, encoded: &[u8]) -> Option<()> {
    let text = without_length(encoded)?;
    if !text.is_ascii() {
        return None;
    }
    let mut run = folded.len();
    for letter in text.iter().copied().filter_map(fold) {
        if !DOUBLED.contains(&letter) {
            run = folded.len() + 1;
        } else if folded[run..].contains(&letter) {
            continue;
        }
        folded.push(letter);
    }
    Some(())
}

/// The letters that form the digraphs and trigraphs of Hungarian. Hungarian doubles a digraph or trigraph in full or by
/// its first letter only, so that `ccs` equals `cscs` and `ddzs` equals `dzsdzs`. In a run of such letters, only the
/// first of each tells anything for certain.
const DOUBLED: &[u8] = b"cdgilnstz";

/// Returns one letter for all letters that some Unicode collation holds equal, or `None` if such a collation ignores
/// the letter. A few collations for older character sets go further: `macce_general_ci` takes `m` and `n` for one
/// letter.
///
/// Lithuanian takes `i` and `y` for one letter and `ch` for `c`; classical Latin takes `i` for `j` and `u` for `v`;
/// Estonian and Swedish take `v` for `w`. Too much folding costs a statement, too little gives a wrong answer.
fn fold(letter: u8) -> Option<u8> {
    match letter.to_ascii_lowercase() {
        b' ' | b'h' => None,
        letter if letter.is_ascii_control() => None,
        b'j' | b'y' => Some(b'i'),
        b'v' | b'w' => Some(b'u'),
        letter => Some(letter),
    }
}

/// Returns the bytes after the length, which takes one, three, four or nine bytes.
fn without_length(encoded: &[u8]) -> Option<&[u8]> {
    let width = match encoded.first()? {
        0xfc => 3,
        0xfd => 4,
        0xfe => 9,
        _ => 1,
    };
    encoded.get(width..)
}

#[cfg(test)]
mod tests {
    use super::push_text;

    fn folded(text: &str) -> Option<String> {
        let encoded = match u8::try_from(text.len()) {
            Ok(length @ ..=250) => [&[length], text.as_bytes()].concat(),
            _ => [&[0xfc, 0, 0], text.as_bytes()].concat(),
        };
        let mut folded = Vec::new();
        push_text(&mut folded, &encoded)?;
        String::from_utf8(folded).ok()
    }

    #[test]
    fn case_blanks_and_controls_do_not_count() {
        assert_eq!(folded("Ab c\t "), folded("aBC"));
        assert_eq!(folded(&"x".repeat(300)), Some("x".repeat(300)));
        assert_ne!(folded("a-b"), folded("ab"));
    }

    #[test]
    fn letters_that_some_alphabet_holds_equal_do_not_differ() {
        assert_eq!(folded("Vytis"), folded("wJtis"));
        assert_eq!(folded("chata"), folded("cata"));
    }

    #[test]
    fn letters_that_hungarian_doubles_do_not_differ() {
        for (short, long) in
            [("asszony", "aszszony"), ("briddzs", "bridzsdzs"), ("meggy", "megygy"), ("ccs", "cscs")]
        {
            for (before, after) in [("", ""), ("szcs", "cs"), ("a1", "zs"), ("s", "dz")] {
                let [short, long] = [short, long].map(|word| folded(&format!("{before}{word}{after}")));
                assert_eq!(short, long);
            }
        }
        assert_ne!(folded("1001"), folded("101"));
        assert_ne!(folded("banana"), folded("bana"));
    }

    #[test]
    fn nobody_can_tell_beyond_ascii() {
        assert_eq!(folded("é"), None);
    }
}
