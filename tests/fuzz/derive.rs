//! For any struct with any attributes, each derive prints Rust, or says in words what is wrong.
//!
//! `tests/fuzz.sh` runs this program. The first byte of an input says how to read the others. `grammar` has the words.
#![no_main]

use std::sync::OnceLock;

use batchload_macros::expansions;
use libfuzzer_sys::fuzz_target;
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{DeriveInput, File, Item, LitStr};

mod grammar;

/// rustc refuses deeper brackets, and the stack limits them.
const MAX_NESTED: usize = 40;

fuzz_target!(|bytes: &[u8]| {
    let Some((way, bytes)) = bytes.split_first() else { return };
    let text = match way {
        // A file of Rust, like those in `tests/ui`.
        b'F' => String::from_utf8_lossy(bytes).into_owned(),
        // The inside of an attribute.
        b'A' => grammar::around(&String::from_utf8_lossy(bytes)),
        _ => grammar::item(bytes),
    };
    if shown() {
        eprintln!("{text}");
    }
    if nesting(&text) <= MAX_NESTED {
        if let Ok(file) = syn::parse_str::<File>(&text) {
            let expansions = file.items.iter().filter_map(input).flat_map(|input| expansions(&input));
            expansions.for_each(|output| check(&output));
        }
    }
});

/// Returns whether inputs are printed, to look at a failure.
fn shown() -> bool {
    static SHOWN: OnceLock<bool> = OnceLock::new();
    *SHOWN.get_or_init(|| std::env::var_os("SHOW").is_some())
}

fn nesting(text: &str) -> usize {
    let (mut depth, mut most) = (0_usize, 0);
    for byte in text.bytes() {
        match byte {
            b'(' | b'[' | b'{' | b'<' | b'&' | b'*' => depth += 1,
            b')' | b']' | b'}' | b'>' | b',' | b';' => depth = depth.saturating_sub(1),
            _ => {}
        }
        most = most.max(depth);
    }
    most
}

fn input(item: &Item) -> Option<DeriveInput> {
    let tokens = match item {
        Item::Struct(item) => item.to_token_stream(),
        Item::Enum(item) => item.to_token_stream(),
        Item::Union(item) => item.to_token_stream(),
        _ => return None,
    };
    syn::parse2(tokens).ok()
}

fn check(output: &TokenStream) {
    let file: File = match syn::parse2(output.clone()) {
        Ok(file) => file,
        Err(error) => panic!("the output is no Rust: {error}\n{output}"),
    };
    let mut mistakes = 0;
    for item in &file.items {
        let Item::Macro(item) = item else { continue };
        assert!(item.mac.path.to_token_stream().to_string().ends_with("compile_error"), "{output}");
        let message: LitStr = item.mac.parse_body().expect("a message");
        assert!(!message.value().trim().is_empty(), "a mistake without words");
        mistakes += 1;
    }
    assert!(mistakes > 0 || states_facts(output.clone()), "neither facts nor a mistake: {output}");
}

/// Returns whether the output implements `Model`, or `Polymorphic` for an enum of models, or `SortKey`.
fn states_facts(tokens: TokenStream) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
            let text = group.stream().to_string();
            ["Model for", "Polymorphic for", "SortKey for"].iter().any(|fact| text.contains(fact))
                || states_facts(group.stream())
        }
        _ => false,
    })
}
