//! A parent of several models is seen as far as the model that names it, and a first model as far as its enum.

pub mod news {
    use batchload::{BatchLoad, One};

    #[derive(BatchLoad)]
    struct Photo {
        id: i64,
    }

    #[derive(BatchLoad)]
    pub enum Seen {
        Photo(One<Photo>),
    }

    #[derive(BatchLoad)]
    enum Subject {
        Photo(One<Photo>),
    }

    #[derive(BatchLoad)]
    pub struct Comment {
        pub id: i64,
        pub subject_type: String,
        #[belongs_to(Subject, kind = subject_type)]
        pub subject_id: i64,
    }
}

fn main() {}
