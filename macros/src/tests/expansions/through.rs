// What is printed for:
//     #[has_many(Tag, through(articles, tags))]
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
        const ORDER: &'static [__batchload::Order] = &[
            __batchload::Order {
                column: "id",
                descending: false,
            },
        ];
        type ById = ReporterById;
    }
    #[automatically_derived]
    impl<__DB> __batchload::FromColumns<__DB> for Reporter
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
            })
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
        fn key(row: &Reporter) -> ::core::option::Option<i64> {
            ::core::option::Option::Some(::core::clone::Clone::clone(&row.id))
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
        ) -> __batchload::Loader<__batchload::Rows<ReporterById, __DB>>
        where
            __DB: __batchload::Dialect,
            ReporterById: __batchload::LoadFrom<__DB>,
        {
            loaders.lookup::<ReporterById>()
        }
    }
    mod __relation {
        pub enum articles {}
        pub enum tags {}
    }
    /// The relation `Reporter::tags`.
    struct ReporterLoadTags;
    #[automatically_derived]
    impl<__L> __batchload::Refined for ReporterLoadTags
    where
        __batchload::Onward<
            __batchload::Via<Reporter, __relation::articles, 12627876375108270206>,
            __relation::tags,
            15644445103386232192,
        >: __batchload::Is<It = __L>,
        __L: __batchload::Lookup<Arguments = ()>,
    {
        type Partner = __L;
        type Found = __batchload::Many<__batchload::ModelOf<__L>>;
        type Arguments = ();
        const NAME: &'static str = "Reporter::tags";
    }
    #[automatically_derived]
    impl<__L> __batchload::Relation for ReporterLoadTags
    where
        __batchload::Related<ReporterLoadTags>: __batchload::Is<It = __L>,
        __L: __batchload::Lookup<
            Key = __batchload::KeyOf<
                <__batchload::Via<
                    Reporter,
                    __relation::articles,
                    12627876375108270206,
                > as __batchload::Relation>::Lookup,
            >,
        >,
    {
        type From = Reporter;
        type Lookup = __L;
        const NAME: &'static str = "Reporter::tags";
        const SOURCE: &'static [&'static str] = <__batchload::Via<
            Reporter,
            __relation::articles,
            12627876375108270206,
        > as __batchload::Relation>::SOURCE;
        fn key(row: &Reporter) -> ::core::option::Option<__batchload::KeyOf<__L>> {
            __batchload::leads_to::<
                __batchload::Onward<
                    __batchload::Via<
                        Reporter,
                        __relation::articles,
                        12627876375108270206,
                    >,
                    __relation::tags,
                    15644445103386232192,
                >,
                Tag,
            >();
            <__batchload::Via<
                Reporter,
                __relation::articles,
                12627876375108270206,
            > as __batchload::Relation>::key(row)
        }
    }
    #[automatically_derived]
    impl __batchload::RelationAt<15644445103386232192> for ReporterById {
        type Relation = ReporterLoadTags;
    }
    impl Reporter {
        /// Loads the tags: every `Tag` that `articles`, `tags` lead to.
        fn load_tags<__DB>(
            &self,
            loaders: &__batchload::Loaders<__DB>,
        ) -> impl ::core::future::Future<
            Output = ::core::result::Result<__batchload::Many<Tag>, __batchload::Error>,
        > + ::core::marker::Send + use<__DB>
        where
            __DB: __batchload::Dialect,
            ReporterLoadTags: __batchload::Follow<
                Self,
                (),
                __batchload::Many<Tag>,
                __DB,
            >,
        {
            <ReporterLoadTags as __batchload::Follow<
                Self,
                (),
                __batchload::Many<Tag>,
                __DB,
            >>::follow(loaders, self, ())
        }
        /// What `load_tags` loads, for `Loaders::preload`.
        fn preload_tags() -> __batchload::Preload<
            ReporterLoadTags,
            __batchload::Many<Tag>,
            (),
        > {
            __batchload::Preload::new(())
        }
    }
    #[automatically_derived]
    impl<__T> __batchload::ColumnAt<628021283683842752> for ReporterById
    where
        i64: __batchload::Is<It = __T>,
    {
        type Type = __T;
        type Value = __T;
        const NAME: &'static str = "id";
        fn of(row: &Reporter) -> &__T {
            __batchload::Is::it(&row.id)
        }
    }
};
