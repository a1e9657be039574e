//! User-defined names that generated code could mistake for those of the standard library: aliases, types, traits,
//! modules, methods. `FromRow` and `SimpleObject` are derived as well wherever they compile by themselves.
#![deny(warnings)]
#![allow(dead_code)]

pub mod m02_an_alias_named_result {
    pub type Result<T> = std::result::Result<T, String>;
    pub type Option = std::option::Option<u8>;

    #[derive(sqlx::FromRow, async_graphql::SimpleObject, batchload::BatchLoad)]
    #[has_many(Article, order_by(pub_date desc))]
    pub struct Reporter {
        pub id: i64,
    }

    #[derive(sqlx::FromRow, async_graphql::SimpleObject, batchload::BatchLoad)]
    pub struct Article {
        pub id: i64,
        pub pub_date: i64,
        #[belongs_to(Reporter)]
        pub reporter_id: i64,
        #[belongs_to(Reporter)]
        pub editor_id: std::option::Option<i64>,
    }
}

pub mod m03_types_named_like_the_standard_library {
    struct Option;
    struct Result;
    struct Vec;
    struct Box;
    struct String;
    struct Some;
    struct None;
    struct Ok;
    struct Err;
    struct Default;
    struct Clone;
    struct Future;
    // And like those of the runtime.
    struct One;
    struct Many;
    struct Model;
    struct Error;
    struct Order;
    struct Loaders;
    struct Lookup;
    struct Dialect;

    #[derive(sqlx::FromRow, async_graphql::SimpleObject, batchload::BatchLoad)]
    #[has_many(Article, order_by(pub_date desc))]
    #[has_one(Article, name = first)]
    pub struct Reporter {
        pub id: i64,
        #[batch_load(unique)]
        pub email: std::string::String,
    }

    /// `FromRow` takes `Default` for the one of the standard library if a field is skipped.
    #[derive(batchload::BatchLoad)]
    pub struct Skipping {
        pub id: i64,
        #[sqlx(skip)]
        pub cached: i64,
        #[sqlx(try_from = "i32")]
        pub number: i64,
        #[sqlx(json(nullable))]
        pub tags: std::option::Option<std::vec::Vec<i64>>,
    }

    #[derive(sqlx::FromRow, async_graphql::SimpleObject, batchload::BatchLoad)]
    pub struct Article {
        pub id: i64,
        pub pub_date: i64,
        #[belongs_to(Reporter)]
        pub reporter_id: i64,
        #[belongs_to(Reporter)]
        pub editor_id: std::option::Option<i64>,
    }
}

/// A value's name is no name for a parameter or a variable.
#[allow(non_camel_case_types, non_upper_case_globals)]
pub mod m03_values_named_like_variables {
    const row: i64 = 1;
    const key: i64 = 1;
    const kind: &str = "";
    struct datum;
    struct first;
    struct json;
    struct load;
    struct text;
    struct value;

    #[derive(batchload::BatchLoad)]
    #[has_many(Article, polymorphic = subject)]
    #[has_many(Article, name = edited, foreign_key = editor_id)]
    #[ancestors(foreign_key = boss_id)]
    pub struct Reporter {
        pub id: i64,
        #[sqlx(json(nullable))]
        pub tags: Option<Vec<i64>>,
        pub boss_id: Option<i64>,
        #[batch_load(lazy)]
        pub letter: batchload::Lazy<String>,
    }

    #[derive(batchload::BatchLoad)]
    pub struct Article {
        pub id: i64,
        #[belongs_to(Subject, kind = subject_kind)]
        pub subject_id: i64,
        pub subject_kind: String,
        #[belongs_to(Reporter)]
        pub editor_id: Option<i64>,
    }

    #[derive(batchload::BatchLoad)]
    pub enum Subject {
        Reporter(batchload::One<Reporter>),
        Article(batchload::One<Article>),
    }

    #[derive(batchload::SortKey)]
    pub struct Rank(i32);

    #[derive(batchload::SortKey)]
    pub enum Genre {
        Jazz,
    }
}

pub mod m04_traits_named_like_the_standard_library {
    trait Into {}
    trait From {}
    trait Iterator {}
    trait Send {}
    trait Sync {}
    trait Future {}
    trait Clone {}
    trait Default {}
    trait TryFrom {}
    trait Fn {}

    #[derive(sqlx::FromRow, async_graphql::SimpleObject, batchload::BatchLoad)]
    #[has_many(Article, order_by(pub_date desc))]
    pub struct Reporter {
        pub id: i64,
    }

    #[derive(batchload::BatchLoad)]
    pub struct Skipping {
        pub id: i64,
        #[sqlx(skip)]
        pub cached: i64,
        #[sqlx(try_from = "i32")]
        pub number: i64,
    }

    #[derive(sqlx::FromRow, async_graphql::SimpleObject, batchload::BatchLoad)]
    pub struct Article {
        pub id: i64,
        pub pub_date: i64,
        #[belongs_to(Reporter)]
        pub reporter_id: i64,
        #[belongs_to(Reporter)]
        pub editor_id: Option<i64>,
    }
}

pub mod m05_modules_named_like_the_crates {
    mod std {}
    mod core {}
    mod alloc {}
    mod sqlx {}
    mod batchload {}
    mod tokio {}

    #[derive(::sqlx::FromRow, async_graphql::SimpleObject, ::batchload::BatchLoad)]
    #[has_many(Article, order_by(pub_date desc))]
    pub struct Reporter {
        pub id: i64,
        #[sqlx(json)]
        pub tags: Vec<String>,
    }

    #[derive(::sqlx::FromRow, async_graphql::SimpleObject, ::batchload::BatchLoad)]
    pub struct Article {
        pub id: i64,
        pub pub_date: i64,
        #[belongs_to(Reporter)]
        pub reporter_id: i64,
        #[belongs_to(Reporter)]
        pub editor_id: Option<i64>,
    }
}

pub mod m14_methods_that_every_type_has {
    trait Everywhere {
        fn try_get(&self) {}
        fn clone(&self) {}
        fn into(&self) {}
        fn map(&self) {}
        fn and_then(&self) {}
        fn iter(&self) {}
        fn fmt(&self) {}
        fn as_ref(&self) {}
        fn load(&self) {}
        fn lookup(&self) {}
        fn descending(&self) {}
    }

    impl<T: ?Sized> Everywhere for T {}

    #[derive(sqlx::FromRow, async_graphql::SimpleObject, batchload::BatchLoad)]
    #[has_many(Article, order_by(pub_date desc))]
    pub struct Reporter {
        pub id: i64,
        #[batch_load(unique)]
        pub email: String,
        #[sqlx(json(nullable))]
        pub tags: Option<Vec<i64>>,
    }

    #[derive(sqlx::FromRow, async_graphql::SimpleObject, batchload::BatchLoad)]
    pub struct Article {
        pub id: i64,
        pub pub_date: i64,
        #[belongs_to(Reporter)]
        pub reporter_id: i64,
        #[belongs_to(Reporter)]
        pub editor_id: Option<i64>,
    }
}

fn main() {}
