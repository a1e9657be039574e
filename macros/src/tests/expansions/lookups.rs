// What is printed for:
//     pub(crate) struct Article {
//         #[batch_load(primary_key)]
//         code: String,
//         #[batch_load(unique)]
//         slug: Option<String>,
//         #[batch_load(index)]
//         r#type: i16,
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
                field: "code",
                name: "code",
            },
            __batchload::Column {
                field: "slug",
                name: "slug",
            },
            __batchload::Column {
                field: "type",
                name: "type",
            },
        ];
        const ORDER: &'static [__batchload::Order] = &[__batchload::Order::by("code")];
        type ById = ArticleById;
    }
    #[automatically_derived]
    impl<__DB> __batchload::FromColumns<__DB> for Article
    where
        __DB: __batchload::Dialect,
        String: __batchload::Value<__DB>,
        Option<String>: __batchload::Value<__DB>,
        i16: __batchload::Value<__DB>,
    {
        const TYPES: &'static [__batchload::ColumnType<__DB>] = &[
            __batchload::ColumnType::of::<String>(),
            __batchload::ColumnType::of::<Option<String>>(),
            __batchload::ColumnType::of::<i16>(),
        ];
        fn from_columns(
            __row: __batchload::Row<'_, __DB>,
            __first: usize,
        ) -> ::core::result::Result<Self, __batchload::Error> {
            ::core::result::Result::Ok(Self {
                code: __batchload::read::<Self, String, __DB>(__row, __first, 0)?,
                slug: __batchload::read::<
                    Self,
                    Option<String>,
                    __DB,
                >(__row, __first, 1)?,
                r#type: __batchload::read::<Self, i16, __DB>(__row, __first, 2)?,
            })
        }
    }
    /// The lookup of `Article` by `code`.
    pub(crate) struct ArticleById;
    #[automatically_derived]
    impl __batchload::Lookup for ArticleById {
        type Model = Article;
        type Key = String;
        type Parts = (String,);
        type Found = __batchload::One<Article>;
        type Arguments = ();
        const NAME: &'static str = "Article::by_id";
        const COLUMNS: &'static [&'static str] = &["code"];
        const UNIQUE: bool = true;
        fn key(__row: &Article) -> ::core::option::Option<String> {
            ::core::option::Option::Some(::core::clone::Clone::clone(&__row.code))
        }
    }
    #[automatically_derived]
    impl __batchload::FieldAt<843606417163895828> for ArticleById {
        type Lookup = ArticleById;
    }
    /// The lookup of `Article` by `slug`.
    pub(crate) struct ArticleBySlug;
    #[automatically_derived]
    impl __batchload::Lookup for ArticleBySlug {
        type Model = Article;
        type Key = String;
        type Parts = (String,);
        type Found = __batchload::One<Article>;
        type Arguments = ();
        const NAME: &'static str = "Article::by_slug";
        const COLUMNS: &'static [&'static str] = &["slug"];
        const UNIQUE: bool = true;
        fn key(__row: &Article) -> ::core::option::Option<String> {
            ::core::clone::Clone::clone(&__row.slug)
        }
    }
    #[automatically_derived]
    impl __batchload::FieldAt<7696373693962291038> for ArticleById {
        type Lookup = ArticleBySlug;
    }
    /// The lookup of `Article` by `type`.
    pub(crate) struct ArticleByType;
    #[automatically_derived]
    impl __batchload::Lookup for ArticleByType {
        type Model = Article;
        type Key = i16;
        type Parts = (i16,);
        type Found = __batchload::Many<Article>;
        type Arguments = ();
        const NAME: &'static str = "Article::by_type";
        const COLUMNS: &'static [&'static str] = &["type"];
        const UNIQUE: bool = false;
        fn key(__row: &Article) -> ::core::option::Option<i16> {
            ::core::option::Option::Some(::core::clone::Clone::clone(&__row.r#type))
        }
    }
    #[automatically_derived]
    impl __batchload::FieldAt<12075340201627130925> for ArticleById {
        type Lookup = ArticleByType;
    }
    impl Article {
        /// The loader of the `Article` row with a given `code`.
        pub(crate) fn by_id<__DB>(
            loaders: &__batchload::Loaders<__DB>,
        ) -> __batchload::Loader<
            String,
            ::core::option::Option<__batchload::One<Article>>,
        >
        where
            __DB: __batchload::Dialect,
            ArticleById: __batchload::LoadFrom<__DB>,
        {
            loaders.lookup::<ArticleById>()
        }
        /// The loader of the `Article` row with a given `slug`.
        pub(crate) fn by_slug<__DB>(
            loaders: &__batchload::Loaders<__DB>,
        ) -> __batchload::Loader<
            String,
            ::core::option::Option<__batchload::One<Article>>,
        >
        where
            __DB: __batchload::Dialect,
            ArticleBySlug: __batchload::LoadFrom<__DB>,
        {
            loaders.lookup::<ArticleBySlug>()
        }
        /// The loader of the `Article` rows with a given `type`.
        pub(crate) fn by_type<__DB>(
            loaders: &__batchload::Loaders<__DB>,
        ) -> __batchload::Loader<i16, __batchload::Many<Article>>
        where
            __DB: __batchload::Dialect,
            ArticleByType: __batchload::LoadFrom<__DB>,
        {
            loaders.lookup::<ArticleByType>()
        }
    }
    #[automatically_derived]
    impl<__DB> __batchload::Check<__DB> for Article
    where
        __DB: __batchload::Dialect,
        ArticleById: __batchload::CheckLookup<__DB>,
    {
        const PROBES: &'static [fn() -> __batchload::Probe<__DB>] = &[
            <ArticleById as __batchload::CheckLookup<__DB>>::probe,
        ];
    }
    #[automatically_derived]
    impl<__T> __batchload::ColumnAt<843606417163895828> for ArticleById
    where
        String: __batchload::Is<It = __T>,
    {
        type Type = __T;
        type Value = __T;
        const NAME: &'static str = "code";
        fn of(__row: &Article) -> &__T {
            __batchload::Is::it(&__row.code)
        }
    }
    #[automatically_derived]
    impl<__T, __V> __batchload::ColumnAt<7696373693962291038> for ArticleById
    where
        Option<String>: __batchload::Is<It = __T>,
        String: __batchload::Is<It = __V>,
    {
        type Type = __T;
        type Value = __V;
        const NAME: &'static str = "slug";
        fn of(__row: &Article) -> &__T {
            __batchload::Is::it(&__row.slug)
        }
    }
    #[automatically_derived]
    impl<__T> __batchload::ColumnAt<12075340201627130925> for ArticleById
    where
        i16: __batchload::Is<It = __T>,
    {
        type Type = __T;
        type Value = __T;
        const NAME: &'static str = "type";
        fn of(__row: &Article) -> &__T {
            __batchload::Is::it(&__row.r#type)
        }
    }
};
