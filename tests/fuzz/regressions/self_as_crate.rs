#[batch_load(crate = Self)]
struct Reporter {
    id: i64,
}
