// What is printed for:
//     #[has_many(Article)]
//     #[has_many(Article, name = newest, foreign_key = author_id, order_by(pub_date desc, id))]
//     #[has_one(Profile)]
//     pub struct Reporter {
//         pub id: i64,
//     }

#[allow(
    clippy::nursery,
    clippy::pedantic,
    clippy::restriction,
    dead_code,
    deprecated,
    missing_debug_implementations,
    non_camel_case_types,
    non_snake_case,
    private_bounds,
    private_interfaces,
    unnameable_types
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
        fn from_columns(
            row: &<__DB as __batchload::sqlx::Database>::Row,
        ) -> ::core::result::Result<Self, __batchload::Error> {
            ::core::result::Result::Ok(Self {
                id: __batchload::read::<Self, i64, __DB>(row, 0)?,
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
        fn key(row: &Reporter) -> ::core::option::Option<i64> {
            ::core::option::Option::Some(::core::clone::Clone::clone(&row.id))
        }
    }
    #[automatically_derived]
    impl __batchload::FieldOf<Reporter> for __batchload::FieldName<628021283683842752> {
        type Lookup = ReporterById;
    }
    impl Reporter {
        /// The loader of the `Reporter` row with a given `id`.
        pub fn by_id<DB>(
            loaders: &__batchload::Loaders<DB>,
        ) -> __batchload::Loader<__batchload::Rows<ReporterById, DB>>
        where
            DB: __batchload::Dialect,
            ReporterById: __batchload::LoadFrom<DB>,
        {
            loaders.lookup::<ReporterById>()
        }
    }
    /// A field that a relation goes by.
    pub enum reporter_id {}
    /// A field that a relation goes by.
    pub enum author_id {}
    impl Reporter {
        /// Loads the articles: every `Article` whose `reporter_id` names this row.
        pub fn load_articles<DB>(
            &self,
            loaders: &__batchload::Loaders<DB>,
        ) -> impl ::core::future::Future<
            Output = ::core::result::Result<
                __batchload::Many<Article>,
                __batchload::Error,
            >,
        > + ::core::marker::Send + use<DB>
        where
            DB: __batchload::Dialect,
            __batchload::By<
                Article,
                reporter_id,
                13204586640873108080,
            >: __batchload::LoadFrom<DB>,
        {
            __batchload::many::<
                __batchload::By<Article, reporter_id, 13204586640873108080>,
                DB,
            >(
                loaders,
                (),
                ::core::option::Option::Some(
                    __batchload::key::<
                        __batchload::By<Article, reporter_id, 13204586640873108080>,
                        _,
                    >(&self.id),
                ),
            )
        }
    }
    /// The relation `Reporter::newest`.
    pub struct ReporterLoadNewest;
    #[automatically_derived]
    impl __batchload::Refined for ReporterLoadNewest {
        type Partner = __batchload::By<Article, author_id, 3160957353358223494>;
        type Found = __batchload::Many<Article>;
        type Arguments = ();
        const NAME: &'static str = "Reporter::newest";
        const ORDER: &'static [__batchload::Order] = {
            const ORDER: &[__batchload::Order] = &[
                __batchload::Order::by::<
                    Article,
                >("pub_date", "`Article` has no field `pub_date` to order by")
                    .descending(),
                __batchload::Order::by::<
                    Article,
                >("id", "`Article` has no field `id` to order by"),
            ];
            ORDER
        };
    }
    impl Reporter {
        /// Loads the newest: every `Article` whose `author_id` names this row.
        pub fn load_newest<DB>(
            &self,
            loaders: &__batchload::Loaders<DB>,
        ) -> impl ::core::future::Future<
            Output = ::core::result::Result<
                __batchload::Many<Article>,
                __batchload::Error,
            >,
        > + ::core::marker::Send + use<DB>
        where
            DB: __batchload::Dialect,
            __batchload::Related<ReporterLoadNewest>: __batchload::LoadFrom<DB>,
        {
            __batchload::many::<
                __batchload::Related<ReporterLoadNewest>,
                DB,
            >(
                loaders,
                (),
                ::core::option::Option::Some(
                    __batchload::key::<
                        __batchload::Related<ReporterLoadNewest>,
                        _,
                    >(&self.id),
                ),
            )
        }
    }
    /// The relation `Reporter::profile`.
    pub struct ReporterLoadProfile;
    #[automatically_derived]
    impl __batchload::Refined for ReporterLoadProfile {
        type Partner = __batchload::By<Profile, reporter_id, 13204586640873108080>;
        type Found = __batchload::One<Profile>;
        type Arguments = ();
        const NAME: &'static str = "Reporter::profile";
    }
    impl Reporter {
        /// Loads the profile: the `Profile` whose `reporter_id` names this row.
        pub fn load_profile<DB>(
            &self,
            loaders: &__batchload::Loaders<DB>,
        ) -> impl ::core::future::Future<
            Output = ::core::result::Result<
                ::core::option::Option<__batchload::One<Profile>>,
                __batchload::Error,
            >,
        > + ::core::marker::Send + use<DB>
        where
            DB: __batchload::Dialect,
            __batchload::Related<ReporterLoadProfile>: __batchload::LoadFrom<DB>,
        {
            __batchload::optional::<
                __batchload::Related<ReporterLoadProfile>,
                DB,
            >(
                loaders,
                (),
                ::core::option::Option::Some(
                    __batchload::key::<
                        __batchload::Related<ReporterLoadProfile>,
                        _,
                    >(&self.id),
                ),
            )
        }
    }
};
