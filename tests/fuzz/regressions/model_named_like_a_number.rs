#[many_to_many(_1, through = Join, page(default = 0))]
struct Reporter {
    id: i64,
}
