//! Parents of several models: one statement for each model, and one for the rows that belong to them.

use batchload::{BatchLoad, Error, Loaders, One};
use futures_util::future::{join, join_all, try_join_all};
use sqlx::FromRow;

use crate::support::database::on_every_database;

#[derive(Clone, Debug, PartialEq, FromRow, BatchLoad)]
#[has_many(Comment, polymorphic = subject)]
#[has_many(Comment, polymorphic = subject, name = newest, order_by(id desc))]
#[has_one(Comment, polymorphic = subject, name = last_comment, order_by(id desc))]
struct Article {
    id: i64,
    headline: String,
}

#[derive(Clone, Debug, PartialEq, FromRow, BatchLoad)]
#[batch_load(filter = "hidden = 0")]
#[has_many(Comment, polymorphic = subject)]
struct Photo {
    id: i64,
    caption: String,
}

#[derive(Clone, Debug, PartialEq, BatchLoad)]
enum Subject {
    Article(One<Article>),
    #[batch_load(kind = "picture")]
    Photo(One<Photo>),
}

#[derive(Clone, Debug, PartialEq, FromRow, BatchLoad)]
struct Comment {
    id: i64,
    subject_type: String,
    #[belongs_to(Subject, kind = subject_type)]
    subject_id: i64,
}

const TABLES: &str = "
    CREATE TABLE articles (id BIGINT PRIMARY KEY, headline VARCHAR(20) NOT NULL);
    CREATE TABLE photos (id BIGINT PRIMARY KEY, caption VARCHAR(20) NOT NULL, hidden BIGINT NOT NULL);
    CREATE TABLE comments (id BIGINT PRIMARY KEY, subject_type VARCHAR(20), subject_id BIGINT);
    INSERT INTO articles VALUES (1, 'Engines'), (2, 'Moths');
    INSERT INTO photos VALUES (1, 'A moth', 0), (2, 'A bug', 1);
    INSERT INTO comments VALUES
        (10, 'article', 1), (11, 'picture', 1), (12, 'article', 2), (13, 'article', 1), (14, 'picture', 2),
        (15, 'video', 1), (16, NULL, 1), (17, 'article', NULL), (18, 'article', 9)";

fn comment(id: i64, kind: &str, subject_id: i64) -> Comment {
    Comment { id, subject_type: kind.to_owned(), subject_id }
}

fn title(subject: &Subject) -> &str {
    match subject {
        Subject::Article(article) => &article.headline,
        Subject::Photo(photo) => &photo.caption,
    }
}

fn ids(comments: &[Comment]) -> Vec<i64> {
    comments.iter().map(|comment| comment.id).collect()
}

on_every_database!(each_model_is_asked_once, async |db| {
    db.setup(TABLES).await;
    let loaders = Loaders::<DB>::new(db.pool());
    loaders.check::<Article>().await.unwrap();
    loaders.check::<Photo>().await.unwrap();
    loaders.check::<Comment>().await.unwrap();
    let comments = [
        comment(10, "article", 1),
        comment(11, "picture", 1),
        comment(12, "article", 2),
        comment(13, "article", 1),
    ];
    let loads = try_join_all(comments.iter().map(|comment| comment.load_subject(&loaders)));
    let (found, asked) = db.counted(loads).await;
    let found = found.unwrap();
    assert_eq!(found.iter().map(title).collect::<Vec<_>>(), ["Engines", "A moth", "Moths", "Engines"]);
    assert_eq!(asked.len(), 2, "{asked:?}");
    // They are rows of their models like any other.
    let (again, asked) = db.counted(Article::by_id(&loaders).load_many([1, 2])).await;
    assert_eq!(again.unwrap().iter().flatten().count(), 2);
    assert_eq!(asked.len(), 0, "{asked:?}");
});

on_every_database!(an_unknown_kind_and_a_missing_row_are_errors, async |db| {
    db.setup(TABLES).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let comments = [
        comment(15, "video", 1),
        comment(18, "article", 9),
        comment(14, "picture", 2),
        comment(10, "article", 1),
    ];
    let loads = join_all(comments.iter().map(|comment| comment.load_subject(&loaders)));
    let (found, asked) = db.counted(loads).await;
    let [unknown, missing, hidden, article] = &found[..] else { panic!("{found:?}") };
    let error = unknown.as_ref().unwrap_err();
    assert!(
        matches!(error, Error::UnknownKind { relation: "Comment::subject", kind } if **kind == *"\"video\"")
    );
    let error = missing.as_ref().unwrap_err();
    assert!(
        matches!(error, Error::MissingRow { relation: "Comment::subject", key } if **key == *"(\"article\", 9)"),
        "{error}"
    );
    assert!(matches!(hidden, Err(Error::MissingRow { .. })), "{hidden:?}");
    assert_eq!(title(article.as_ref().unwrap()), "Engines");
    assert_eq!(asked.len(), 2, "{asked:?}");

    let found = comment(14, "picture", 2).load_subject(&loaders.unscoped()).await;
    assert_eq!(title(&found.unwrap()), "A bug");
});

on_every_database!(rows_that_belong_to_several_models_come_in_one_statement, async |db| {
    db.setup(TABLES).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let articles = [1, 2, 7].map(|id| Article { id, headline: String::new() });
    let photos = [1, 2].map(|id| Photo { id, caption: String::new() });
    let loads = join(
        try_join_all(articles.iter().map(|article| article.load_comments(&loaders))),
        try_join_all(photos.iter().map(|photo| photo.load_comments(&loaders))),
    );
    let ((of_articles, of_photos), asked) = db.counted(loads).await;
    let of_articles: Vec<_> = of_articles.unwrap().iter().map(|comments| ids(comments)).collect();
    let of_photos: Vec<_> = of_photos.unwrap().iter().map(|comments| ids(comments)).collect();
    assert_eq!(of_articles, [vec![10, 13], vec![12], vec![]]);
    assert_eq!(of_photos, [vec![11], vec![14]]);
    assert_eq!(asked.len(), 1, "{asked:?}");
    // The relation uses a lookup of the comments.
    let key = ("article".to_owned(), 1);
    let (found, asked) = db.counted(Comment::by_subject_type_and_subject_id(&loaders).load(key)).await;
    assert_eq!(ids(&found.unwrap()), [10, 13]);
    assert_eq!(asked.len(), 0, "{asked:?}");
});

on_every_database!(the_way_back_can_be_ordered_and_single, async |db| {
    db.setup(TABLES).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let articles = [1, 2, 7].map(|id| Article { id, headline: String::new() });
    let loads = try_join_all(articles.iter().map(|article| article.load_newest(&loaders)));
    let (found, asked) = db.counted(loads).await;
    let found: Vec<_> = found.unwrap().iter().map(|comments| ids(comments)).collect();
    assert_eq!(found, [vec![13, 10], vec![12], vec![]]);
    assert_eq!(asked.len(), 1, "{asked:?}");
    let loads = try_join_all(articles.iter().map(|article| article.load_last_comment(&loaders)));
    let (found, asked) = db.counted(loads).await;
    let found: Vec<_> = found.unwrap().iter().map(|comment| comment.as_ref().map(|row| row.id)).collect();
    assert_eq!(found, [Some(13), Some(12), None]);
    assert_eq!(asked.len(), 1, "{asked:?}");
});

/// The value of the kind's column, as a type of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, sqlx::Type)]
#[sqlx(rename_all = "snake_case", type_name = "text")]
enum Of {
    Article,
    Picture,
    Video,
}

impl TryFrom<&'static str> for Of {
    type Error = ();

    fn try_from(text: &'static str) -> Result<Self, ()> {
        match text {
            "article" => Ok(Self::Article),
            "picture" => Ok(Self::Picture),
            _ => Err(()),
        }
    }
}

#[derive(Clone, Debug, PartialEq, FromRow, BatchLoad)]
struct Note {
    id: i64,
    of: Option<Of>,
    #[belongs_to(Subject, kind = of, name = subject)]
    key: Option<i64>,
}

on_every_database!(a_null_key_or_kind_is_none_and_nothing_is_asked, async |db| {
    db.setup(TABLES).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let notes = [(None, Some(1)), (Some(Of::Article), None), (None, None)];
    let notes = notes.map(|(of, key)| Note { id: 1, of, key });
    let (found, asked) = db.counted(try_join_all(notes.iter().map(|note| note.load_subject(&loaders)))).await;
    assert_eq!(found.unwrap(), [None, None, None]);
    assert_eq!(asked.len(), 0, "{asked:?}");
});

on_every_database!(a_kind_can_be_a_type_of_its_own, async |db| {
    db.setup(TABLES).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let notes = [(Of::Picture, 1), (Of::Article, 2), (Of::Article, 9), (Of::Video, 1)];
    let notes = notes.map(|(of, key)| Note { id: 1, of: Some(of), key: Some(key) });
    let (found, asked) = db.counted(join_all(notes.iter().map(|note| note.load_subject(&loaders)))).await;
    let [photo, article, missing, unknown] = &found[..] else { panic!("{found:?}") };
    assert_eq!(title(photo.as_ref().unwrap().as_ref().unwrap()), "A moth");
    assert_eq!(title(article.as_ref().unwrap().as_ref().unwrap()), "Moths");
    assert_eq!(*missing.as_ref().unwrap(), None);
    let error = unknown.as_ref().unwrap_err();
    assert!(matches!(error, Error::UnknownKind { kind, .. } if **kind == *"Video"), "{error}");
    assert_eq!(asked.len(), 2, "{asked:?}");
});

#[derive(Clone, Debug, PartialEq, FromRow, BatchLoad)]
#[has_many(Tagging, polymorphic = subject)]
#[has_many(Tag, through(taggings, tag))]
#[many_to_many(Tag, name = labels, through = "taggings", foreign_key = "subject_id",
    link(filter = "subject_type = 'essay'"))]
struct Essay {
    id: i64,
}

#[derive(Clone, Debug, PartialEq, BatchLoad)]
enum Tagged {
    Essay(One<Essay>),
}

#[derive(Clone, Debug, PartialEq, FromRow, BatchLoad)]
struct Tagging {
    id: i64,
    #[belongs_to(Tag)]
    tag_id: i64,
    subject_type: String,
    #[belongs_to(Tagged, kind = subject_type)]
    subject_id: i64,
}

#[derive(Clone, Debug, PartialEq, FromRow, BatchLoad)]
struct Tag {
    id: i64,
}

on_every_database!(pairs_of_several_models_are_followed_by_their_kind, async |db| {
    db.setup(
        "CREATE TABLE essays (id BIGINT PRIMARY KEY);
         CREATE TABLE tags (id BIGINT PRIMARY KEY);
         CREATE TABLE taggings (id BIGINT PRIMARY KEY, tag_id BIGINT NOT NULL, subject_type VARCHAR(20) NOT NULL,
            subject_id BIGINT NOT NULL);
         INSERT INTO tags VALUES (1), (2), (3);
         INSERT INTO taggings VALUES (1, 2, 'essay', 1), (2, 1, 'essay', 1), (3, 3, 'photo', 1), (4, 3, 'essay', 2)",
    )
    .await;
    let loaders = Loaders::<DB>::new(db.pool());
    let essays = [1, 2, 3].map(|id| Essay { id });
    let ids = |tags: &batchload::Many<Tag>| tags.iter().map(|tag| tag.id).collect::<Vec<_>>();
    let chained = try_join_all(essays.iter().map(|essay| essay.load_tags(&loaders)));
    let (found, asked) = db.counted(chained).await;
    assert_eq!(found.unwrap().iter().map(ids).collect::<Vec<_>>(), [vec![1, 2], vec![3], vec![]]);
    assert_eq!(asked.len(), 1, "{asked:?}");

    let linked = try_join_all(essays.iter().map(|essay| essay.load_labels(&loaders)));
    let (found, asked) = db.counted(linked).await;
    assert_eq!(found.unwrap().iter().map(ids).collect::<Vec<_>>(), [vec![1, 2], vec![3], vec![]]);
    assert_eq!(asked.len(), 1, "{asked:?}");
});
