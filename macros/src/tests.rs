//! What the derive prints, compared with files that read like documentation.
//!
//! Run with `BLESS=1` in the environment to write the files anew.

use proc_macro2::TokenStream;
use syn::{DeriveInput, Expr, File, Item, Stmt};

use golden::{assert_change, assert_expansion};

mod attributes;
mod filters;
mod golden;
mod names;
mod promises;

fn read(input: &str) -> DeriveInput {
    syn::parse_str(input).expect("the input is a struct or an enum")
}

/// Returns what the derive prints for a struct or an enum.
fn derived(input: &str) -> TokenStream {
    crate::derive::derive(&read(input))
}

/// Returns the same as a file of Rust.
fn parsed(input: &str) -> File {
    file(derived(input))
}

fn file(output: TokenStream) -> File {
    syn::parse2(output).unwrap_or_else(|error| panic!("the output is no Rust: {error}"))
}

/// Returns the anonymous constant, emptied, followed by the items that were in it.
fn items(output: TokenStream) -> Vec<Item> {
    let mut items = file(output).items;
    let [Item::Const(constant)] = &mut items[..] else { panic!("one constant") };
    let Expr::Block(block) = &mut *constant.expr else { panic!("a block") };
    for statement in std::mem::take(&mut block.block.stmts) {
        let Stmt::Item(item) = statement else { panic!("an item") };
        items.push(item);
    }
    items
}

#[test]
fn table_and_columns() {
    assert_expansion(
        "table_and_columns",
        r#"
#[batch_load(table = "news.staff", crate = "facade::batchload")]
#[sqlx(rename_all = "camelCase")]
pub struct Reporter {
    pub id: i64,
    pub first_name: String,
    #[sqlx(rename = "e-mail")]
    pub email: String,
    #[sqlx(skip)]
    pub cached: Vec<u8>,
    #[sqlx(try_from = "i64")]
    pub age: u64,
    #[sqlx(json)]
    pub tags: Vec<String>,
    #[sqlx(json(nullable))]
    pub address: Option<Address>,
    #[sqlx(json, try_from = "Vec<u8>")]
    pub salt: Salt,
}"#,
    );
}

#[test]
fn from_row() {
    assert_expansion(
        "from_row",
        "
#[batch_load(from_row)]
struct Reporter {
    id: i64,
}",
    );
}

#[test]
fn lookups() {
    assert_expansion(
        "lookups",
        "
pub(crate) struct Article {
    #[batch_load(primary_key)]
    code: String,
    #[batch_load(unique)]
    slug: Option<String>,
    #[batch_load(index)]
    r#type: i16,
}",
    );
}

#[test]
fn composite_key() {
    assert_expansion(
        "composite_key",
        "
struct Tagging {
    #[batch_load(primary_key)]
    article_id: i64,
    #[batch_load(primary_key)]
    tag: String,
}",
    );
}

#[test]
fn belongs_to() {
    assert_change(
        "belongs_to",
        "
pub struct Article {
    pub id: i64,
    #[belongs_to(Reporter)]
    pub reporter_id: i64,
    #[belongs_to(staff::Reporter, name = source, references = email)]
    pub source_email: Option<String>,
}",
    );
}

#[test]
fn has_many() {
    assert_change(
        "has_many",
        "
#[has_many(Article)]
#[has_many(Article, name = newest, foreign_key = author_id, order_by(pub_date desc, id))]
#[has_one(Profile)]
pub struct Reporter {
    pub id: i64,
}",
    );
}

#[test]
fn several_fields() {
    assert_change(
        "several_fields",
        "
#[batch_load(unique(tenant, code))]
#[belongs_to(Customer, foreign_key(tenant, customer_number), references(tenant, number))]
struct Order {
    id: i64,
    tenant: i64,
    code: Option<String>,
    customer_number: Option<i64>,
}",
    );
}

#[test]
fn filters() {
    assert_change(
        "filters",
        r#"
#[batch_load(filter = "retired_at IS NULL")]
#[has_many(Article, filter = "published AND day >= :since", args(since: NaiveDate))]
struct Reporter {
    id: i64,
}"#,
    );
}

#[test]
fn through() {
    assert_change(
        "through",
        "
#[has_many(Tag, through(articles, tags))]
struct Reporter {
    id: i64,
}",
    );
}

#[test]
fn many_to_many() {
    assert_change(
        "many_to_many",
        r#"
#[many_to_many(Tag, through = "article_tags", order_by(word))]
#[many_to_many(Reader, through = Loan)]
struct Article {
    id: i64,
}"#,
    );
}

#[test]
fn links() {
    assert_change(
        "links",
        r#"
#[many_to_many(Reader, through = Loan, link(order_by(day desc), filter = "days > :days"), args(days: i32))]
struct Article {
    id: i64,
}"#,
    );
}

#[test]
fn aggregates() {
    assert_change(
        "aggregates",
        r#"
#[has_many(Article, filter = "day >= :since", args(since: NaiveDate), count, sum(words))]
pub struct Reporter {
    pub id: i64,
}"#,
    );
}

#[test]
fn lazy() {
    assert_change(
        "lazy",
        "
pub struct Article {
    pub id: i64,
    #[batch_load(lazy)]
    pub body: Lazy<String>,
}",
    );
}

#[test]
fn trees() {
    assert_change(
        "trees",
        "
#[ancestors(foreign_key = manager_id)]
#[descendants(foreign_key = manager_id, name = reports, depth = 3, order_by(name desc))]
pub struct Employee {
    pub id: i64,
    pub name: String,
    pub manager_id: Option<i64>,
}",
    );
}

#[test]
fn polymorphic() {
    assert_change(
        "polymorphic",
        "
#[has_many(Comment, name = replies, polymorphic = subject)]
pub struct Comment {
    pub id: i64,
    pub subject_type: String,
    #[belongs_to(Subject, kind = subject_type)]
    pub subject_id: i64,
}",
    );
}

#[test]
fn lists() {
    assert_expansion(
        "lists",
        "#[has_many(Article, order_by(day desc), page)]
pub struct Query;",
    );
}

#[test]
fn models() {
    assert_expansion(
        "models",
        r#"
pub enum Subject {
    Article(One<Article>),
    #[batch_load(kind = "picture")]
    Photo(batchload::One<media::Photo>),
}"#,
    );
}

#[test]
fn mistakes() {
    assert_expansion(
        "mistakes",
        "
#[batch_load(tabel = reporters)]
struct Reporter(i64);",
    );
}

#[test]
fn paged() {
    assert_change(
        "paged",
        r#"
#[has_many(
    Article,
    order_by(pub_date desc),
    filter = "pub_date >= :since",
    args(since: NaiveDate),
    page(max = 50),
    strategy = window
)]
pub struct Reporter {
    id: i64,
}
"#,
    );
}
