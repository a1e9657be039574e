// What is printed for:
//     #[batch_load(tabel = reporters)]
//     struct Reporter(i64);

::core::compile_error! {
    "unknown `tabel` in `batch_load`; did you mean `table`"
}
::core::compile_error! {
    "these fields have no names; derive `BatchLoad` on a struct with a named field for each column"
}
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
    impl __batchload::Model for Reporter {
        const NAME: &'static str = "Reporter";
        const TABLE: &'static [&'static str] = &[];
        const COLUMNS: &'static [__batchload::Column] = &[];
        const ORDER: &'static [__batchload::Order] = &[];
        type ById = ReporterById;
    }
    impl<__DB: __batchload::Dialect> __batchload::FromColumns<__DB> for Reporter {
        fn from_columns(
            _: __batchload::Row<'_, __DB>,
            _: usize,
        ) -> ::core::result::Result<Self, __batchload::Error> {
            ::core::unreachable!()
        }
    }
    impl<__DB: __batchload::Dialect> __batchload::Check<__DB> for Reporter {
        const PROBES: &'static [fn() -> __batchload::Probe<__DB>] = &[];
    }
    impl<const HASH: u64> __batchload::FieldAt<HASH> for ReporterById {
        type Lookup = ReporterById;
    }
    impl<const HASH: u64> __batchload::ColumnAt<HASH> for ReporterById {
        type Type = i64;
        type Value = i64;
        const NAME: &'static str = "";
        fn of(_: &Reporter) -> &i64 {
            ::core::unreachable!()
        }
    }
    #[doc(hidden)]
    struct ReporterById;
    impl __batchload::Lookup for ReporterById {
        type Model = Reporter;
        type Key = i64;
        type Parts = (i64,);
        type Found = __batchload::One<Reporter>;
        type Arguments = ();
        const NAME: &'static str = "";
        const COLUMNS: &'static [&'static str] = &[];
        const UNIQUE: bool = true;
        fn key(_: &Reporter) -> ::core::option::Option<i64> {
            ::core::unreachable!()
        }
    }
    impl Reporter {
        #[doc(hidden)]
        fn by_id<__DB: __batchload::Dialect>(
            _: &__batchload::Loaders<__DB>,
        ) -> __batchload::Loader<i64, ::core::option::Option<__batchload::One<Reporter>>>
        where
            ReporterById: __batchload::LoadFrom<__DB>,
        {
            ::core::unreachable!()
        }
    }
};
