//! A tree of resolvers whose loads no published loader kept together: uneven lists, three loaders, four batches.

use batchload::Loader;
use futures_util::stream::{FuturesUnordered, StreamExt};

use super::source::{Asked, EVERY_PACE, Log, Mode, Pace, Question};
use crate::support::runtimes::on_every_runtime;

const USERS: u64 = 200;
/// Repetitions for each pace on each of five runtimes.
const UNDRIVEN: usize = 14;
const DRIVEN: usize = 4;

/// 1 to 40 posts for each user.
struct Posts;
/// 0 to 4 comments for each post.
struct Comments;
struct Names;

impl Question for Posts {
    type Answer = Vec<u64>;

    fn answer(user: u64) -> Vec<u64> {
        (0..=user * 7 % 40).map(|post| user * 100 + post).collect()
    }
}

impl Question for Comments {
    type Answer = Vec<u64>;

    fn answer(post: u64) -> Vec<u64> {
        (0..(post / 100 + post) % 5).map(|comment| post * 10 + comment).collect()
    }
}

impl Question for Names {
    type Answer = String;

    fn answer(user: u64) -> String {
        format!("user {user}")
    }
}

/// Writers and commenters have no user in common, so that no name is known before it is asked for.
fn author_of_post(post: u64) -> u64 {
    (post / 100 + post) % 300
}

fn author_of_comment(comment: u64) -> u64 {
    1_000 + (comment / 1_000 + comment) % 700
}

#[derive(Clone)]
struct Forum {
    posts: Loader<u64, Option<Vec<u64>>>,
    comments: Loader<u64, Option<Vec<u64>>>,
    names: Loader<u64, Option<String>>,
}

struct Logs {
    posts: Log,
    comments: Log,
    names: Log,
}

impl Forum {
    fn new(pace: Pace) -> (Self, Logs) {
        let (posts, posts_log) = Asked::<Posts>::new(pace);
        let (comments, comments_log) = Asked::<Comments>::new(pace);
        let (names, names_log) = Asked::<Names>::new(pace);
        let posts = Loader::new(posts);
        let comments = posts.beside(comments).build();
        let names = posts.beside(names).build();
        (Self { posts, comments, names }, Logs { posts: posts_log, comments: comments_log, names: names_log })
    }

    /// Returns the number of loads.
    async fn everything(&self) -> usize {
        sum((0..USERS).map(|user| self.user(user))).await
    }

    async fn user(&self, user: u64) -> usize {
        let posts = self.posts.load(user).await.unwrap().unwrap();
        assert_eq!(posts, Posts::answer(user));
        1 + sum(posts.into_iter().map(|post| self.post(post))).await
    }

    async fn post(&self, post: u64) -> usize {
        let (author, comments) = futures_util::join!(self.name(author_of_post(post)), async {
            let comments = self.comments.load(post).await.unwrap().unwrap();
            assert_eq!(comments, Comments::answer(post));
            1 + sum(comments.into_iter().map(|comment| self.name(author_of_comment(comment)))).await
        });
        author + comments
    }

    async fn name(&self, user: u64) -> usize {
        assert_eq!(self.names.load(user).await.unwrap().unwrap(), Names::answer(user));
        1
    }
}

/// Resolves a list as async-graphql does.
async fn sum(resolvers: impl Iterator<Item = impl Future<Output = usize>>) -> usize {
    resolvers.collect::<FuturesUnordered<_>>().fold(0, async |sum, loads| sum + loads).await
}

async fn four_batches(mode: Mode, pace: Pace) {
    let (forum, logs) = Forum::new(pace);
    let loads = mode.run(forum.everything()).await;
    assert_eq!(loads, 16_600);

    let batches = (logs.posts.sizes(), logs.comments.sizes(), logs.names.sizes());
    let expected = (vec![200], vec![4_100], vec![300, 700]);
    assert_eq!(batches, expected, "{mode:?}, {pace:?}");
}

#[test]
fn an_uneven_tree_of_resolvers_is_four_batches_when_driven() {
    on_every_runtime(async || {
        for pace in EVERY_PACE {
            for _ in 0..DRIVEN {
                four_batches(Mode::Driven, pace).await;
            }
        }
    });
}

#[test]
fn an_uneven_tree_of_resolvers_is_four_batches_when_nothing_drives_it() {
    on_every_runtime(async || {
        for pace in EVERY_PACE {
            for _ in 0..UNDRIVEN {
                four_batches(Mode::Undriven, pace).await;
            }
        }
    });
}
