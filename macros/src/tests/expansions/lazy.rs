// What is printed for:
//     pub struct Article {
//         pub id: i64,
//         #[batch_load(lazy)]
//         pub body: Lazy<String>,
//     }

// Each comment names what is printed without the attributes, too.
// const _: () = {};
// use ::batchload::__private1 as __batchload;

#[automatically_derived]
impl __batchload::Model for Article {
    const NAME: &'static str = "Article";
    const TABLE: &'static [&'static str] = &["articles"];
    const COLUMNS: &'static [__batchload::Column] = &[
        __batchload::Column {
            field: "id",
            name: "id",
        },
    ];
    const ORDER: &'static [__batchload::Order] = &[__batchload::Order::by("id")];
    type ById = ArticleById;
}

#[automatically_derived]
impl<__DB> __batchload::FromColumns<__DB> for Article
where
    __DB: __batchload::Dialect,
    i64: __batchload::Value<__DB>,
{
    const TYPES: &'static [__batchload::ColumnType<__DB>] = &[
        __batchload::ColumnType::of::<i64>(),
    ];
    fn from_columns(
        __row: __batchload::Row<'_, __DB>,
        __first: usize,
    ) -> ::core::result::Result<Self, __batchload::Error> {
        ::core::result::Result::Ok(Self {
            id: __batchload::read::<Self, i64, __DB>(__row, __first, 0)?,
            body: ::core::default::Default::default(),
        })
    }
}
// pub struct ArticleById;
// impl __batchload::Lookup for ArticleById
// impl __batchload::FieldAt<628021283683842752> for ArticleById
// impl Article

#[automatically_derived]
impl<__DB> __batchload::Check<__DB> for Article
where
    __DB: __batchload::Dialect,
    ArticleById: __batchload::CheckLookup<__DB>,
    __batchload::FieldName<
        14793735007222968981,
    >: __batchload::CheckColumn<Article, __DB>,
{
    const PROBES: &'static [fn() -> __batchload::Probe<__DB>] = &[
        <ArticleById as __batchload::CheckLookup<__DB>>::probe,
        <__batchload::FieldName<
            14793735007222968981,
        > as __batchload::CheckColumn<Article, __DB>>::probe,
    ];
}

#[automatically_derived]
#[doc(hidden)]
impl<__T> __batchload::LazyOf<Article> for __batchload::FieldName<14793735007222968981>
where
    Lazy<String>: __batchload::Is<It = __batchload::Lazy<__T>>,
    __T: ::core::marker::Send + ::core::marker::Sync + 'static,
{
    type Value = __T;
    const NAME: &'static str = "Article::body";
    const COLUMN: __batchload::Column = __batchload::Column {
        field: "body",
        name: "body",
    };
    fn of(__row: &Article) -> &__batchload::Lazy<__T> {
        __batchload::Is::it(&__row.body)
    }
}

impl Article {
    /// Loads `body`, unless the query that found the row selected it.
    pub fn load_body<__DB>(
        &self,
        loaders: &__batchload::Loaders<__DB>,
    ) -> impl ::core::future::Future<
        Output = ::core::result::Result<__batchload::One<String>, __batchload::Error>,
    > + ::core::marker::Send + use<__DB>
    where
        __DB: __batchload::Dialect,
        ArticleById: __batchload::LoadFrom<__DB>,
        String: __batchload::Value<__DB>,
    {
        __batchload::column::<
            __batchload::FieldName<14793735007222968981>,
            Article,
            __DB,
        >(loaders, self)
    }
}
// impl<__T> __batchload::ColumnAt<628021283683842752> for ArticleById
