//! Generated items are as visible as their model.
#![deny(warnings, unreachable_pub)]

use batchload::BatchLoad;

#[derive(sqlx::FromRow, async_graphql::SimpleObject, BatchLoad)]
#[has_many(Child, foreign_key = parent_id)]
struct Private {
    id: i64,
}

#[derive(sqlx::FromRow, async_graphql::SimpleObject, BatchLoad)]
struct Child {
    id: i64,
    #[belongs_to(Private)]
    parent_id: i64,
}

mod inner {
    use batchload::BatchLoad;

    #[derive(sqlx::FromRow, async_graphql::SimpleObject, BatchLoad)]
    #[has_many(Visible, foreign_key = parent_id, order_by(id))]
    pub(super) struct Visible {
        pub(super) id: i64,
        #[belongs_to(Hidden)]
        parent_id: i64,
    }

    #[derive(sqlx::FromRow, async_graphql::SimpleObject, BatchLoad)]
    #[has_one(Visible, foreign_key = parent_id)]
    struct Hidden {
        id: i64,
    }

    #[derive(sqlx::FromRow, async_graphql::SimpleObject, BatchLoad)]
    pub(in crate::inner) struct Path {
        #[batch_load(primary_key)]
        id: i64,
    }

    fn read(visible: &Visible, hidden: &Hidden, path: &Path) -> i64 {
        visible.parent_id + hidden.id + path.id
    }

    pub(super) fn sum() -> i64 {
        read(&Visible { id: 1, parent_id: 1 }, &Hidden { id: 1 }, &Path { id: 1 })
    }
}

fn main() {
    #[derive(sqlx::FromRow, async_graphql::SimpleObject, BatchLoad)]
    struct Local {
        #[batch_load(primary_key)]
        code: String,
    }

    let local = Local { code: String::new() };
    let _ = (local.code, Private { id: 1 }.id, Child { id: 1, parent_id: 1 }.id);
    let _ = (Child { id: 1, parent_id: 1 }.parent_id, inner::sum());
    let _ = |visible: inner::Visible| visible.id;
}
