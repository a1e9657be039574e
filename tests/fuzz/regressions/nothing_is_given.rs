// Every attribute is empty, in each of the ways in which it can be empty.
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
