struct Article {
    _: i64,
    published: bool,
    #[belongs_to(Reporter)]
    reporter_id: i64,
}
