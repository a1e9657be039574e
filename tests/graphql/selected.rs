//! The part of a tree that a query selects is loaded before its resolvers ask for it, and nothing else is.

use async_graphql::connection::Connection;
use async_graphql::{
    ComplexObject, Context, EmptyMutation, EmptySubscription, Object, PathSegment, Response, Result, Schema,
    SimpleObject, Value, value,
};
use batchload::graphql::{Batching, GetLoaders};
use batchload::{BatchLoad, Loaders, Many, One, Page};
use sqlx::{FromRow, Sqlite};

use crate::support::database::{Database, test};
use crate::support::runtimes::ONE;

#[derive(Clone, Debug, FromRow, BatchLoad, SimpleObject)]
#[graphql(complex)]
#[has_many(Poem, order_by(id), count, sum(length))]
#[has_one(Poem, name = last_poem, foreign_key = author_id, order_by(id desc))]
struct Author {
    id: i64,
}

#[derive(Clone, Debug, FromRow, BatchLoad, SimpleObject)]
#[graphql(complex)]
#[has_many(Line, order_by(id), page(default = 1, max = 9))]
struct Poem {
    id: i64,
    #[belongs_to(Author)]
    #[graphql(skip)]
    author_id: i64,
    #[sqlx(rename = "size")]
    length: i64,
}

#[derive(Clone, Debug, FromRow, BatchLoad, SimpleObject)]
#[graphql(complex)]
struct Line {
    id: i64,
    #[belongs_to(Poem)]
    #[graphql(skip)]
    poem_id: i64,
}

#[ComplexObject]
impl Author {
    async fn poems(&self, ctx: &Context<'_>) -> Result<Many<Poem>> {
        Ok(self.load_poems(ctx.loaders::<Sqlite>()?).await?)
    }

    async fn poems_count(&self, ctx: &Context<'_>) -> Result<u64> {
        Ok(self.load_poems_count(ctx.loaders::<Sqlite>()?).await?)
    }

    async fn poems_sum_length(&self, ctx: &Context<'_>) -> Result<i64> {
        Ok(self.load_poems_sum_length(ctx.loaders::<Sqlite>()?).await?)
    }

    async fn last_poem(&self, ctx: &Context<'_>) -> Result<Option<One<Poem>>> {
        Ok(self.load_last_poem(ctx.loaders::<Sqlite>()?).await?)
    }
}

#[ComplexObject]
impl Poem {
    async fn author(&self, ctx: &Context<'_>) -> Result<One<Author>> {
        Ok(self.load_author(ctx.loaders::<Sqlite>()?).await?)
    }

    async fn lines(&self, ctx: &Context<'_>, first: Option<i32>) -> Result<Connection<String, One<Line>>> {
        let page = Page::from_args(first, None, None, None);
        Ok(self.load_lines_page(ctx.loaders::<Sqlite>()?, page).await?.into())
    }

    async fn lines_page(&self, ctx: &Context<'_>, first: i32) -> Result<Connection<String, One<Line>>> {
        let page = Page::from_args(Some(first), None, None, None);
        Ok(self.load_lines_page(ctx.loaders::<Sqlite>()?, page).await?.into())
    }
}

#[ComplexObject]
impl Line {
    async fn poem(&self, ctx: &Context<'_>) -> Result<One<Poem>> {
        Ok(self.load_poem(ctx.loaders::<Sqlite>()?).await?)
    }
}

struct Query;

#[Object]
impl Query {
    async fn authors(&self, ctx: &Context<'_>) -> Result<Many<Author>> {
        let loaders = ctx.loaders::<Sqlite>()?;
        let authors: Many<Author> = Many::from((1..=3).map(|id| Author { id }).collect::<Vec<_>>());
        let lines = Poem::preload_lines_page(Page::first(2)).with(Line::preload_poem());
        let tree = (
            Author::preload_poems().with((lines, Poem::preload_author())),
            Author::preload_poems_count(),
            Author::preload_poems_sum_length(),
            Author::preload_last_poem(),
        );
        loaders.preload_selected(&authors, tree, ctx.look_ahead()).await;
        Ok(authors)
    }
}

const ROWS: &str = "CREATE TABLE authors (id INTEGER PRIMARY KEY);
    CREATE TABLE poems (id INTEGER PRIMARY KEY, author_id BIGINT NOT NULL, size BIGINT NOT NULL);
    CREATE TABLE lines (id INTEGER PRIMARY KEY, poem_id BIGINT NOT NULL);
    INSERT INTO authors VALUES (1), (2), (3);
    INSERT INTO poems VALUES (10, 1, 3), (11, 1, 1), (12, 2, 5);
    INSERT INTO lines VALUES (100, 10), (101, 10), (102, 10), (103, 11), (104, 12);";

fn schema(
    loaders: batchload::LoadersBuilder<Sqlite>,
) -> batchload::graphql::Batched<Schema<Query, EmptyMutation, EmptySubscription>, Sqlite> {
    Batching::of(loaders).report(true).wrap(Schema::new(Query, EmptyMutation, EmptySubscription))
}

/// Returns the answer, the number of statements, and the number of loads that were hits.
async fn ask(db: &Database<Sqlite>, query: &str) -> (Value, usize, Value) {
    db.setup(ROWS).await;
    let schema = schema(Loaders::builder(db.pool()));
    let (Response { data, errors, extensions, .. }, asked) = db.counted(schema.execute(query)).await;
    assert_eq!(errors, []);
    let Some(Value::Object(report)) = extensions.get("batchload") else { panic!("{extensions:?}") };
    (data, asked.len(), report["hits"].clone())
}

test!(resolvers_find_what_a_query_selects, Sqlite, ONE, async |db| {
    let (data, statements, hits) = ask(&db, "{ authors { id poems { id } } }").await;
    let poem = |id: i64| value!({ "id": id });
    let expected = value!({ "authors": [
        { "id": 1, "poems": [(poem(10)), (poem(11))] },
        { "id": 2, "poems": [(poem(12))] },
        { "id": 3, "poems": [] },
    ] });
    assert_eq!(data, expected);
    assert_eq!(statements, 1);
    assert_eq!(hits, value!(3), "every author's poems were there");
});

test!(what_a_query_does_not_select_is_not_loaded, Sqlite, ONE, async |db| {
    let (_, statements, _) = ask(&db, "{ authors { id } }").await;
    assert_eq!(statements, 0);
    db.setup("DROP TABLE authors; DROP TABLE poems; DROP TABLE lines").await;
    let (_, statements, _) = ask(&db, "{ authors { poems @skip(if: true) { id } id } }").await;
    assert_eq!(statements, 0);
});

test!(aliases_and_fragments_are_seen_through, Sqlite, ONE, async |db| {
    let query = "{ authors { works: poems { ...Work } } } fragment Work on Poem { author { id } }";
    let (data, statements, hits) = ask(&db, query).await;
    let author = |id: i64| value!({ "author": { "id": id } });
    let expected = value!({ "authors": [
        { "works": [(author(1)), (author(1))] },
        { "works": [(author(2))] },
        { "works": [] },
    ] });
    assert_eq!(data, expected);
    assert_eq!(statements, 2, "the poems, and the authors that nobody had primed");
    // Two poems share one author. The resolvers' other six loads are hits.
    assert_eq!(hits, value!(7));
});

test!(aggregates_and_names_of_several_words_are_found, Sqlite, ONE, async |db| {
    let (data, statements, hits) =
        ask(&db, "{ authors { poemsCount poemsSumLength lastPoem { id } } }").await;
    let expected = value!({ "authors": [
        { "poemsCount": 2, "poemsSumLength": 4, "lastPoem": { "id": 11 } },
        { "poemsCount": 1, "poemsSumLength": 5, "lastPoem": { "id": 12 } },
        { "poemsCount": 0, "poemsSumLength": 0, "lastPoem": null },
    ] });
    assert_eq!(data, expected);
    assert_eq!(statements, 3);
    assert_eq!(hits, value!(9));
});

test!(the_rows_of_a_page_lead_on, Sqlite, ONE, async |db| {
    for rows in ["edges { node { poem { id } } }", "nodes { poem { id } }"] {
        let query = format!("{{ authors {{ poems {{ lines(first: 2) {{ {rows} }} }} }} }}");
        let (_, statements, hits) = ask(&db, &query).await;
        // One statement for the poems and one for the pages of lines. The poems of the lines are known by then.
        assert_eq!(statements, 2, "{rows}");
        // Hits for three authors, three poems and four lines. The lines were also looked up ahead.
        assert_eq!(hits, value!(3 + 3 + 4 + 4), "{rows}");
        db.setup("DROP TABLE authors; DROP TABLE poems; DROP TABLE lines").await;
    }
    let (_, statements, hits) =
        ask(&db, "{ authors { poems { lines(first: 2) { pageInfo { hasNextPage } } } } }").await;
    assert_eq!(statements, 2);
    assert_eq!(hits, value!(3 + 3), "nothing is asked of rows that nobody sees");
});

test!(a_page_is_found_beside_the_rows_of_its_relation, Sqlite, ONE, async |db| {
    let query = "{ authors { poems { linesPage(first: 2) { edges { node { id } } } } } }";
    let (_, statements, hits) = ask(&db, query).await;
    assert_eq!(statements, 2);
    assert_eq!(hits, value!(3 + 3), "three authors and three poems");
});

test!(a_page_that_the_tree_does_not_have_is_loaded_by_its_resolver, Sqlite, ONE, async |db| {
    let (data, statements, _) = ask(&db, "{ authors { poems { lines(first: 1) { nodes { id } } } } }").await;
    let poem = |line: i64| value!({ "lines": { "nodes": [{ "id": line }] } });
    let expected = value!({ "authors": [
        { "poems": [(poem(100)), (poem(103))] }, { "poems": [(poem(104))] }, { "poems": [] },
    ] });
    assert_eq!(data, expected);
    assert_eq!(statements, 3, "the poems, two lines of each in vain, one line of each");
});

test!(what_fails_fails_where_it_is_asked_for, Sqlite, ONE, async |db| {
    db.setup(ROWS).await;
    db.setup("DROP TABLE lines").await;
    let answer = schema(Loaders::builder(db.pool()))
        .execute("{ authors { poemsCount poems { id lines(first: 2) { nodes { id } } } } }")
        .await;
    assert!(!answer.errors.is_empty());
    for error in &answer.errors {
        let names = error.path.iter().filter_map(|segment| match segment {
            PathSegment::Field(name) => Some(name.as_str()),
            PathSegment::Index(_) => None,
        });
        assert!(names.eq(["authors", "poems", "lines"]), "{error:?}");
    }
});

test!(without_a_cache_nothing_is_asked_in_vain, Sqlite, ONE, async |db| {
    db.setup(ROWS).await;
    let schema = schema(Loaders::builder(db.pool()).cache(false));
    let (answer, asked) = db.counted(schema.execute("{ authors { poems { id } } }")).await;
    assert_eq!(answer.errors, []);
    assert_eq!(asked.len(), 1, "{asked:?}");
});
