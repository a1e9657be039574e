//! The models of these tests and their tables: teams of users who write posts, which have tags. No assertions.

use batchload::BatchLoad;
use sqlx::FromRow;

/// A team, which has users, and posts through them.
#[derive(Clone, Debug, PartialEq, FromRow, BatchLoad)]
#[has_many(User)]
#[has_many(Post, through(users, posts), order_by(title))]
#[has_many(Tag, name = used_tags, through(users, posts, tags), order_by(word))]
#[has_many(Post, name = drafts, through(users, posts), filter = "NOT published")]
#[has_one(Post, name = newest_post, through(users, posts), order_by(day desc, id))]
pub struct Team {
    pub id: i64,
    pub name: String,
}

/// A user of a team, or of none, who can be led by another user.
#[derive(Clone, Debug, PartialEq, FromRow, BatchLoad)]
#[has_many(Post, order_by(day desc, id))]
#[has_many(Post, name = published, filter = "published", order_by(id))]
#[has_many(Post, name = since, filter = "day >= :day", args(day: i32), order_by(id))]
#[has_many(
    Post,
    name = titled,
    filter = "title = :title AND (day < :before OR day = :before) AND title <> ':no'",
    args(before: i32, title: String),
    order_by(id)
)]
#[has_one(Post, name = latest, order_by(day desc, id))]
#[has_one(Post, name = first_since, filter = "day >= :day", args(day: i32), order_by(day, id))]
#[has_many(User, name = led, foreign_key = leader_id, order_by(name desc))]
#[has_many(User, name = teammates, through(team, users))]
#[has_many(User, name = led_by_led, through(led, led))]
#[many_to_many(User, name = friends, through = "friendships", target_key = "friend_id")]
#[many_to_many(
    User,
    name = admirers,
    through = "friendships",
    foreign_key = "friend_id",
    target_key = "user_id",
    order_by(name desc)
)]
pub struct User {
    pub id: i64,
    #[batch_load(unique)]
    pub name: String,
    #[belongs_to(Team)]
    pub team_id: Option<i64>,
    #[belongs_to(User)]
    pub leader_id: Option<i64>,
}

/// A post, which a user has written.
#[derive(Clone, Debug, PartialEq, FromRow, BatchLoad)]
#[many_to_many(Tag, through = "post_tags")]
#[many_to_many(Tag, name = tags_by_word, through = "post_tags", order_by(word desc))]
#[many_to_many(
    Tag,
    name = tags_from,
    through = "post_tags",
    filter = "word >= :from",
    args(from: String)
)]
#[has_many(User, name = teammates, through(user, team, users))]
pub struct Post {
    pub id: i64,
    pub title: String,
    pub day: i32,
    pub published: bool,
    #[belongs_to(User)]
    pub user_id: i64,
}

/// A tag of posts.
#[derive(Clone, Debug, PartialEq, FromRow, BatchLoad)]
#[many_to_many(Post, through = "post_tags", order_by(id desc))]
pub struct Tag {
    pub id: i64,
    pub word: String,
}

pub const TEAMS: &str = "
    CREATE TABLE teams (id BIGINT PRIMARY KEY, name VARCHAR(40) NOT NULL);
    CREATE TABLE users (id BIGINT PRIMARY KEY, name VARCHAR(40) NOT NULL, team_id BIGINT, leader_id BIGINT);
    CREATE TABLE posts (
        id BIGINT PRIMARY KEY,
        title VARCHAR(40) NOT NULL,
        day INT NOT NULL,
        published BOOLEAN NOT NULL,
        user_id BIGINT NOT NULL
    );
    CREATE TABLE tags (id BIGINT PRIMARY KEY, word VARCHAR(40) NOT NULL);
    CREATE TABLE post_tags (post_id BIGINT NOT NULL, tag_id BIGINT NOT NULL, PRIMARY KEY (post_id, tag_id));
    CREATE TABLE friendships (user_id BIGINT NOT NULL, friend_id BIGINT NOT NULL);
    INSERT INTO teams VALUES (1, 'red'), (2, 'blue'), (3, 'empty');
    INSERT INTO users VALUES
        (1, 'ada', 1, NULL), (2, 'grace', 1, 1), (3, 'kay', 2, 1), (4, 'lone', NULL, 2);
    INSERT INTO posts VALUES
        (10, 'engines', 5, TRUE, 1), (11, 'notes', 7, FALSE, 1), (12, 'moths', 6, TRUE, 2),
        (13, 'windows', 7, TRUE, 3), (14, 'engines', 9, TRUE, 1);
    INSERT INTO tags VALUES (100, 'old'), (101, 'new'), (102, 'idle');
    INSERT INTO post_tags VALUES (10, 100), (10, 101), (12, 101), (13, 100);
    INSERT INTO friendships VALUES (1, 2), (1, 3), (2, 1), (4, 1);
";

/// The id by which a test names a row.
pub trait Id {
    fn id(&self) -> i64;
}

macro_rules! id {
    ($($model:ident)+) => {
        $(impl Id for $model {
            fn id(&self) -> i64 {
                self.id
            }
        })+
    };
}

id!(Team User Post Tag);

/// Returns the ids of rows, in their order.
pub fn ids<M: Id>(rows: &[M]) -> Vec<i64> {
    rows.iter().map(Id::id).collect()
}

/// Returns the users with these ids. They cost no statement.
pub fn users(ids: &[i64]) -> Vec<User> {
    let all = [
        (1, "ada", Some(1), None),
        (2, "grace", Some(1), Some(1)),
        (3, "kay", Some(2), Some(1)),
        (4, "lone", None, Some(2)),
    ];
    let of = |id: &i64| all.iter().find(|row| row.0 == *id).expect("a known user");
    ids.iter()
        .map(of)
        .map(|&(id, name, team_id, leader_id)| User { id, name: name.to_owned(), team_id, leader_id })
        .collect()
}

/// Returns the teams of the table.
pub fn teams() -> Vec<Team> {
    [(1, "red"), (2, "blue"), (3, "empty")].map(|(id, name)| Team { id, name: name.to_owned() }).into()
}

/// Returns posts whose other columns do not matter.
pub fn posts(ids: &[i64]) -> Vec<Post> {
    let of = |&id| Post { id, title: String::new(), day: 0, published: true, user_id: 1 };
    ids.iter().map(of).collect()
}
