//! Names that the derive infers, and the styles of sqlx.

use proc_macro2::{Ident, Span};

use super::derived;
use crate::errors::closest;
use crate::names::{
    STYLES, child, children, foreign_key, hash, hash_of, in_style, lookup, parent, relation, spelt, table,
    type_prefix,
};

fn ident(name: &str) -> Ident {
    Ident::new(name, Span::call_site())
}

#[test]
fn tables_and_relations() {
    assert_eq!(table(&ident("BlogPost")), "blog_posts");
    assert_eq!(table(&ident("HTTPServer2")), "http_server2s");
    assert_eq!(foreign_key(&ident("BlogPost"), Span::call_site()), "blog_post_id");
    assert_eq!(children(&ident("BlogPost")), "blog_posts");
    assert_eq!(child(&ident("BlogPost")), "blog_post");
    assert_eq!(parent(&ident("blog_post_id")).as_deref(), Some("blog_post"));
    assert_eq!(parent(&ident("author")), None);
    assert_eq!(parent(&ident("_id")), None);
}

#[test]
fn raw_names_are_plain() {
    assert_eq!(table(&Ident::new_raw("type", Span::call_site())), "types");
    let raw = Ident::new_raw("type", Span::call_site());
    assert_eq!(hash(&[raw]).to_string(), hash_of("type").to_string());
}

#[test]
fn a_name_has_one_spelling() {
    for (written, spelling) in
        [("r#name", "name"), ("gen", "r#gen"), ("r#gen", "r#gen"), ("r#type", "r#type")]
    {
        assert_eq!(spelt(&parse(written)).to_string(), spelling);
    }
}

fn parse(name: &str) -> Ident {
    syn::parse_str(name).expect("a name")
}

#[test]
fn invented_types_keep_names_apart() {
    let fields = [
        "row",
        "__row",
        "a1",
        "a_1",
        "user_name",
        "Row",
        "user__name",
        "userName",
        "user_Name",
        "_row",
        "s_s",
        "ß",
    ];
    let mut types: Vec<_> = fields.iter().map(|field| lookup("Article", field).to_string()).collect();
    assert_eq!(types[0], "ArticleByRow");
    assert_eq!(types[4], "ArticleByUserName");
    assert_eq!(relation("Reporter", "articles"), "ReporterLoadArticles");
    types.sort();
    types.dedup();
    assert_eq!(types.len(), fields.len());
}

#[test]
fn m24_invented_types_avoid_those_of_the_user() {
    let type_prefix = |input| type_prefix(&syn::parse_str(input).expect("a struct"));
    assert_eq!(type_prefix("struct Article { id: i64 }"), "Article");
    assert_eq!(type_prefix("struct Article { id: ArticleById }"), "Article_");
    assert_eq!(
        type_prefix("struct Article { id: i64, #[belongs_to(ArticleLoader)] a_id: Article_ById }"),
        "Article__"
    );
}

#[test]
fn hashes_are_fnv_1a() {
    assert_eq!(hash(&[ident("a")]).to_string(), 0xaf63_dc4c_8601_ec8c_u64.to_string());
    assert_eq!(hash_of("foobar").to_string(), 0x8594_4171_f739_67e8_u64.to_string());
}

#[test]
fn styles_are_those_of_sqlx() {
    let styled = |field: &str| STYLES.map(|style| in_style(style, field));
    assert_eq!(
        styled("first_name"),
        ["first_name", "firstName", "FirstName", "first-name", "FIRST_NAME", "first_name", "FIRST_NAME"]
    );
    assert_eq!(
        styled("userID2Name"),
        [
            "user_id2_name",
            "userId2Name",
            "UserId2Name",
            "user-id2-name",
            "USER_ID2_NAME",
            "userid2name",
            "USERID2NAME"
        ]
    );
    assert_eq!(in_style("snake_case", "XMLHttpRequest"), "xml_http_request");
    assert_eq!(in_style("snake_case", "_type_"), "type");
    assert_eq!(in_style("camelCase", "address_line_1"), "addressLine1");
}

#[test]
fn a_typo_is_recognized_and_a_stranger_is_not() {
    assert_eq!(closest("tabel", &["table", "crate"]), Some("table"));
    assert_eq!(closest("foreignkey", &["name", "foreign_key"]), Some("foreign_key"));
    assert_eq!(closest("uniqe", &["index", "unique"]), Some("unique"));
    assert_eq!(closest("cached", &["table", "crate", "from_row"]), None);
    assert_eq!(closest("as", &["desc", "asc"]), Some("asc"));
    assert_eq!(closest("", &["asc"]), None);
}

#[test]
fn one_name_prints_the_same_however_it_is_spelt() {
    let printed = |input| derived(input).to_string();
    let raw = printed(
        "#[batch_load(index(r#name, r#gen))] #[has_many(r#Page, foreign_key = r#page_id, order_by(gen))]
        struct Page { r#id: i64, #[belongs_to(Self, name = r#above)] page_id: Id<Self>, name: i64, gen: i64 }",
    );
    let plain = printed(
        "#[batch_load(index(name, gen))] #[has_many(Page, foreign_key = page_id, order_by(r#gen))]
        struct Page { id: i64, #[belongs_to(Page, name = above)] page_id: Id<Page>, r#name: i64, r#gen: i64 }",
    );
    assert_eq!(raw, plain);
    assert!(!raw.contains("compile_error"), "{raw}");
}
