// What is printed for:
//     #[has_many(Comment, name = replies, polymorphic = subject)]
//     pub struct Comment {
//         pub id: i64,
//         pub subject_type: String,
//         #[belongs_to(Subject, kind = subject_type)]
//         pub subject_id: i64,
//     }

// Each comment names what is printed without the attributes, too.
// const _: () = {};
// use ::batchload::__private1 as __batchload;
// impl __batchload::Model for Comment
// impl<__DB> __batchload::FromColumns<__DB> for Comment
// pub struct CommentById;
// impl __batchload::Lookup for CommentById
// impl __batchload::FieldAt<628021283683842752> for CommentById

/// The lookup of `Comment` by `(subject_type, subject_id)`.
pub struct CommentBySubjectTypeAndSubjectId;

#[automatically_derived]
impl __batchload::Lookup for CommentBySubjectTypeAndSubjectId {
    type Model = Comment;
    type Key = (String, i64);
    type Parts = (String, i64);
    type Found = __batchload::Many<Comment>;
    type Arguments = ();
    const NAME: &'static str = "Comment::by_subject_type_and_subject_id";
    const COLUMNS: &'static [&'static str] = &["subject_type", "subject_id"];
    const UNIQUE: bool = false;
    fn key(__row: &Comment) -> ::core::option::Option<(String, i64)> {
        ::core::option::Option::Some((
            ::core::clone::Clone::clone(&__row.subject_type),
            ::core::clone::Clone::clone(&__row.subject_id),
        ))
    }
}

#[automatically_derived]
impl __batchload::FieldAt<2287747272014567188> for CommentById {
    type Lookup = CommentBySubjectTypeAndSubjectId;
}

impl Comment {
    /// The loader of the `Comment` row with a given `id`.
    pub fn by_id<__DB>(
        loaders: &__batchload::Loaders<__DB>,
    ) -> __batchload::Loader<i64, ::core::option::Option<__batchload::One<Comment>>>
    where
        __DB: __batchload::Dialect,
        CommentById: __batchload::LoadFrom<__DB>,
    {
        loaders.lookup::<CommentById>()
    }
    /// The loader of the `Comment` rows with a given `(subject_type, subject_id)`.
    pub fn by_subject_type_and_subject_id<__DB>(
        loaders: &__batchload::Loaders<__DB>,
    ) -> __batchload::Loader<(String, i64), __batchload::Many<Comment>>
    where
        __DB: __batchload::Dialect,
        CommentBySubjectTypeAndSubjectId: __batchload::LoadFrom<__DB>,
    {
        loaders.lookup::<CommentBySubjectTypeAndSubjectId>()
    }
}

mod __relation {
    pub enum subject {}
}

/// The relation `Comment::replies`.
pub struct CommentLoadReplies;

#[automatically_derived]
impl<__L> __batchload::Relation for CommentLoadReplies
where
    __batchload::ByKind<
        Comment,
        __relation::subject,
        10826780302402718735,
    >: __batchload::Is<It = __L>,
    __L: __batchload::Lookup<
        Key = __batchload::KeyOf<
            __batchload::ByKind<Comment, __relation::subject, 10826780302402718735>,
        >,
    >,
{
    type From = Comment;
    type Lookup = __L;
    const NAME: &'static str = "Comment::replies";
    const SOURCE: &'static [&'static str] = &["id"];
    fn key(__row: &Comment) -> ::core::option::Option<__batchload::KeyOf<__L>> {
        __batchload::key_with_kind::<
            <Comment as __batchload::HasPolymorphic<
                __relation::subject,
                10826780302402718735,
            >>::Relation,
            Comment,
            _,
        >(&__row.id)
    }
}

#[automatically_derived]
impl __batchload::RelationAt<17892188286256861055> for CommentById {
    type Relation = CommentLoadReplies;
}

impl Comment {
    /// Loads the replies: every `Comment` whose `subject` is this row.
    pub fn load_replies<__DB>(
        &self,
        loaders: &__batchload::Loaders<__DB>,
    ) -> impl ::core::future::Future<
        Output = ::core::result::Result<__batchload::Many<Comment>, __batchload::Error>,
    > + ::core::marker::Send + use<__DB>
    where
        __DB: __batchload::Dialect,
        CommentLoadReplies: __batchload::Follow<
            Self,
            (),
            __batchload::Many<Comment>,
            __DB,
        >,
    {
        <CommentLoadReplies as __batchload::Follow<
            Self,
            (),
            __batchload::Many<Comment>,
            __DB,
        >>::follow(loaders, self, ())
    }
    /// Puts what `load_replies` loads into a tree for `Loaders::preload`.
    pub fn preload_replies() -> __batchload::Preload<
        CommentLoadReplies,
        __batchload::Many<Comment>,
        (),
    > {
        __batchload::Preload::new(())
    }
}

/// The relation `Comment::subject`.
pub struct CommentLoadSubject;

#[automatically_derived]
impl __batchload::PolymorphicRelation for CommentLoadSubject {
    type From = Comment;
    type To = Subject;
    type Kind = String;
    type Key = i64;
    type Lookup = CommentBySubjectTypeAndSubjectId;
    const NAME: &'static str = "Comment::subject";
}

#[automatically_derived]
#[doc(hidden)]
impl __batchload::PolymorphicOf<Comment>
for __batchload::FieldName<10826780302402718735> {
    type Relation = CommentLoadSubject;
}

const _: () = __batchload::parent_key::<Subject>().assert_same::<i64>();

impl Comment {
    /// Loads the subject: the row that `subject_type` and `subject_id` name; a row that does not exist is an error.
    pub fn load_subject<__DB>(
        &self,
        loaders: &__batchload::Loaders<__DB>,
    ) -> impl ::core::future::Future<
        Output = ::core::result::Result<Subject, __batchload::Error>,
    > + ::core::marker::Send + use<__DB>
    where
        __DB: __batchload::Dialect,
        CommentLoadSubject: __batchload::RequireParent<Self, Subject, __DB>,
    {
        <CommentLoadSubject as __batchload::RequireParent<
            Self,
            Subject,
            __DB,
        >>::require_parent(loaders, self)
    }
    /// Puts what `load_subject` loads into a tree for `Loaders::preload`.
    pub fn preload_subject() -> __batchload::PreloadParent<CommentLoadSubject, Subject> {
        __batchload::PreloadParent::new()
    }
}
// impl<__DB> __batchload::Check<__DB> for Comment
// impl<__T> __batchload::ColumnAt<628021283683842752> for CommentById
// impl<__T> __batchload::ColumnAt<8906559013230516088> for CommentById
// impl<__T> __batchload::ColumnAt<4721510176272075309> for CommentById
