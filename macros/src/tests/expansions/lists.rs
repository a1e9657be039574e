// What is printed for:
//     #[has_many(Article, order_by(day desc), page)]
//     pub struct Query;

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
    impl __batchload::Model for Query {
        const NAME: &'static str = "Query";
        const TABLE: &'static [&'static str] = &[];
        const COLUMNS: &'static [__batchload::Column] = &[];
        const ORDER: &'static [__batchload::Order] = &[];
        type ById = QueryById;
    }
    #[doc(hidden)]
    pub struct QueryById;
    #[automatically_derived]
    impl __batchload::Lookup for QueryById {
        type Model = Query;
        type Key = __batchload::NoKey;
        type Parts = (i64,);
        type Found = __batchload::One<Query>;
        type Arguments = ();
        const NAME: &'static str = "Query::by_id";
        const COLUMNS: &'static [&'static str] = <__batchload::Every<
            Query,
        > as __batchload::Lookup>::COLUMNS;
        const UNIQUE: bool = true;
        fn key(_: &Query) -> ::core::option::Option<__batchload::NoKey> {
            ::core::option::Option::Some(__batchload::NoKey)
        }
    }
    mod __field {
        pub enum day {}
    }
    /// The relation `Query::articles`.
    pub struct QueryLoadArticles;
    #[automatically_derived]
    impl<__L> __batchload::Refined for QueryLoadArticles
    where
        __batchload::Every<Article>: __batchload::Is<It = __L>,
        __L: __batchload::Lookup<Arguments = ()>,
    {
        type Partner = __L;
        type Found = __batchload::Many<__batchload::ModelOf<__L>>;
        type Arguments = ();
        const NAME: &'static str = "Query::articles";
        const ORDER: &'static [__batchload::Order] = &[
            __batchload::Order::paged::<Article, __field::day, 14595384746719022877>()
                .descending(),
        ];
    }
    #[automatically_derived]
    impl<__L> __batchload::Relation for QueryLoadArticles
    where
        __batchload::Related<QueryLoadArticles>: __batchload::Is<It = __L>,
        __L: __batchload::Lookup<Key = __batchload::KeyOf<__batchload::Every<Article>>>,
    {
        type From = Query;
        type Lookup = __L;
        const NAME: &'static str = "Query::articles";
        const SOURCE: &'static [&'static str] = &[];
        fn key(__row: &Query) -> ::core::option::Option<__batchload::KeyOf<__L>> {
            let _ = __row;
            ::core::option::Option::Some(__batchload::NoKey)
        }
    }
    #[automatically_derived]
    impl __batchload::RelationAt<12627876375108270206> for QueryById {
        type Relation = QueryLoadArticles;
    }
    impl Query {
        /// Loads the articles: every `Article`, in the order `day desc`.
        pub fn load_articles<__DB>(
            &self,
            loaders: &__batchload::Loaders<__DB>,
        ) -> impl ::core::future::Future<
            Output = ::core::result::Result<
                __batchload::Many<Article>,
                __batchload::Error,
            >,
        > + ::core::marker::Send + use<__DB>
        where
            __DB: __batchload::Dialect,
            QueryLoadArticles: __batchload::Follow<
                Self,
                (),
                __batchload::Many<Article>,
                __DB,
            >,
        {
            <QueryLoadArticles as __batchload::Follow<
                Self,
                (),
                __batchload::Many<Article>,
                __DB,
            >>::follow(loaders, self, ())
        }
        /// Puts what `load_articles` loads into a tree for `Loaders::preload`.
        pub fn preload_articles() -> __batchload::Preload<
            QueryLoadArticles,
            __batchload::Many<Article>,
            (),
        > {
            __batchload::Preload::new(())
        }
    }
    #[automatically_derived]
    impl __batchload::Paged for QueryLoadArticles {
        type Sort = (__batchload::FieldName<14595384746719022877>,);
        const SIZES: __batchload::Sizes = __batchload::Sizes {
            default: 20u32,
            max: 100u32,
        };
    }
    const _: &[__batchload::Order] = <QueryLoadArticles as __batchload::Refined>::ORDER;
    impl Query {
        /// Loads a page of what `load_articles` loads: 20 rows unless the page says how many, and at most 100.
        pub fn load_articles_page<__DB>(
            &self,
            loaders: &__batchload::Loaders<__DB>,
            page: __batchload::Page,
        ) -> impl ::core::future::Future<
            Output = ::core::result::Result<
                __batchload::Connection<Article>,
                __batchload::Error,
            >,
        > + ::core::marker::Send + use<__DB>
        where
            __DB: __batchload::Dialect,
            QueryLoadArticles: __batchload::FollowPage<Self, (), Article, __DB>,
        {
            <QueryLoadArticles as __batchload::FollowPage<
                Self,
                (),
                Article,
                __DB,
            >>::follow(loaders, self, (), &page)
        }
        /// Puts what `load_articles_page` loads into a tree for `Loaders::preload`.
        pub fn preload_articles_page(
            page: __batchload::Page,
        ) -> __batchload::Preload<
            QueryLoadArticles,
            __batchload::Connection<Article>,
            ((), __batchload::Page),
        > {
            __batchload::Preload::new(((), page))
        }
    }
    #[automatically_derived]
    impl<__DB> __batchload::Check<__DB> for Query
    where
        __DB: __batchload::Dialect,
    {
        const PROBES: &'static [fn() -> __batchload::Probe<__DB>] = &[];
    }
};
