//! Keys of every kind, alone, nullable and composite; (M25) relations to the model itself, and in a circle.

use std::sync::Arc;

use batchload::{BatchLoad, Loaders, Lookup, Many, Model, One};
use sqlx::Sqlite;
use uuid::Uuid;

#[derive(Clone, Debug, PartialEq, Eq, Hash, sqlx::Type)]
#[sqlx(transparent)]
pub struct AuthorId(i64);

#[derive(BatchLoad)]
#[has_many(Article, foreign_key = author_id)]
#[has_one(Profile, foreign_key = author_id)]
pub struct Author {
    pub id: AuthorId,
    #[batch_load(unique)]
    pub token: Uuid,
    #[batch_load(unique)]
    pub secret: Option<Vec<u8>>,
    #[batch_load(index)]
    pub name: std::option::Option<String>,
}

/// The primary key is a foreign key as well.
#[derive(BatchLoad)]
pub struct Profile {
    #[batch_load(primary_key)]
    #[belongs_to(Author)]
    pub author_id: AuthorId,
}

/// One field belongs to two models, another to the model itself.
#[derive(BatchLoad)]
#[has_many(Article, name = replies, foreign_key = parent_id)]
pub struct Article {
    pub id: i64,
    #[belongs_to(Author)]
    #[belongs_to(Profile, name = profile)]
    pub author_id: AuthorId,
    #[belongs_to(Article)]
    pub parent_id: Option<i64>,
    #[belongs_to(Author, name = owner, references = token)]
    #[batch_load(unique)]
    pub owner_token: Uuid,
}

#[derive(BatchLoad)]
pub struct Tagging {
    #[batch_load(primary_key)]
    #[belongs_to(Article)]
    pub article_id: i64,
    #[batch_load(primary_key)]
    #[batch_load(index)]
    pub tag: String,
}

/// Owned and shared text. A nullable key is a nullable relation.
#[derive(BatchLoad)]
#[has_many(Boxed, name = parts, foreign_key = whole)]
pub struct Boxed {
    #[batch_load(primary_key)]
    pub code: Box<str>,
    #[batch_load(index)]
    pub shelf: Arc<str>,
    #[batch_load(index)]
    pub number: Arc<i64>,
    #[belongs_to(Boxed, name = whole)]
    pub whole: Option<Box<str>>,
}

pub mod one {
    #[derive(batchload::BatchLoad)]
    #[has_many(super::other::B, name = bs, foreign_key = a_id)]
    pub struct A {
        pub id: i64,
        #[belongs_to(super::other::B)]
        pub b_id: i64,
    }
}

pub mod other {
    #[derive(batchload::BatchLoad)]
    #[has_many(crate::one::A, name = as_, foreign_key = b_id)]
    pub struct B {
        pub id: i64,
        #[belongs_to(crate::one::A)]
        pub a_id: i64,
    }
}

pub async fn around(a: &one::A, loaders: &Loaders<Sqlite>) -> Result<(), batchload::Error> {
    let bs: Many<other::B> = a.load_bs(loaders).await?;
    let back: One<one::A> = bs[0].load_a(loaders).await?;
    let _: Many<one::A> = back.load_b(loaders).await?.load_as_(loaders).await?;
    let boxed: Option<One<Boxed>> = Boxed::by_id(loaders).load("x".into()).await?;
    let boxed = boxed.unwrap();
    let _: Option<One<Boxed>> = boxed.load_whole(loaders).await?;
    let _: Many<Boxed> = boxed.load_parts(loaders).await?;
    let _: Many<Boxed> = Boxed::by_shelf(loaders).load("x".into()).await?;
    let _: Many<Boxed> = Boxed::by_number(loaders).load(Arc::new(7)).await?;
    Ok(())
}

pub async fn load(author: &Author, article: &Article, loaders: &Loaders<Sqlite>) -> Result<(), batchload::Error> {
    let _: Many<Article> = author.load_articles(loaders).await?;
    let _: Option<One<Profile>> = author.load_profile(loaders).await?;
    let _: One<Author> = article.load_owner(loaders).await?;
    let _: One<Profile> = article.load_profile(loaders).await?;
    let _: Option<One<Article>> = article.load_parent(loaders).await?;
    let _: Many<Article> = article.load_replies(loaders).await?;
    let _: Option<One<Article>> = Article::by_owner_token(loaders).load(Uuid::nil()).await?;
    let _: Option<One<Author>> = Author::by_secret(loaders).load(Vec::new()).await?;
    let _: Many<Author> = Author::by_name(loaders).load(String::new()).await?;
    let _: Option<One<Tagging>> = Tagging::by_id(loaders).load((7, String::new())).await?;
    let _: Many<Tagging> = Tagging::by_tag(loaders).load(String::new()).await?;
    Ok(())
}

fn main() {
    let tagging = Tagging { article_id: 7, tag: "rust".to_owned() };
    let key = <Tagging as Model>::ById::key(&tagging);
    assert_eq!(key, Some((7, "rust".to_owned())));
    assert_eq!(<Tagging as Model>::ById::COLUMNS, ["article_id", "tag"]);
    assert_eq!(<Profile as Model>::ById::NAME, "Profile::by_id");
    let _ = Arc::new(tagging);
}
