// What is printed for:
//     #[batch_load(table = "news.staff", crate = "facade::batchload")]
//     #[sqlx(rename_all = "camelCase")]
//     pub struct Reporter {
//         pub id: i64,
//         pub first_name: String,
//         #[sqlx(rename = "e-mail")]
//         pub email: String,
//         #[sqlx(skip)]
//         pub cached: Vec<u8>,
//         #[sqlx(try_from = "i64")]
//         pub age: u64,
//         #[sqlx(json)]
//         pub tags: Vec<String>,
//         #[sqlx(json(nullable))]
//         pub address: Option<Address>,
//         #[sqlx(json, try_from = "Vec<u8>")]
//         pub salt: Salt,
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
    use facade::batchload::__private1 as __batchload;
    #[automatically_derived]
    impl __batchload::Model for Reporter {
        const NAME: &'static str = "Reporter";
        const TABLE: &'static [&'static str] = &["news", "staff"];
        const COLUMNS: &'static [__batchload::Column] = &[
            __batchload::Column {
                field: "id",
                name: "id",
            },
            __batchload::Column {
                field: "first_name",
                name: "firstName",
            },
            __batchload::Column {
                field: "email",
                name: "e-mail",
            },
            __batchload::Column {
                field: "age",
                name: "age",
            },
            __batchload::Column {
                field: "tags",
                name: "tags",
            },
            __batchload::Column {
                field: "address",
                name: "address",
            },
            __batchload::Column {
                field: "salt",
                name: "salt",
            },
        ];
        const ORDER: &'static [__batchload::Order] = &[__batchload::Order::by("id")];
        type ById = ReporterById;
    }
    #[automatically_derived]
    impl<__DB> __batchload::FromColumns<__DB> for Reporter
    where
        __DB: __batchload::Dialect,
        i64: __batchload::Value<__DB>,
        String: __batchload::Value<__DB>,
        __batchload::sqlx::types::Json<Vec<String>>: __batchload::Value<__DB>,
        ::core::option::Option<
            __batchload::sqlx::types::Json<Option<Address>>,
        >: __batchload::Value<__DB>,
        __batchload::sqlx::types::Json<Vec<u8>>: __batchload::Value<__DB>,
    {
        const TYPES: &'static [__batchload::ColumnType<__DB>] = &[
            __batchload::ColumnType::of::<i64>(),
            __batchload::ColumnType::of::<String>(),
            __batchload::ColumnType::of::<String>(),
            __batchload::ColumnType::of::<i64>(),
            __batchload::ColumnType::of::<__batchload::sqlx::types::Json<Vec<String>>>(),
            __batchload::ColumnType::of::<
                ::core::option::Option<__batchload::sqlx::types::Json<Option<Address>>>,
            >(),
            __batchload::ColumnType::of::<__batchload::sqlx::types::Json<Vec<u8>>>(),
        ];
        fn from_columns(
            __row: __batchload::Row<'_, __DB>,
            __first: usize,
        ) -> ::core::result::Result<Self, __batchload::Error> {
            ::core::result::Result::Ok(Self {
                id: __batchload::read::<Self, i64, __DB>(__row, __first, 0)?,
                first_name: __batchload::read::<Self, String, __DB>(__row, __first, 1)?,
                email: __batchload::read::<Self, String, __DB>(__row, __first, 2)?,
                age: __batchload::convert::<
                    Self,
                    i64,
                    u64,
                >(__batchload::read::<Self, i64, __DB>(__row, __first, 3)?, 3)?,
                tags: __batchload::read::<
                    Self,
                    __batchload::sqlx::types::Json<Vec<String>>,
                    __DB,
                >(__row, __first, 4)?
                    .0,
                address: ::core::option::Option::and_then(
                    __batchload::read::<
                        Self,
                        ::core::option::Option<
                            __batchload::sqlx::types::Json<Option<Address>>,
                        >,
                        __DB,
                    >(__row, __first, 5)?,
                    |__json| __json.0,
                ),
                salt: __batchload::convert::<
                    Self,
                    Vec<u8>,
                    Salt,
                >(
                    __batchload::read::<
                        Self,
                        __batchload::sqlx::types::Json<Vec<u8>>,
                        __DB,
                    >(__row, __first, 6)?
                        .0,
                    6,
                )?,
                cached: ::core::default::Default::default(),
            })
        }
    }
    /// The lookup of `Reporter` by `id`.
    pub struct ReporterById;
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
        pub fn by_id<__DB>(
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
    #[automatically_derived]
    impl<__T> __batchload::ColumnAt<4569966122621998145> for ReporterById
    where
        String: __batchload::Is<It = __T>,
    {
        type Type = __T;
        type Value = __T;
        const NAME: &'static str = "firstName";
        fn of(__row: &Reporter) -> &__T {
            __batchload::Is::it(&__row.first_name)
        }
    }
    #[automatically_derived]
    impl<__T> __batchload::ColumnAt<1311787414694181895> for ReporterById
    where
        String: __batchload::Is<It = __T>,
    {
        type Type = __T;
        type Value = __T;
        const NAME: &'static str = "e-mail";
        fn of(__row: &Reporter) -> &__T {
            __batchload::Is::it(&__row.email)
        }
    }
    #[automatically_derived]
    impl<__T> __batchload::ColumnAt<16651413216827089244> for ReporterById
    where
        u64: __batchload::Is<It = __T>,
    {
        type Type = __T;
        type Value = __T;
        const NAME: &'static str = "age";
        const IS_CONVERTED: bool = true;
        fn of(__row: &Reporter) -> &__T {
            __batchload::Is::it(&__row.age)
        }
    }
    #[automatically_derived]
    impl<__T> __batchload::ColumnAt<15644445103386232192> for ReporterById
    where
        Vec<String>: __batchload::Is<It = __T>,
    {
        type Type = __T;
        type Value = __T;
        const NAME: &'static str = "tags";
        const IS_CONVERTED: bool = true;
        fn of(__row: &Reporter) -> &__T {
            __batchload::Is::it(&__row.tags)
        }
    }
    #[automatically_derived]
    impl<__T, __V> __batchload::ColumnAt<1673076945917317811> for ReporterById
    where
        Option<Address>: __batchload::Is<It = __T>,
        Address: __batchload::Is<It = __V>,
    {
        type Type = __T;
        type Value = __V;
        const NAME: &'static str = "address";
        const IS_CONVERTED: bool = true;
        fn of(__row: &Reporter) -> &__T {
            __batchload::Is::it(&__row.address)
        }
    }
    #[automatically_derived]
    impl<__T> __batchload::ColumnAt<684357034142320001> for ReporterById
    where
        Salt: __batchload::Is<It = __T>,
    {
        type Type = __T;
        type Value = __T;
        const NAME: &'static str = "salt";
        const IS_CONVERTED: bool = true;
        fn of(__row: &Reporter) -> &__T {
            __batchload::Is::it(&__row.salt)
        }
    }
};
