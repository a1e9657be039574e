//! An argument is seen as far as the model whose method takes it.

pub mod news {
    use batchload::BatchLoad;

    #[derive(Clone, Debug, PartialEq, Eq, Hash, sqlx::Type)]
    #[sqlx(transparent)]
    struct Day(i64);

    #[derive(BatchLoad)]
    #[has_many(Article, filter = "day > :since", args(since: Day))]
    pub struct Reporter {
        pub id: i64,
    }

    #[derive(BatchLoad)]
    pub struct Article {
        pub id: i64,
        pub day: i64,
        #[belongs_to(Reporter)]
        pub reporter_id: i64,
    }
}

fn main() {}
