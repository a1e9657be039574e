// What is printed for:
//     #[has_many(
//         Article,
//         order_by(pub_date desc),
//         filter = "pub_date >= :since",
//         args(since: NaiveDate),
//         page(max = 50),
//         strategy = window
//     )]
//     pub struct Reporter {
//         id: i64,
//     }

// Each comment names what is printed without the attributes, too.
// const _: () = {};
// use ::batchload::__private1 as __batchload;
// impl __batchload::Model for Reporter
// impl<__DB> __batchload::FromColumns<__DB> for Reporter
// pub struct ReporterById;
// impl __batchload::Lookup for ReporterById
// impl __batchload::FieldAt<628021283683842752> for ReporterById
// impl Reporter

mod __field {
    pub enum reporter_id {}
    pub enum pub_date {}
}

/// The relation `Reporter::articles`.
pub struct ReporterLoadArticles;

#[automatically_derived]
impl __batchload::Takes for ReporterLoadArticles {
    type Arguments = (NaiveDate,);
}

#[automatically_derived]
impl<__L> __batchload::Refined for ReporterLoadArticles
where
    __batchload::By<
        Article,
        __field::reporter_id,
        13204586640873108080,
    >: __batchload::Is<It = __L>,
    __L: __batchload::Lookup<Arguments = ()>,
{
    type Partner = __L;
    type Found = __batchload::Many<__batchload::ModelOf<__L>>;
    type Arguments = <ReporterLoadArticles as __batchload::Takes>::Arguments;
    const NAME: &'static str = "Reporter::articles";
    const ORDER: &'static [__batchload::Order] = &[
        __batchload::Order::paged::<Article, __field::pub_date, 15160853174702348413>()
            .descending(),
    ];
    const STRATEGY: __batchload::Strategy = __batchload::Strategy::Window;
    const FILTER: __batchload::Filter = __batchload::Filter(
        &[__batchload::Piece::Sql("pub_date >= "), __batchload::Piece::Argument(0)],
    );
}

#[automatically_derived]
impl<__L> __batchload::Relation for ReporterLoadArticles
where
    __batchload::Related<ReporterLoadArticles>: __batchload::Is<It = __L>,
    __L: __batchload::Lookup<
        Key = __batchload::KeyOf<
            __batchload::By<Article, __field::reporter_id, 13204586640873108080>,
        >,
    >,
{
    type From = Reporter;
    type Lookup = __L;
    const NAME: &'static str = "Reporter::articles";
    const SOURCE: &'static [&'static str] = &["id"];
    fn key(__row: &Reporter) -> ::core::option::Option<__batchload::KeyOf<__L>> {
        ::core::option::Option::Some(
            __batchload::key::<
                __batchload::By<Article, __field::reporter_id, 13204586640873108080>,
                _,
            >(&__row.id),
        )
    }
}

#[automatically_derived]
impl __batchload::RelationAt<12627876375108270206> for ReporterById {
    type Relation = ReporterLoadArticles;
}

impl Reporter {
    /// Loads the articles: every `Article` whose `reporter_id` names this row and that fulfils `pub_date >= :since`, in the order `pub_date desc`.
    pub fn load_articles<__DB>(
        &self,
        loaders: &__batchload::Loaders<__DB>,
        since: NaiveDate,
    ) -> impl ::core::future::Future<
        Output = ::core::result::Result<__batchload::Many<Article>, __batchload::Error>,
    > + ::core::marker::Send + use<__DB>
    where
        __DB: __batchload::Dialect,
        ReporterLoadArticles: __batchload::Follow<
            Self,
            (NaiveDate,),
            __batchload::Many<Article>,
            __DB,
        >,
    {
        <ReporterLoadArticles as __batchload::Follow<
            Self,
            (NaiveDate,),
            __batchload::Many<Article>,
            __DB,
        >>::follow(loaders, self, (since,))
    }
    /// Puts what `load_articles` loads into a tree for `Loaders::preload`.
    pub fn preload_articles(
        since: NaiveDate,
    ) -> __batchload::Preload<
        ReporterLoadArticles,
        __batchload::Many<Article>,
        (NaiveDate,),
    > {
        __batchload::Preload::new((since,))
    }
}

#[automatically_derived]
impl __batchload::Paged for ReporterLoadArticles {
    type Sort = (__batchload::FieldName<15160853174702348413>,);
    const SIZES: __batchload::Sizes = __batchload::Sizes {
        default: 20u32,
        max: 50u32,
    };
}

const _: &[__batchload::Order] = <ReporterLoadArticles as __batchload::Refined>::ORDER;

impl Reporter {
    /// Loads a page of what `load_articles` loads: 20 rows unless the page says how many, and at most 50.
    pub fn load_articles_page<__DB>(
        &self,
        loaders: &__batchload::Loaders<__DB>,
        since: NaiveDate,
        page: __batchload::Page,
    ) -> impl ::core::future::Future<
        Output = ::core::result::Result<
            __batchload::Connection<Article>,
            __batchload::Error,
        >,
    > + ::core::marker::Send + use<__DB>
    where
        __DB: __batchload::Dialect,
        ReporterLoadArticles: __batchload::FollowPage<Self, (NaiveDate,), Article, __DB>,
    {
        <ReporterLoadArticles as __batchload::FollowPage<
            Self,
            (NaiveDate,),
            Article,
            __DB,
        >>::follow(loaders, self, (since,), &page)
    }
    /// Puts what `load_articles_page` loads into a tree for `Loaders::preload`.
    pub fn preload_articles_page(
        since: NaiveDate,
        page: __batchload::Page,
    ) -> __batchload::Preload<
        ReporterLoadArticles,
        __batchload::Connection<Article>,
        ((NaiveDate,), __batchload::Page),
    > {
        __batchload::Preload::new(((since,), page))
    }
}

#[automatically_derived]
impl<__DB> __batchload::Check<__DB> for Reporter
where
    __DB: __batchload::Dialect,
    ReporterById: __batchload::CheckLookup<__DB>,
    ReporterLoadArticles: __batchload::CheckRelation<__DB>,
{
    const PROBES: &'static [fn() -> __batchload::Probe<__DB>] = &[
        <ReporterById as __batchload::CheckLookup<__DB>>::probe,
        <ReporterLoadArticles as __batchload::CheckRelation<__DB>>::probe,
    ];
}
// impl<__T> __batchload::ColumnAt<628021283683842752> for ReporterById
