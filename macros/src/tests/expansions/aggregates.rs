// What is printed for:
//     #[has_many(Article, filter = "day >= :since", args(since: NaiveDate), count, sum(words))]
//     pub struct Reporter {
//         pub id: i64,
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
    pub enum words {}
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
    const FILTER: __batchload::Filter = __batchload::Filter(
        &[__batchload::Piece::Sql("day >= "), __batchload::Piece::Argument(0)],
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
    /// Loads the articles: every `Article` whose `reporter_id` names this row and that fulfils `day >= :since`.
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

impl Reporter {
    /// Counts the articles that fulfil `day >= :since`.
    pub fn load_articles_count<__DB>(
        &self,
        loaders: &__batchload::Loaders<__DB>,
        since: NaiveDate,
    ) -> impl ::core::future::Future<
        Output = ::core::result::Result<u64, __batchload::Error>,
    > + ::core::marker::Send + use<__DB>
    where
        __DB: __batchload::Dialect,
        __batchload::Count: __batchload::Aggregate<__DB, Value = u64>,
        ReporterLoadArticles: __batchload::FollowAggregate<
            Self,
            (NaiveDate,),
            __batchload::Count,
            __DB,
        >,
    {
        <ReporterLoadArticles as __batchload::FollowAggregate<
            Self,
            (NaiveDate,),
            __batchload::Count,
            __DB,
        >>::aggregate(loaders, self, (since,))
    }
    /// Puts what `load_articles_count` loads into a tree for `Loaders::preload`.
    pub fn preload_articles_count(
        since: NaiveDate,
    ) -> __batchload::PreloadAggregate<
        ReporterLoadArticles,
        __batchload::Count,
        (NaiveDate,),
    > {
        __batchload::PreloadAggregate::new((since,))
    }
}

const _: () = __batchload::summable::<Article, __field::words, 5725522489348690314>();

impl Reporter {
    /// Sums the `words` of the articles that fulfil `day >= :since`: an `i64` for integers, an `f64` for floats, else the field's type; 0 if there is no value.
    pub fn load_articles_sum_words<__DB>(
        &self,
        loaders: &__batchload::Loaders<__DB>,
        since: NaiveDate,
    ) -> impl ::core::future::Future<
        Output = ::core::result::Result<
            <__batchload::Sum<
                Article,
                __field::words,
                5725522489348690314,
            > as __batchload::Aggregate<__DB>>::Value,
            __batchload::Error,
        >,
    > + ::core::marker::Send + use<__DB>
    where
        __DB: __batchload::Dialect,
        __batchload::Sum<
            Article,
            __field::words,
            5725522489348690314,
        >: __batchload::Aggregate<__DB>,
        ReporterLoadArticles: __batchload::FollowAggregate<
            Self,
            (NaiveDate,),
            __batchload::Sum<Article, __field::words, 5725522489348690314>,
            __DB,
        >,
    {
        <ReporterLoadArticles as __batchload::FollowAggregate<
            Self,
            (NaiveDate,),
            __batchload::Sum<Article, __field::words, 5725522489348690314>,
            __DB,
        >>::aggregate(loaders, self, (since,))
    }
    /// Puts what `load_articles_sum_words` loads into a tree for `Loaders::preload`.
    pub fn preload_articles_sum_words(
        since: NaiveDate,
    ) -> __batchload::PreloadAggregate<
        ReporterLoadArticles,
        __batchload::Sum<Article, __field::words, 5725522489348690314>,
        (NaiveDate,),
    > {
        __batchload::PreloadAggregate::new((since,))
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
