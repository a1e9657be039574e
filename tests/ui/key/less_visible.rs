//! A key is seen as far as its model.

pub mod news {
    use batchload::BatchLoad;

    #[derive(Clone, Debug, PartialEq, Eq, Hash, sqlx::Type)]
    #[sqlx(transparent)]
    struct Section(String);

    #[derive(BatchLoad)]
    pub struct Article {
        pub id: i64,
        #[batch_load(index)]
        section: Section,
    }
}

fn main() {}
