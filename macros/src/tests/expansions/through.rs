// What is printed for:
//     #[has_many(Tag, through(articles, tags))]
//     struct Reporter {
//         id: i64,
//     }

// Each comment names what is printed without the attributes, too.
// const _: () = {};
// use ::batchload::__private1 as __batchload;
// impl __batchload::Model for Reporter
// impl<__DB> __batchload::FromColumns<__DB> for Reporter
// struct ReporterById;
// impl __batchload::Lookup for ReporterById
// impl __batchload::FieldAt<628021283683842752> for ReporterById
// impl Reporter

mod __relation {
    pub enum articles {}
    pub enum tags {}
}

/// The relation `Reporter::tags`.
struct ReporterLoadTags;

#[automatically_derived]
impl<__L> __batchload::Refined for ReporterLoadTags
where
    __batchload::ChainByName<
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
    fn key(__row: &Reporter) -> ::core::option::Option<__batchload::KeyOf<__L>> {
        <__batchload::Via<
            Reporter,
            __relation::articles,
            12627876375108270206,
        > as __batchload::Relation>::key(__row)
    }
}

const _: () = __batchload::leads_to::<
    __batchload::ChainByName<
        __batchload::Via<Reporter, __relation::articles, 12627876375108270206>,
        __relation::tags,
        15644445103386232192,
    >,
    Tag,
>();

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
        ReporterLoadTags: __batchload::Follow<Self, (), __batchload::Many<Tag>, __DB>,
    {
        <ReporterLoadTags as __batchload::Follow<
            Self,
            (),
            __batchload::Many<Tag>,
            __DB,
        >>::follow(loaders, self, ())
    }
    /// Puts what `load_tags` loads into a tree for `Loaders::preload`.
    fn preload_tags() -> __batchload::Preload<
        ReporterLoadTags,
        __batchload::Many<Tag>,
        (),
    > {
        __batchload::Preload::new(())
    }
}
// impl<__DB> __batchload::Check<__DB> for Reporter
// impl<__T> __batchload::ColumnAt<628021283683842752> for ReporterById
