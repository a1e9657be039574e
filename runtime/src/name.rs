//! Names that are composed of other names while the program is compiled.

/// The most bytes of a name.
const MOST: usize = 200;

/// A name made of parts. A part that no longer fits is left out, and so are all parts after it.
pub(crate) struct Name {
    text: [u8; MOST],
    len: usize,
}

impl Name {
    pub(crate) const fn of(parts: &[&str]) -> Self {
        let mut name = Self { text: [0; MOST], len: 0 };
        let mut at = 0;
        while at < parts.len() && name.len + parts[at].len() <= MOST {
            name.push(parts[at].as_bytes());
            at += 1;
        }
        name
    }

    const fn push(&mut self, part: &[u8]) {
        let mut at = 0;
        while at < part.len() {
            self.text[self.len] = part[at];
            self.len += 1;
            at += 1;
        }
    }

    pub(crate) const fn as_str(&self) -> &str {
        match str::from_utf8(self.text.split_at(self.len).0) {
            Ok(name) => name,
            Err(_) => "",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{MOST, Name};

    #[test]
    fn parts_are_joined() {
        const NAME: &str = Name::of(&["Article::by_é", " sum(", "words", ")"]).as_str();
        assert_eq!(NAME, "Article::by_é sum(words)");
    }

    #[test]
    fn a_part_that_does_not_fit_is_left_out() {
        let long = "é".repeat(MOST / 2);
        assert_eq!(Name::of(&[&long, "x", "y"]).as_str(), long);
        assert_eq!(Name::of(&["x", &long, "y"]).as_str(), "x");
    }
}
