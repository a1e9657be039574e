// What is printed for:
//     pub struct Article {
//         pub id: i64,
//         #[belongs_to(Reporter)]
//         pub reporter_id: i64,
//         #[belongs_to(staff::Reporter, name = source, references = email)]
//         pub source_email: Option<String>,
//     }

// Each comment names what is printed without the attributes, too.
// const _: () = {};
// use ::batchload::__private1 as __batchload;
// impl __batchload::Model for Article
// impl<__DB> __batchload::FromColumns<__DB> for Article
// pub struct ArticleById;
// impl __batchload::Lookup for ArticleById
// impl __batchload::FieldAt<628021283683842752> for ArticleById

/// The lookup of `Article` by `reporter_id`.
pub struct ArticleByReporterId;

#[automatically_derived]
impl __batchload::Lookup for ArticleByReporterId {
    type Model = Article;
    type Key = i64;
    type Parts = (i64,);
    type Found = __batchload::Many<Article>;
    type Arguments = ();
    const NAME: &'static str = "Article::by_reporter_id";
    const COLUMNS: &'static [&'static str] = &["reporter_id"];
    const UNIQUE: bool = false;
    fn key(__row: &Article) -> ::core::option::Option<i64> {
        ::core::option::Option::Some(::core::clone::Clone::clone(&__row.reporter_id))
    }
}

#[automatically_derived]
impl __batchload::FieldAt<13204586640873108080> for ArticleById {
    type Lookup = ArticleByReporterId;
}

/// The lookup of `Article` by `source_email`.
pub struct ArticleBySourceEmail;

#[automatically_derived]
impl __batchload::Lookup for ArticleBySourceEmail {
    type Model = Article;
    type Key = String;
    type Parts = (String,);
    type Found = __batchload::Many<Article>;
    type Arguments = ();
    const NAME: &'static str = "Article::by_source_email";
    const COLUMNS: &'static [&'static str] = &["source_email"];
    const UNIQUE: bool = false;
    fn key(__row: &Article) -> ::core::option::Option<String> {
        ::core::clone::Clone::clone(&__row.source_email)
    }
}

#[automatically_derived]
impl __batchload::FieldAt<11702507948562273255> for ArticleById {
    type Lookup = ArticleBySourceEmail;
}

impl Article {
    /// The loader of the `Article` row with a given `id`.
    pub fn by_id<__DB>(
        loaders: &__batchload::Loaders<__DB>,
    ) -> __batchload::Loader<i64, ::core::option::Option<__batchload::One<Article>>>
    where
        __DB: __batchload::Dialect,
        ArticleById: __batchload::LoadFrom<__DB>,
    {
        loaders.lookup::<ArticleById>()
    }
    /// The loader of the `Article` rows with a given `reporter_id`.
    pub fn by_reporter_id<__DB>(
        loaders: &__batchload::Loaders<__DB>,
    ) -> __batchload::Loader<i64, __batchload::Many<Article>>
    where
        __DB: __batchload::Dialect,
        ArticleByReporterId: __batchload::LoadFrom<__DB>,
    {
        loaders.lookup::<ArticleByReporterId>()
    }
    /// The loader of the `Article` rows with a given `source_email`.
    pub fn by_source_email<__DB>(
        loaders: &__batchload::Loaders<__DB>,
    ) -> __batchload::Loader<String, __batchload::Many<Article>>
    where
        __DB: __batchload::Dialect,
        ArticleBySourceEmail: __batchload::LoadFrom<__DB>,
    {
        loaders.lookup::<ArticleBySourceEmail>()
    }
}

mod __field {
    pub enum email {}
}

/// The relation `Article::reporter`.
pub struct ArticleLoadReporter;

#[automatically_derived]
impl<__L> __batchload::Relation for ArticleLoadReporter
where
    __batchload::ById<Reporter>: __batchload::Is<It = __L>,
    __L: __batchload::Lookup<Key = __batchload::KeyOf<__batchload::ById<Reporter>>>,
{
    type From = Article;
    type Lookup = __L;
    const NAME: &'static str = "Article::reporter";
    const SOURCE: &'static [&'static str] = &["reporter_id"];
    fn key(__row: &Article) -> ::core::option::Option<__batchload::KeyOf<__L>> {
        ::core::option::Option::Some(
            __batchload::key::<__batchload::ById<Reporter>, _>(&__row.reporter_id),
        )
    }
}

#[automatically_derived]
impl __batchload::RelationAt<2077283430288077896> for ArticleById {
    type Relation = ArticleLoadReporter;
}

impl Article {
    /// Loads the reporter that `reporter_id` names; a row that does not exist is an error.
    pub fn load_reporter<__DB>(
        &self,
        loaders: &__batchload::Loaders<__DB>,
    ) -> impl ::core::future::Future<
        Output = ::core::result::Result<__batchload::One<Reporter>, __batchload::Error>,
    > + ::core::marker::Send + use<__DB>
    where
        __DB: __batchload::Dialect,
        ArticleLoadReporter: __batchload::Require<Self, Reporter, __DB>,
    {
        <ArticleLoadReporter as __batchload::Require<
            Self,
            Reporter,
            __DB,
        >>::require(loaders, self)
    }
    /// Puts what `load_reporter` loads into a tree for `Loaders::preload`.
    pub fn preload_reporter() -> __batchload::Preload<
        ArticleLoadReporter,
        __batchload::One<Reporter>,
        (),
    > {
        __batchload::Preload::new(())
    }
}

/// The relation `Article::source`.
pub struct ArticleLoadSource;

#[automatically_derived]
impl<__L> __batchload::Relation for ArticleLoadSource
where
    __batchload::By<
        staff::Reporter,
        __field::email,
        1311787414694181895,
    >: __batchload::Is<It = __L>,
    __L: __batchload::Lookup<
        Key = __batchload::KeyOf<
            __batchload::By<staff::Reporter, __field::email, 1311787414694181895>,
        >,
    >,
{
    type From = Article;
    type Lookup = __L;
    const NAME: &'static str = "Article::source";
    const SOURCE: &'static [&'static str] = &["source_email"];
    fn key(__row: &Article) -> ::core::option::Option<__batchload::KeyOf<__L>> {
        ::core::option::Option::Some(
            __batchload::key_to_one::<
                __batchload::By<staff::Reporter, __field::email, 1311787414694181895>,
                _,
            >(::core::option::Option::as_ref(&__row.source_email)?),
        )
    }
}

#[automatically_derived]
impl __batchload::RelationAt<8564681157369146808> for ArticleById {
    type Relation = ArticleLoadSource;
}

impl Article {
    /// Loads the source that `source_email` names; `None` if it is null or names no row.
    pub fn load_source<__DB>(
        &self,
        loaders: &__batchload::Loaders<__DB>,
    ) -> impl ::core::future::Future<
        Output = ::core::result::Result<
            ::core::option::Option<__batchload::One<staff::Reporter>>,
            __batchload::Error,
        >,
    > + ::core::marker::Send + use<__DB>
    where
        __DB: __batchload::Dialect,
        ArticleLoadSource: __batchload::Follow<
            Self,
            (),
            ::core::option::Option<__batchload::One<staff::Reporter>>,
            __DB,
        >,
    {
        <ArticleLoadSource as __batchload::Follow<
            Self,
            (),
            ::core::option::Option<__batchload::One<staff::Reporter>>,
            __DB,
        >>::follow(loaders, self, ())
    }
    /// Puts what `load_source` loads into a tree for `Loaders::preload`.
    pub fn preload_source() -> __batchload::Preload<
        ArticleLoadSource,
        ::core::option::Option<__batchload::One<staff::Reporter>>,
        (),
    > {
        __batchload::Preload::new(())
    }
}
// impl<__DB> __batchload::Check<__DB> for Article
// impl<__T> __batchload::ColumnAt<628021283683842752> for ArticleById
// impl<__T> __batchload::ColumnAt<13204586640873108080> for ArticleById
// impl<__T, __V> __batchload::ColumnAt<11702507948562273255> for ArticleById
