// What is printed for:
//     struct Tagging {
//         #[batch_load(primary_key)]
//         article_id: i64,
//         #[batch_load(primary_key)]
//         tag: String,
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
    impl __batchload::Model for Tagging {
        const NAME: &'static str = "Tagging";
        const TABLE: &'static [&'static str] = &["taggings"];
        const COLUMNS: &'static [__batchload::Column] = &[
            __batchload::Column {
                field: "article_id",
                name: "article_id",
            },
            __batchload::Column {
                field: "tag",
                name: "tag",
            },
        ];
        const ORDER: &'static [__batchload::Order] = &[
            __batchload::Order::by("article_id"),
            __batchload::Order::by("tag"),
        ];
        type ById = TaggingById;
    }
    #[automatically_derived]
    impl<__DB> __batchload::FromColumns<__DB> for Tagging
    where
        __DB: __batchload::Dialect,
        i64: __batchload::Value<__DB>,
        String: __batchload::Value<__DB>,
    {
        const TYPES: &'static [__batchload::ColumnType<__DB>] = &[
            __batchload::ColumnType::of::<i64>(),
            __batchload::ColumnType::of::<String>(),
        ];
        fn from_columns(
            __row: __batchload::Row<'_, __DB>,
            __first: usize,
        ) -> ::core::result::Result<Self, __batchload::Error> {
            ::core::result::Result::Ok(Self {
                article_id: __batchload::read::<Self, i64, __DB>(__row, __first, 0)?,
                tag: __batchload::read::<Self, String, __DB>(__row, __first, 1)?,
            })
        }
    }
    /// The lookup of `Tagging` by `(article_id, tag)`.
    struct TaggingById;
    #[automatically_derived]
    impl __batchload::Lookup for TaggingById {
        type Model = Tagging;
        type Key = (i64, String);
        type Parts = (i64, String);
        type Found = __batchload::One<Tagging>;
        type Arguments = ();
        const NAME: &'static str = "Tagging::by_id";
        const COLUMNS: &'static [&'static str] = &["article_id", "tag"];
        const UNIQUE: bool = true;
        fn key(__row: &Tagging) -> ::core::option::Option<(i64, String)> {
            ::core::option::Option::Some((
                ::core::clone::Clone::clone(&__row.article_id),
                ::core::clone::Clone::clone(&__row.tag),
            ))
        }
    }
    #[automatically_derived]
    impl __batchload::FieldAt<3406284330609902863> for TaggingById {
        type Lookup = TaggingById;
    }
    impl Tagging {
        /// The loader of the `Tagging` row with a given `(article_id, tag)`.
        fn by_id<__DB>(
            loaders: &__batchload::Loaders<__DB>,
        ) -> __batchload::Loader<
            (i64, String),
            ::core::option::Option<__batchload::One<Tagging>>,
        >
        where
            __DB: __batchload::Dialect,
            TaggingById: __batchload::LoadFrom<__DB>,
        {
            loaders.lookup::<TaggingById>()
        }
    }
    #[automatically_derived]
    impl<__DB> __batchload::Check<__DB> for Tagging
    where
        __DB: __batchload::Dialect,
        TaggingById: __batchload::CheckLookup<__DB>,
    {
        const PROBES: &'static [fn() -> __batchload::Probe<__DB>] = &[
            <TaggingById as __batchload::CheckLookup<__DB>>::probe,
        ];
    }
    #[automatically_derived]
    impl<__T> __batchload::ColumnAt<10042856809670932127> for TaggingById
    where
        i64: __batchload::Is<It = __T>,
    {
        type Type = __T;
        type Value = __T;
        const NAME: &'static str = "article_id";
        fn of(__row: &Tagging) -> &__T {
            __batchload::Is::it(&__row.article_id)
        }
    }
    #[automatically_derived]
    impl<__T> __batchload::ColumnAt<6257658332262737139> for TaggingById
    where
        String: __batchload::Is<It = __T>,
    {
        type Type = __T;
        type Value = __T;
        const NAME: &'static str = "tag";
        fn of(__row: &Tagging) -> &__T {
            __batchload::Is::it(&__row.tag)
        }
    }
};
