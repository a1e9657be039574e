// What is printed for:
//     #[batch_load(from_row)]
//     struct Reporter {
//         id: i64,
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
    impl __batchload::Model for Reporter {
        const NAME: &'static str = "Reporter";
        const TABLE: &'static [&'static str] = &["reporters"];
        const COLUMNS: &'static [__batchload::Column] = &[
            __batchload::Column {
                field: "id",
                name: "id",
            },
        ];
        const ORDER: &'static [__batchload::Order] = &[__batchload::Order::by("id")];
        const BY_POSITION: bool = false;
        type ById = ReporterById;
    }
    #[automatically_derived]
    impl<__DB> __batchload::FromColumns<__DB> for Reporter
    where
        __DB: __batchload::Dialect,
        Reporter: __batchload::FromRow<__DB>,
    {
        fn from_columns(
            __row: __batchload::Row<'_, __DB>,
            _: usize,
        ) -> ::core::result::Result<Self, __batchload::Error> {
            __batchload::read_row::<Self, __DB>(__row)
        }
    }
    /// The lookup of `Reporter` by `id`.
    struct ReporterById;
    #[automatically_derived]
    impl __batchload::Lookup for ReporterById {
        type Model = Reporter;
        type Key = i64;
        type Parts = (i64,);
        type Found = __batchload::One<Reporter>;
        type Arguments = ();
        const NAME: &'static str = "Reporter::by_id";
        const COLUMNS: &'static [&'static str] = &["id"];
        const UNIQUE: bool = true;
        fn key(__row: &Reporter) -> ::core::option::Option<i64> {
            ::core::option::Option::Some(::core::clone::Clone::clone(&__row.id))
        }
    }
    #[automatically_derived]
    impl __batchload::FieldAt<628021283683842752> for ReporterById {
        type Lookup = ReporterById;
    }
    impl Reporter {
        /// The loader of the `Reporter` row with a given `id`.
        fn by_id<__DB>(
            loaders: &__batchload::Loaders<__DB>,
        ) -> __batchload::Loader<i64, ::core::option::Option<__batchload::One<Reporter>>>
        where
            __DB: __batchload::Dialect,
            ReporterById: __batchload::LoadFrom<__DB>,
        {
            loaders.lookup::<ReporterById>()
        }
    }
    #[automatically_derived]
    impl<__DB> __batchload::Check<__DB> for Reporter
    where
        __DB: __batchload::Dialect,
        ReporterById: __batchload::CheckLookup<__DB>,
    {
        const PROBES: &'static [fn() -> __batchload::Probe<__DB>] = &[
            <ReporterById as __batchload::CheckLookup<__DB>>::probe,
        ];
    }
    #[automatically_derived]
    impl<__T> __batchload::ColumnAt<628021283683842752> for ReporterById
    where
        i64: __batchload::Is<It = __T>,
    {
        type Type = __T;
        type Value = __T;
        const NAME: &'static str = "id";
        fn of(__row: &Reporter) -> &__T {
            __batchload::Is::it(&__row.id)
        }
    }
};
