//! Makes structs from bytes: mostly what a user could write, and now and then a word that nobody would.

/// Attributes of a struct. Capital words are chosen from the lists below, so a new keyword is a new line.
const ABOVE_STRUCT: &[&str] = &[
    r#"batch_load(key = MODEL)"#,
    r#"batch_load(table = TEXT)"#,
    r#"batch_load(crate = TEXT)"#,
    r#"batch_load(crate = MODEL)"#,
    r#"batch_load(from_row)"#,
    r#"has_many(MODEL)"#,
    r#"has_many(MODEL, name = NAME)"#,
    r#"has_many(MODEL, foreign_key = NAME)"#,
    r#"has_many(MODEL, order_by(NAME DIRECTION, NAME))"#,
    r#"has_many(MODEL, name = NAME, foreign_key = NAME, order_by(NAME DIRECTION, NAME DIRECTION))"#,
    r#"has_one(MODEL)"#,
    r#"has_one(MODEL, name = NAME, order_by(NAME DIRECTION))"#,
    r#"has_many(MODEL, foreign_key(NAME, NAME), references(NAME, NAME))"#,
    r#"has_many(MODEL, filter = TEXT, args(NAME: MODEL))"#,
    r#"has_many(MODEL, through(NAME, NAME, NAME), order_by(NAME))"#,
    r#"has_many(MODEL, polymorphic = NAME, page(default = 20, max = 100), strategy = window)"#,
    r#"has_many(MODEL, count, exists, sum(NAME), avg(NAME, NAME), min(NAME), max(NAME))"#,
    r#"many_to_many(MODEL, through = TEXT)"#,
    r#"many_to_many(MODEL, through = TEXT, foreign_key(TEXT, TEXT), target_key = TEXT)"#,
    r#"many_to_many(MODEL, through = MODEL, foreign_key = NAME, target_key(NAME, NAME), page)"#,
    r#"many_to_many(MODEL, through = MODEL, link(order_by(NAME DIRECTION), filter = TEXT), args(NAME: MODEL))"#,
    r#"many_to_many(MODEL, through = TEXT, filter = TEXT, link(filter = TEXT))"#,
    r#"ancestors(foreign_key = NAME, depth = 7)"#,
    r#"descendants(foreign_key(NAME, NAME), name = NAME, order_by(NAME DIRECTION))"#,
    r#"belongs_to(MODEL, foreign_key(NAME, NAME), references(NAME, NAME), name = NAME)"#,
    r#"batch_load(filter = TEXT)"#,
    r#"batch_load(index(NAME, NAME), unique(NAME, NAME, NAME))"#,
    r#"sqlx(rename_all = TEXT)"#,
    r#"sqlx(default)"#,
    r#"sqlx(type_name = TEXT)"#,
    r#"sqlx(transparent)"#,
    r#"derive(MODEL)"#,
    r#"doc = TEXT"#,
    r#"belongs_to(MODEL)"#,
];

/// Attributes of a field.
const ABOVE_FIELD: &[&str] = &[
    r#"batch_load(primary_key)"#,
    r#"batch_load(unique)"#,
    r#"batch_load(index)"#,
    r#"belongs_to(MODEL)"#,
    r#"belongs_to(MODEL, name = NAME)"#,
    r#"belongs_to(MODEL, references = NAME)"#,
    r#"belongs_to(MODEL, name = NAME, references = NAME)"#,
    r#"belongs_to(MODEL, optional)"#,
    r#"belongs_to(MODEL, kind = NAME)"#,
    r#"belongs_to(MODEL, kind = NAME, optional)"#,
    r#"batch_load(lazy)"#,
    r#"sqlx(rename = TEXT)"#,
    r#"sqlx(skip)"#,
    r#"sqlx(default)"#,
    r#"sqlx(try_from = TEXT)"#,
    r#"sqlx(json)"#,
    r#"sqlx(json(nullable))"#,
    r#"sqlx(flatten)"#,
    r#"deprecated"#,
    r#"has_many(MODEL)"#,
];

const MODELS: &[&str] = &[
    "Article",
    "Reporter",
    "r#fn",
    "crate::models::Article",
    "::a::B",
    "self::X",
    "Self",
    "DB",
    "ArticleById",
    "Vec<Article>",
    "dyn Model",
    "&Article",
    "[Article; 3]",
    "(A, B)",
    "fn(A) -> B",
    "_",
    "!",
    "HTTPServer2",
    "_1",
    "ʼN",
    "İx",
];

const NAMES: &[&str] = &[
    "id",
    "author_id",
    "email",
    "r#type",
    "type",
    "self",
    "crate",
    "super",
    "_",
    "__",
    "_id",
    "a1",
    "a_1",
    "DB",
    "row",
    "loaders",
    "Name",
    "r#match",
    "ß",
    "ŉ",
    "ǰ_id",
    "İ",
    "desc",
    "table",
    "x",
];

const TYPES: &[&str] = &[
    "i64",
    "Option<i64>",
    "String",
    "Option<String>",
    "f64",
    "Option<f32>",
    "Vec<u8>",
    "std::option::Option<i64>",
    "Option<Option<i64>>",
    "ArticleById",
    "&'static str",
    "[u8; 16]",
    "(i64, i64)",
    "fn(i64)",
    "impl Copy",
    "!",
    "Box<dyn Fn() + Send>",
    "<T as U>::V",
    "_",
    "m!()",
    "Option<'a>",
    "Option<i64, u8>",
    "(((i64)))",
];

const TEXTS: &[&str] = &[
    r#""reporters""#,
    r#""news.staff""#,
    r#""""#,
    r#"".""#,
    r#""\0""#,
    r#""camelCase""#,
    r#""SCREAMING_SNAKE_CASE""#,
    r#""cammelCase""#,
    r#""i64""#,
    r#""Vec<""#,
    r#""a::b""#,
    r##"r#"x"y"#"##,
    r#"b"x""#,
    "7",
    "'x'",
    "true",
    r#"concat!("a")"#,
    r#""é\u{202e}""#,
    r#""x\"; DROP TABLE y; --""#,
];

const DIRECTIONS: &[&str] = &["", "asc", "desc", "DESC", "dsc", "desc desc", "= desc", "::x"];

/// Text that nobody would write.
const ODD: &[&str] = &[
    "",
    ",",
    ",,",
    "=",
    "==",
    "::",
    "()",
    "[]",
    "{}",
    "#",
    "#![x]",
    ";",
    "->",
    "..",
    "'a",
    "\"x\"",
    "0x",
    "1e9",
    "$x",
    "?",
    "@",
    "r#loop",
    "fn",
    "crate",
    "compile_error!()",
    "\u{feff}",
];

const ITEMS: &[&str] = &["struct", "struct", "struct", "struct", "struct", "enum", "union"];
const GENERICS: &[&str] = &["", "", "", "", "", "<T>", "<'a>", "<const N: usize>", "<T: Clone = i64>", "<>"];
const VISIBILITIES: &[&str] = &["", "pub", "pub(crate)", "pub(in crate::a)", "pub(super)"];

/// Choices made by bytes. When the bytes are used up, every choice is the first.
struct Choices<'a>(std::slice::Iter<'a, u8>);

impl Choices<'_> {
    fn number(&mut self, below: usize) -> usize {
        usize::from(self.0.next().copied().unwrap_or(0)) % below
    }

    fn one<'t>(&mut self, list: &[&'t str]) -> &'t str {
        list[self.number(list.len())]
    }

    /// Returns whether something that happens once in so many times happens now.
    fn rarely(&mut self, times: usize) -> bool {
        self.number(times) == times - 1
    }

    /// Returns a line of the lists with its capital words chosen, and rarely with a word too few or too many.
    fn line(&mut self, line: &str) -> String {
        let mut filled = String::new();
        let is_word = |letter: char| letter.is_alphanumeric() || letter == '_';
        let mut rest = line;
        while let Some(letter) = rest.chars().next() {
            let end = rest.find(|next| !is_word(next)).unwrap_or(rest.len()).max(letter.len_utf8());
            let (word, others) = rest.split_at(end);
            rest = others;
            let chosen = match word {
                "MODEL" => self.one(MODELS),
                "NAME" => self.one(NAMES),
                "TEXT" => self.one(TEXTS),
                "DIRECTION" => self.one(DIRECTIONS),
                _ if self.rarely(50) => self.one(ODD),
                _ => word,
            };
            filled.push_str(chosen);
            if self.rarely(100) {
                filled.push_str(self.one(ODD));
            }
        }
        filled
    }

    fn attributes(&mut self, most: usize, list: &[&str], text: &mut String) {
        for _ in 0..self.number(most) {
            let line = self.one(list);
            let line = self.line(line);
            text.push_str(&format!("#[{line}]\n"));
        }
    }
}

/// Makes a struct, or rarely an item that is not a struct.
pub fn item(bytes: &[u8]) -> String {
    let mut choices = Choices(bytes.iter());
    let mut text = String::new();
    choices.attributes(5, ABOVE_STRUCT, &mut text);
    let (visibility, kind) = (choices.one(VISIBILITIES), choices.one(ITEMS));
    let (name, generics) = (choices.one(&["Article", "r#struct", "__", "a", "ʼN"]), choices.one(GENERICS));
    text.push_str(&format!("{visibility} {kind} {name}{generics} "));
    match (kind, choices.number(12)) {
        ("struct", 10) => text.push_str("(i64, String);"),
        ("struct", 11) => text.push(';'),
        ("enum", _) => text.push_str("{ A, B(i64) }"),
        _ => fields(&mut choices, &mut text),
    }
    text
}

fn fields(choices: &mut Choices, text: &mut String) {
    text.push_str("{\n");
    for at in 0..choices.number(9) {
        choices.attributes(4, ABOVE_FIELD, text);
        let (visibility, name, ty) = (choices.one(VISIBILITIES), choices.one(NAMES), choices.one(TYPES));
        // Names that no field can have are meant for attributes.
        let name =
            if syn::parse_str::<syn::Ident>(name).is_ok() { name.to_owned() } else { format!("f{at}") };
        text.push_str(&format!("{visibility} {name}: {ty},\n"));
    }
    text.push('}');
}

/// Makes a struct with this text in every attribute.
pub fn around(text: &str) -> String {
    let above =
        ["batch_load", "belongs_to", "has_many", "has_one", "many_to_many", "ancestors", "descendants", "sqlx"].map(|name| format!("#[{name}({text})]\n")).concat();
    let within = ["batch_load", "belongs_to", "sqlx"].map(|name| format!("#[{name}({text})]\n")).concat();
    format!("{above}struct Article {{ id: i64, {within} author_id: Option<i64> }}")
}
