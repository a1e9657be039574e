// What is printed for:
//     #[many_to_many(Tag, through = "article_tags", order_by(word))]
//     #[many_to_many(Reader, through = Loan)]
//     struct Article {
//         id: i64,
//     }

// Each comment names what is printed without the attributes, too.
// const _: () = {};
// use ::batchload::__private1 as __batchload;
// impl __batchload::Model for Article
// impl<__DB> __batchload::FromColumns<__DB> for Article
// struct ArticleById;
// impl __batchload::Lookup for ArticleById
// impl __batchload::FieldAt<628021283683842752> for ArticleById
// impl Article

mod __field {
    pub enum word {}
    pub enum article_id {}
    pub enum reader_id {}
}

/// The relation `Article::tags`.
struct ArticleLoadTags;

#[automatically_derived]
impl<__L> __batchload::JoinTable for ArticleLoadTags
where
    __batchload::ById<Tag>: __batchload::Is<It = __L>,
    __L: __batchload::Lookup<Arguments = ()>,
{
    type Source = __batchload::ById<Article>;
    type Target = __L;
    const TABLE: &'static [&'static str] = &["article_tags"];
    const NEAR: &'static [&'static str] = &["article_id"];
    const FAR: &'static [&'static str] = {
        const FAR: &[&str] = __batchload::far::<
            __batchload::ById<Tag>,
        >(
            &["tag_id"],
            "`target_key` needs as many columns as the primary key of `Tag` has fields",
        );
        FAR
    };
}

#[automatically_derived]
impl<__L> __batchload::Refined for ArticleLoadTags
where
    __batchload::AcrossJoin<ArticleLoadTags>: __batchload::Is<It = __L>,
    __L: __batchload::Lookup<Arguments = ()>,
{
    type Partner = __L;
    type Found = __batchload::Many<__batchload::ModelOf<__L>>;
    type Arguments = ();
    const NAME: &'static str = "Article::tags";
    const ORDER: &'static [__batchload::Order] = &[
        __batchload::Order::of::<Tag, __field::word, 8095498464603422525>(),
    ];
}

#[automatically_derived]
impl<__L> __batchload::Relation for ArticleLoadTags
where
    __batchload::Related<ArticleLoadTags>: __batchload::Is<It = __L>,
    __L: __batchload::Lookup<Key = __batchload::KeyOf<__batchload::ById<Article>>>,
{
    type From = Article;
    type Lookup = __L;
    const NAME: &'static str = "Article::tags";
    const SOURCE: &'static [&'static str] = &["id"];
    fn key(__row: &Article) -> ::core::option::Option<__batchload::KeyOf<__L>> {
        ::core::option::Option::Some(
            __batchload::key::<__batchload::ById<Article>, _>(&__row.id),
        )
    }
}

#[automatically_derived]
impl __batchload::RelationAt<15644445103386232192> for ArticleById {
    type Relation = ArticleLoadTags;
}

impl Article {
    /// Loads the tags: every `Tag` that belongs to this row, and this row to it, in the order `word`.
    fn load_tags<__DB>(
        &self,
        loaders: &__batchload::Loaders<__DB>,
    ) -> impl ::core::future::Future<
        Output = ::core::result::Result<__batchload::Many<Tag>, __batchload::Error>,
    > + ::core::marker::Send + use<__DB>
    where
        __DB: __batchload::Dialect,
        ArticleLoadTags: __batchload::Follow<Self, (), __batchload::Many<Tag>, __DB>,
    {
        <ArticleLoadTags as __batchload::Follow<
            Self,
            (),
            __batchload::Many<Tag>,
            __DB,
        >>::follow(loaders, self, ())
    }
    /// Puts what `load_tags` loads into a tree for `Loaders::preload`.
    fn preload_tags() -> __batchload::Preload<
        ArticleLoadTags,
        __batchload::Many<Tag>,
        (),
    > {
        __batchload::Preload::new(())
    }
}

/// The relation `Article::readers`.
struct ArticleLoadReaders;

#[automatically_derived]
impl<__L> __batchload::JoinTable for ArticleLoadReaders
where
    __batchload::ById<Reader>: __batchload::Is<It = __L>,
    __L: __batchload::Lookup<Arguments = ()>,
{
    type Source = __batchload::ById<Article>;
    type Target = __L;
    const TABLE: &'static [&'static str] = <__batchload::ModelOf<
        __batchload::By<Loan, __field::article_id, 10042856809670932127>,
    > as __batchload::Model>::TABLE;
    const SCOPE: &'static [__batchload::Filter] = <__batchload::ModelOf<
        __batchload::By<Loan, __field::article_id, 10042856809670932127>,
    > as __batchload::Model>::SCOPE;
    const NEAR: &'static [&'static str] = __batchload::columns_of::<
        __batchload::By<Loan, __field::article_id, 10042856809670932127>,
        __batchload::ById<Article>,
    >();
    const FAR: &'static [&'static str] = __batchload::columns_of::<
        __batchload::By<
            __batchload::ModelOf<
                __batchload::By<Loan, __field::article_id, 10042856809670932127>,
            >,
            __field::reader_id,
            5414802547714966342,
        >,
        __batchload::ById<Reader>,
    >();
}

#[automatically_derived]
impl<__M> __batchload::LinkedBy for ArticleLoadReaders
where
    Loan: __batchload::Is<It = __M>,
    __M: __batchload::Model,
{
    type Link = __M;
}

const _: () = __batchload::assert_read_by_position::<
    __batchload::ModelOf<
        __batchload::By<Loan, __field::article_id, 10042856809670932127>,
    >,
>(
    "the link model is read by the names of its columns, and the other model may have the same names; remove `from_row`",
);

#[automatically_derived]
impl<__L> __batchload::Refined for ArticleLoadReaders
where
    __batchload::AcrossJoin<ArticleLoadReaders>: __batchload::Is<It = __L>,
    __L: __batchload::Lookup<Arguments = ()>,
{
    type Partner = __L;
    type Found = __batchload::Many<__batchload::ModelOf<__L>>;
    type Arguments = ();
    const NAME: &'static str = "Article::readers";
}

#[automatically_derived]
impl<__L> __batchload::Relation for ArticleLoadReaders
where
    __batchload::Related<ArticleLoadReaders>: __batchload::Is<It = __L>,
    __L: __batchload::Lookup<Key = __batchload::KeyOf<__batchload::ById<Article>>>,
{
    type From = Article;
    type Lookup = __L;
    const NAME: &'static str = "Article::readers";
    const SOURCE: &'static [&'static str] = &["id"];
    fn key(__row: &Article) -> ::core::option::Option<__batchload::KeyOf<__L>> {
        ::core::option::Option::Some(
            __batchload::key::<__batchload::ById<Article>, _>(&__row.id),
        )
    }
}

#[automatically_derived]
impl __batchload::RelationAt<9296126829529234655> for ArticleById {
    type Relation = ArticleLoadReaders;
}

impl Article {
    /// Loads the readers: every `Reader` that belongs to this row, and this row to it.
    fn load_readers<__DB>(
        &self,
        loaders: &__batchload::Loaders<__DB>,
    ) -> impl ::core::future::Future<
        Output = ::core::result::Result<
            __batchload::Many<__batchload::Linked<Reader, Loan>>,
            __batchload::Error,
        >,
    > + ::core::marker::Send + use<__DB>
    where
        __DB: __batchload::Dialect,
        ArticleLoadReaders: __batchload::FollowLinks<
            Self,
            (),
            __batchload::Many<__batchload::Linked<Reader, Loan>>,
            __DB,
        >,
    {
        <ArticleLoadReaders as __batchload::FollowLinks<
            Self,
            (),
            __batchload::Many<__batchload::Linked<Reader, Loan>>,
            __DB,
        >>::follow(loaders, self, ())
    }
    /// Puts what `load_readers` loads into a tree for `Loaders::preload`.
    fn preload_readers() -> __batchload::Preload<
        ArticleLoadReaders,
        __batchload::Many<__batchload::Linked<Reader, Loan>>,
        (),
    > {
        __batchload::Preload::new(())
    }
}

#[automatically_derived]
impl<__DB> __batchload::Check<__DB> for Article
where
    __DB: __batchload::Dialect,
    ArticleById: __batchload::CheckLookup<__DB>,
    ArticleLoadTags: __batchload::CheckRelation<__DB>,
{
    const PROBES: &'static [fn() -> __batchload::Probe<__DB>] = &[
        <ArticleById as __batchload::CheckLookup<__DB>>::probe,
        <ArticleLoadTags as __batchload::CheckRelation<__DB>>::probe,
    ];
}
// impl<__T> __batchload::ColumnAt<628021283683842752> for ArticleById
