//! The mistakes of one struct, collected so that the derive reports all of them in one pass.

use std::fmt::Display;

use proc_macro2::{Span, TokenStream};
use quote::ToTokens;

/// The mistakes so far. Dropping them unfinished is a bug of the derive, and panics.
#[derive(Default)]
pub(crate) struct Errors {
    found: Vec<syn::Error>,
    finished: bool,
}

impl Errors {
    pub(crate) fn push(&mut self, error: syn::Error) {
        self.found.push(error);
    }

    pub(crate) fn at(&mut self, span: Span, message: impl Display) {
        self.push(syn::Error::new(span, message));
    }

    /// Blames all of the given tokens, and not only the first.
    pub(crate) fn on(&mut self, blamed: &impl ToTokens, message: impl Display) {
        self.push(syn::Error::new_spanned(blamed, message));
    }

    /// Returns the number of mistakes so far.
    pub(crate) fn count(&self) -> usize {
        self.found.len()
    }

    /// Returns whether a rule holds. If not, its mistake is added.
    pub(crate) fn require<M: Display>(
        &mut self,
        holds: bool,
        span: Span,
        mistake: impl FnOnce() -> M,
    ) -> bool {
        if !holds {
            self.at(span, mistake());
        }
        holds
    }

    /// Returns the value of a step, or adds its mistake and returns `None`.
    pub(crate) fn keep<T>(&mut self, result: syn::Result<T>) -> Option<T> {
        result.map_err(|error| self.push(error)).ok()
    }

    /// Returns all mistakes as one error, for a step within another.
    pub(crate) fn into_result(mut self) -> syn::Result<()> {
        self.finished = true;
        let found = std::mem::take(&mut self.found);
        found
            .into_iter()
            .reduce(|mut all, error| {
                all.combine(error);
                all
            })
            .map_or(Ok(()), Err)
    }

    /// Returns one `compile_error!` for each mistake.
    pub(crate) fn finish(mut self) -> TokenStream {
        self.finished = true;
        self.found.iter().map(syn::Error::to_compile_error).collect()
    }
}

impl Drop for Errors {
    fn drop(&mut self) {
        assert!(self.finished || std::thread::panicking(), "mistakes were collected but not reported");
    }
}

/// Returns the known word that was probably meant: at most two edits away, and less than half of it wrong.
pub(crate) fn closest<'a>(word: &str, known: &[&'a str]) -> Option<&'a str> {
    known
        .iter()
        .map(|&known| (edits(word, known), known))
        .filter(|&(edits, known)| edits <= 2 && edits * 2 < known.len())
        .min_by_key(|&(edits, _)| edits)
        .map(|(_, known)| known)
}

/// Returns how many letters to insert, remove or replace to get from one word to the other.
fn edits(from: &str, to: &str) -> usize {
    let to: Vec<char> = to.chars().collect();
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (i, a) in from.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, b) in to.iter().enumerate() {
            let replaced = diagonal + usize::from(a != *b);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[to.len()]
}
