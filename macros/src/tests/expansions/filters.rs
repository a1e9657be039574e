// What is printed for:
//     #[batch_load(filter = "retired_at IS NULL")]
//     #[has_many(Article, filter = "published AND day >= :since", args(since: NaiveDate))]
//     struct Reporter {
//         id: i64,
//     }

// Each comment names what is printed without the attributes, too.
// const _: () = {};
// use ::batchload::__private1 as __batchload;

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
    const SCOPE: &'static [__batchload::Filter] = &[
        __batchload::Filter(&[__batchload::Piece::Sql("retired_at IS NULL")]),
    ];
    type ById = ReporterById;
}
// impl<__DB> __batchload::FromColumns<__DB> for Reporter
// struct ReporterById;
// impl __batchload::Lookup for ReporterById
// impl __batchload::FieldAt<628021283683842752> for ReporterById
// impl Reporter

mod __field {
    pub enum reporter_id {}
}

/// The relation `Reporter::articles`.
struct ReporterLoadArticles;

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
        &[
            __batchload::Piece::Sql("published AND day >= "),
            __batchload::Piece::Argument(0),
        ],
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
    /// Loads the articles: every `Article` whose `reporter_id` names this row and that fulfils `published AND day >= :since`.
    fn load_articles<__DB>(
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
    fn preload_articles(
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
