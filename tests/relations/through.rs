//! Chains: relations that follow one another, in one statement.

use batchload::Loaders;
use futures_util::future::try_join_all;

use super::models::{TEAMS, ids, posts, teams, users};
use crate::support::database::on_every_database;

on_every_database!(two_relations_are_one_statement, async |db| {
    db.setup(TEAMS).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let teams = teams();

    let (posts, asked) = db.counted(try_join_all(teams.iter().map(|team| team.load_posts(&loaders)))).await;

    let posts: Vec<_> = posts.unwrap().iter().map(|posts| ids(posts)).collect();
    assert_eq!(posts, [vec![10, 14, 12, 11], vec![13], vec![]]);
    assert_eq!(asked.len(), 1, "{asked:?}");
});

on_every_database!(three_relations_are_one_statement_over_four_tables, async |db| {
    db.setup(TEAMS).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let teams = teams();

    let (tags, asked) =
        db.counted(try_join_all(teams.iter().map(|team| team.load_used_tags(&loaders)))).await;

    // A row comes once for each way that leads to it.
    let tags: Vec<_> = tags.unwrap().iter().map(|tags| ids(tags)).collect();
    assert_eq!(tags, [vec![101, 101, 100], vec![100], vec![]]);
    assert_eq!(asked.len(), 1, "{asked:?}");
});

on_every_database!(a_chain_leads_up_and_down_again, async |db| {
    db.setup(TEAMS).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let users = users(&[1, 3, 4]);

    let (teammates, asked) =
        db.counted(try_join_all(users.iter().map(|user| user.load_teammates(&loaders)))).await;

    let teammates: Vec<_> = teammates.unwrap().iter().map(|users| ids(users)).collect();
    assert_eq!(teammates, [vec![1, 2], vec![3], vec![]], "a null key leads nowhere");
    assert_eq!(asked.len(), 1, "{asked:?}");

    let posts = posts(&[10, 13]);
    let mut posts = posts;
    posts[1].user_id = 3;
    let loads = posts.iter().map(|post| post.load_teammates(&loaders));
    let (teammates, asked) = db.counted(try_join_all(loads)).await;
    let teammates: Vec<_> = teammates.unwrap().iter().map(|users| ids(users)).collect();
    assert_eq!(teammates, [vec![1, 2], vec![3]]);
    assert_eq!(asked.len(), 1, "{asked:?}");
});

on_every_database!(a_null_key_leads_nowhere_without_a_statement, async |db| {
    db.setup(TEAMS).await;
    let loaders = Loaders::<DB>::new(db.pool());

    let (teammates, asked) = db.counted(users(&[4])[0].load_teammates(&loaders)).await;

    assert!(teammates.unwrap().is_empty());
    assert!(asked.is_empty(), "{asked:?}");
});

on_every_database!(a_relation_can_follow_itself, async |db| {
    db.setup(TEAMS).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let users = users(&[1, 2]);

    let (led, asked) =
        db.counted(try_join_all(users.iter().map(|user| user.load_led_by_led(&loaders)))).await;

    let led: Vec<_> = led.unwrap().iter().map(|users| ids(users)).collect();
    assert_eq!(led, [vec![4], vec![]]);
    assert_eq!(asked.len(), 1, "{asked:?}");
});

on_every_database!(a_filter_is_about_the_last_table, async |db| {
    db.setup(TEAMS).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let teams = teams();

    let (drafts, asked) = db.counted(try_join_all(teams.iter().map(|team| team.load_drafts(&loaders)))).await;

    let drafts: Vec<_> = drafts.unwrap().iter().map(|posts| ids(posts)).collect();
    assert_eq!(drafts, [vec![11], vec![], vec![]]);
    assert_eq!(asked.len(), 1, "{asked:?}");
});

on_every_database!(the_first_row_at_the_end_of_a_chain, async |db| {
    db.setup(TEAMS).await;
    let loaders = Loaders::<DB>::new(db.pool());
    let teams = teams();

    let (newest, asked) =
        db.counted(try_join_all(teams.iter().map(|team| team.load_newest_post(&loaders)))).await;

    let newest: Vec<_> = newest.unwrap().iter().map(|post| post.as_ref().map(|post| post.id)).collect();
    assert_eq!(newest, [Some(14), Some(13), None]);
    assert_eq!(asked.len(), 1, "{asked:?}");
});
