//! Structs that a macro writes, with types, names and visibilities from its caller.
#![deny(warnings)]

use batchload::{BatchLoad, Lazy, Loaders, Model};
use sqlx::Sqlite;

macro_rules! models {
    ($vis:vis $parent:ident, $child:ident, $key:ty, $nullable:ty, $foreign:ident, $table:literal) => {
        #[derive(sqlx::FromRow, async_graphql::SimpleObject, BatchLoad)]
        #[batch_load(table = $table)]
        #[has_many($child, name = children, foreign_key = $foreign, order_by(id desc))]
        $vis struct $parent {
            $vis id: $key,
        }

        #[derive(sqlx::FromRow, async_graphql::SimpleObject, BatchLoad)]
        $vis struct $child {
            $vis id: $key,
            #[belongs_to($parent, name = parent)]
            $vis $foreign: $key,
            #[belongs_to($parent)]
            $vis editor_id: $nullable,
        }
    };
}

models!(pub Reporter, Article, i64, Option<i64>, reporter_id, "reporters");

macro_rules! relation {
    ($parent:ty, $path:path) => {
        #[derive(sqlx::FromRow, async_graphql::SimpleObject, BatchLoad)]
        pub struct Comment {
            pub id: i64,
            #[belongs_to($parent)]
            pub author_id: i64,
            #[belongs_to($path)]
            pub editor_id: i64,
        }
    };
}

relation!(Reporter, crate::Reporter);

/// Types that come as single tokens, whose hygiene is the caller's.
macro_rules! fragments {
    ($parent:ident, $child:ident, $key:ident, $list:tt) => {
        #[derive(BatchLoad)]
        #[has_many($child, foreign_key = owner, filter = "number > :least", args(least: $key), page, count)]
        pub struct $parent {
            pub id: $key,
            #[sqlx(json)]
            pub list: $list,
            #[sqlx(json(nullable))]
            pub lists: Option<$list>,
            #[sqlx(try_from = "i32")]
            pub number: $key,
            #[sqlx(skip)]
            pub skipped: $list,
            #[batch_load(lazy)]
            pub body: Lazy<$list>,
        }

        #[derive(BatchLoad)]
        #[ancestors(foreign_key = parent_id)]
        pub struct $child {
            pub id: $key,
            pub number: $key,
            #[belongs_to($parent, name = owner)]
            pub owner: $key,
            pub parent_id: Option<$key>,
        }
    };
}

fragments!(Library, Book, i64, String);

pub async fn load(article: &Article, comment: &Comment, loaders: &Loaders<Sqlite>) -> Result<(), batchload::Error> {
    let parent = article.load_parent(loaders).await?;
    let _ = article.load_editor(loaders).await?;
    let _ = parent.load_children(loaders).await?;
    let _ = comment.load_author(loaders).await?;
    let _ = comment.load_editor(loaders).await?;
    Ok(())
}

fn main() {
    assert_eq!(Reporter::TABLE, ["reporters"]);
}
