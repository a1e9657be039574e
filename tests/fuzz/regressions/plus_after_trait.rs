// Rust takes a `+` after the last bound of a trait object.
#[derive(SortKey)]
struct Photo {
    id: i6 +,
}
