// No attribute says anything, in any of the ways there are to say nothing.
#[batch_load]
#[batch_load()]
#[has_many]
#[has_many()]
#[has_one = ""]
#[sqlx{}]
struct Article {
    #[belongs_to]
    #[belongs_to()]
    #[batch_load[]]
    #[sqlx]
    author_id: Option<i64>,
}
