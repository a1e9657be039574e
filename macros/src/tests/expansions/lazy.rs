// What is printed for:
//     pub struct Article {
//         pub id: i64,
//         #[batch_load(lazy)]
//         pub body: Lazy<String>,
//     }

#[allow(
    clippy::nursery,
    clippy::pedantic,
    clippy::restriction,
    clippy::too_many_arguments,
    clippy::type_complexity,
    dead_code,
    deprecated,
    missing_debug_implementations,
    non_camel_case_types,
    non_snake_case,
    private_bounds,
    private_interfaces,
    unnameable_types,
    unreachable_pub,
    unused_qualifications
)]
const _: () = {
    use ::batchload::__private1 as __batchload;
    #[automatically_derived]
    impl __batchload::Model for Article {
        const NAME: &'static str = "Article";
        const TABLE: &'static [&'static str] = &["articles"];
        const COLUMNS: &'static [__batchload::Column] = &[
            __batchload::Column {
                field: "id",
                name: "id",
            },
        ];
        const ORDER: &'static [__batchload::Order] = &[
            __batchload::Order {
                column: "id",
                descending: false,
            },
        ];
        type ById = ArticleById;
    }
    #[automatically_derived]
    impl<__DB> __batchload::FromColumns<__DB> for Article
    where
        __DB: __batchload::Dialect,
        i64: __batchload::Value<__DB>,
    {
        const TYPES: &'static [::core::any::TypeId] = &[
            ::core::any::TypeId::of::<i64>(),
        ];
        fn from_columns_at(
            row: __batchload::Row<'_, __DB>,
            first: usize,
        ) -> ::core::result::Result<Self, __batchload::Error> {
            ::core::result::Result::Ok(Self {
                id: __batchload::read::<Self, i64, __DB>(row, first, 0)?,
                body: ::core::default::Default::default(),
            })
        }
    }
    /// The lookup of `Article` by `id`.
    pub struct ArticleById;
    #[automatically_derived]
    impl __batchload::Lookup for ArticleById {
        type Model = Article;
        type Key = i64;
        type Parts = (i64,);
        type Found = __batchload::One<Article>;
        type Arguments = ();
        const NAME: &'static str = "Article::by_id";
        const COLUMNS: &'static [&'static str] = &["id"];
        const UNIQUE: bool = true;
        fn key(row: &Article) -> ::core::option::Option<i64> {
            ::core::option::Option::Some(::core::clone::Clone::clone(&row.id))
        }
    }
    #[automatically_derived]
    impl __batchload::FieldAt<628021283683842752> for ArticleById {
        type Lookup = ArticleById;
    }
    impl Article {
        /// The loader of the `Article` row with a given `id`.
        pub fn by_id<__DB>(
            loaders: &__batchload::Loaders<__DB>,
        ) -> __batchload::Loader<__batchload::Rows<ArticleById, __DB>>
        where
            __DB: __batchload::Dialect,
            ArticleById: __batchload::LoadFrom<__DB>,
        {
            loaders.lookup::<ArticleById>()
        }
    }
    #[automatically_derived]
    #[doc(hidden)]
    impl<__T> __batchload::LazyOf<Article>
    for __batchload::FieldName<14793735007222968981>
    where
        Lazy<String>: __batchload::Is<It = __batchload::Lazy<__T>>,
        __T: ::core::marker::Send + ::core::marker::Sync + 'static,
    {
        type Value = __T;
        const NAME: &'static str = "Article::body";
        const COLUMN: __batchload::Column = __batchload::Column {
            field: "body",
            name: "body",
        };
        fn of(row: &Article) -> &__batchload::Lazy<__T> {
            __batchload::Is::it(&row.body)
        }
    }
    impl Article {
        /// Loads `body`, unless the query that found the row selected it.
        pub fn load_body<__DB>(
            &self,
            loaders: &__batchload::Loaders<__DB>,
        ) -> impl ::core::future::Future<
            Output = ::core::result::Result<__batchload::One<String>, __batchload::Error>,
        > + ::core::marker::Send + use<__DB>
        where
            __DB: __batchload::Dialect,
            ArticleById: __batchload::LoadFrom<__DB>,
            String: __batchload::Value<__DB>,
        {
            __batchload::column::<
                __batchload::FieldName<14793735007222968981>,
                Article,
                __DB,
            >(loaders, self)
        }
    }
    #[automatically_derived]
    impl<__T> __batchload::ColumnAt<628021283683842752> for ArticleById
    where
        i64: __batchload::Is<It = __T>,
    {
        type Type = __T;
        type Value = __T;
        const NAME: &'static str = "id";
        fn of(row: &Article) -> &__T {
            __batchload::Is::it(&row.id)
        }
    }
};
