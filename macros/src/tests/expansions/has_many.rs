// What is printed for:
//     #[has_many(Article)]
//     #[has_many(Article, name = newest, foreign_key = author_id, order_by(pub_date desc, id))]
//     #[has_one(Profile)]
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
    pub enum author_id {}
    pub enum pub_date {}
    pub enum id {}
}

/// The relation `Reporter::articles`.
pub struct ReporterLoadArticles;

#[automatically_derived]
impl<__L> __batchload::Relation for ReporterLoadArticles
where
    __batchload::By<
        Article,
        __field::reporter_id,
        13204586640873108080,
    >: __batchload::Is<It = __L>,
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
            __batchload::key_to_many::<
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
    /// Loads the articles: every `Article` whose `reporter_id` names this row.
    pub fn load_articles<__DB>(
        &self,
        loaders: &__batchload::Loaders<__DB>,
    ) -> impl ::core::future::Future<
        Output = ::core::result::Result<__batchload::Many<Article>, __batchload::Error>,
    > + ::core::marker::Send + use<__DB>
    where
        __DB: __batchload::Dialect,
        ReporterLoadArticles: __batchload::Follow<
            Self,
            (),
            __batchload::Many<Article>,
            __DB,
        >,
    {
        <ReporterLoadArticles as __batchload::Follow<
            Self,
            (),
            __batchload::Many<Article>,
            __DB,
        >>::follow(loaders, self, ())
    }
    /// Puts what `load_articles` loads into a tree for `Loaders::preload`.
    pub fn preload_articles() -> __batchload::Preload<
        ReporterLoadArticles,
        __batchload::Many<Article>,
        (),
    > {
        __batchload::Preload::new(())
    }
}

/// The relation `Reporter::newest`.
pub struct ReporterLoadNewest;

#[automatically_derived]
impl<__L> __batchload::Refined for ReporterLoadNewest
where
    __batchload::By<
        Article,
        __field::author_id,
        3160957353358223494,
    >: __batchload::Is<It = __L>,
    __L: __batchload::Lookup<Arguments = ()>,
{
    type Partner = __L;
    type Found = __batchload::Many<__batchload::ModelOf<__L>>;
    type Arguments = ();
    const NAME: &'static str = "Reporter::newest";
    const ORDER: &'static [__batchload::Order] = &[
        __batchload::Order::of::<Article, __field::pub_date, 15160853174702348413>()
            .descending(),
        __batchload::Order::of::<Article, __field::id, 628021283683842752>(),
    ];
}

#[automatically_derived]
impl<__L> __batchload::Relation for ReporterLoadNewest
where
    __batchload::Related<ReporterLoadNewest>: __batchload::Is<It = __L>,
    __L: __batchload::Lookup<
        Key = __batchload::KeyOf<
            __batchload::By<Article, __field::author_id, 3160957353358223494>,
        >,
    >,
{
    type From = Reporter;
    type Lookup = __L;
    const NAME: &'static str = "Reporter::newest";
    const SOURCE: &'static [&'static str] = &["id"];
    fn key(__row: &Reporter) -> ::core::option::Option<__batchload::KeyOf<__L>> {
        ::core::option::Option::Some(
            __batchload::key::<
                __batchload::By<Article, __field::author_id, 3160957353358223494>,
                _,
            >(&__row.id),
        )
    }
}

#[automatically_derived]
impl __batchload::RelationAt<10121230399899024779> for ReporterById {
    type Relation = ReporterLoadNewest;
}

impl Reporter {
    /// Loads the newest: every `Article` whose `author_id` names this row, in the order `pub_date desc, id`.
    pub fn load_newest<__DB>(
        &self,
        loaders: &__batchload::Loaders<__DB>,
    ) -> impl ::core::future::Future<
        Output = ::core::result::Result<__batchload::Many<Article>, __batchload::Error>,
    > + ::core::marker::Send + use<__DB>
    where
        __DB: __batchload::Dialect,
        ReporterLoadNewest: __batchload::Follow<
            Self,
            (),
            __batchload::Many<Article>,
            __DB,
        >,
    {
        <ReporterLoadNewest as __batchload::Follow<
            Self,
            (),
            __batchload::Many<Article>,
            __DB,
        >>::follow(loaders, self, ())
    }
    /// Puts what `load_newest` loads into a tree for `Loaders::preload`.
    pub fn preload_newest() -> __batchload::Preload<
        ReporterLoadNewest,
        __batchload::Many<Article>,
        (),
    > {
        __batchload::Preload::new(())
    }
}

/// The relation `Reporter::profile`.
pub struct ReporterLoadProfile;

#[automatically_derived]
impl<__L> __batchload::Refined for ReporterLoadProfile
where
    __batchload::By<
        Profile,
        __field::reporter_id,
        13204586640873108080,
    >: __batchload::Is<It = __L>,
    __L: __batchload::Lookup<Arguments = ()>,
{
    type Partner = __L;
    type Found = __batchload::FirstOf<__L>;
    type Arguments = ();
    const NAME: &'static str = "Reporter::profile";
}

#[automatically_derived]
impl<__L> __batchload::Relation for ReporterLoadProfile
where
    __batchload::Related<ReporterLoadProfile>: __batchload::Is<It = __L>,
    __L: __batchload::Lookup<
        Key = __batchload::KeyOf<
            __batchload::By<Profile, __field::reporter_id, 13204586640873108080>,
        >,
    >,
{
    type From = Reporter;
    type Lookup = __L;
    const NAME: &'static str = "Reporter::profile";
    const SOURCE: &'static [&'static str] = &["id"];
    fn key(__row: &Reporter) -> ::core::option::Option<__batchload::KeyOf<__L>> {
        ::core::option::Option::Some(
            __batchload::key::<
                __batchload::By<Profile, __field::reporter_id, 13204586640873108080>,
                _,
            >(&__row.id),
        )
    }
}

#[automatically_derived]
impl __batchload::RelationAt<10006211801933127950> for ReporterById {
    type Relation = ReporterLoadProfile;
}

impl Reporter {
    /// Loads the profile: the first `Profile` whose `reporter_id` names this row.
    pub fn load_profile<__DB>(
        &self,
        loaders: &__batchload::Loaders<__DB>,
    ) -> impl ::core::future::Future<
        Output = ::core::result::Result<
            ::core::option::Option<__batchload::One<Profile>>,
            __batchload::Error,
        >,
    > + ::core::marker::Send + use<__DB>
    where
        __DB: __batchload::Dialect,
        ReporterLoadProfile: __batchload::Follow<
            Self,
            (),
            ::core::option::Option<__batchload::One<Profile>>,
            __DB,
        >,
    {
        <ReporterLoadProfile as __batchload::Follow<
            Self,
            (),
            ::core::option::Option<__batchload::One<Profile>>,
            __DB,
        >>::follow(loaders, self, ())
    }
    /// Puts what `load_profile` loads into a tree for `Loaders::preload`.
    pub fn preload_profile() -> __batchload::Preload<
        ReporterLoadProfile,
        ::core::option::Option<__batchload::One<Profile>>,
        (),
    > {
        __batchload::Preload::new(())
    }
}
// impl<__DB> __batchload::Check<__DB> for Reporter
// impl<__T> __batchload::ColumnAt<628021283683842752> for ReporterById
