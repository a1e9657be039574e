//! One request: fresh loaders, and a mix of operations on them, which its seed decides.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use batchload::{Error, Loader, Loaders, LoadersBuilder, Many, One};
use futures_util::FutureExt;
use futures_util::future::{BoxFuture, join, join_all};
use sqlx::Pool;

use super::{Db, known, ledger, schema};
use crate::dice::Dice;
use crate::errors::{Asker, Of, Weather};
use crate::models::{Article, Misread, REPORTERS, Reporter, SECTIONS, section};
use crate::source::{Inner, Key, MEANT, Square, Squares};
use crate::tally::{FAULTS, spent};

/// A batch that nobody disturbs ends within this time.
const PATIENT: Duration = Duration::from_secs(4);

/// The loaders of a request, and who asks them.
pub struct Request {
    pub seed: u64,
    weather: Weather,
    pub loaders: Loaders<Db>,
    builder: LoadersBuilder<Db>,
    pub squares: Loader<Key, Option<Square>>,
}

/// Does what the seed says, and judges every answer where it arrives.
pub async fn request(seed: u64, weather: Weather, pool: Pool<Db>) {
    let mut dice = Dice::new(seed);
    let request = Arc::new(Request::new(seed, weather, pool, &mut dice));
    let parts = dice.within(1..=4);
    let loaders = request.loaders.clone();
    let driven = dice.chance(60);
    let parts: Vec<_> = (0..parts).map(|_| Arc::clone(&request).part(dice.another(), 2)).collect();
    drop(request);
    if driven {
        loaders.drive(join_all(parts)).await
    } else {
        join_all(parts).await
    };
}

impl Request {
    fn new(seed: u64, weather: Weather, pool: Pool<Db>, dice: &mut Dice) -> Self {
        let calm = weather == Weather::Calm;
        let impatient = !calm && dice.chance(40);
        let timeout = if impatient { Duration::from_millis(dice.within(5..=80)) } else { PATIENT };
        let keys = if dice.chance(20) { usize::try_from(dice.within(1..=9)).unwrap_or(9) } else { 1_000 };
        let builder = Loaders::builder(pool).cache(dice.chance(90)).max_batch_size(keys).concurrency(2);
        // A request that must not fail waits as long as it takes.
        let builder = if calm { builder } else { builder.batch_timeout(timeout) };
        let loaders = builder.clone().build();
        let reporters = Reporter::by_id(&loaders);
        let inner: Inner = Box::new(move |ids| reporters.load_many(ids).map(|rows| rows.map(drop)).boxed());
        let squares = Squares { dice: Mutex::new(dice.another()), calm, impatient, inner: Some(inner) };
        let squares = loaders.batch_fn(|| squares);
        Self { seed, weather, loaders, builder, squares }
    }

    pub fn is_calm(&self) -> bool {
        self.weather == Weather::Calm
    }

    pub fn asker(&self, of: Of) -> Asker {
        Asker { seed: self.seed, weather: self.weather, of }
    }

    /// Counts the answer of a lookup.
    pub fn row<T: std::fmt::Debug>(
        &self,
        answer: Result<T, Error>,
        is_right: impl FnOnce(&T) -> bool,
    ) -> Option<T> {
        self.asker(Of::Lookup).judge(answer, is_right)
    }

    /// Does something. It may do several things at once, a few levels deep.
    fn part(self: Arc<Self>, mut dice: Dice, levels: u32) -> BoxFuture<'static, ()> {
        async move {
            match dice.within(0..=14) {
                0..=2 => self.nested(dice).await,
                3 => self.columns(dice).await,
                4 => known::known(&self, dice).await,
                5 | 6 => self.square(dice).await,
                7 => self.misread(dice).await,
                8 => known::forgotten(&self, dice).await,
                9 => schema::ask(self.asker(Of::Lookup), self.builder.clone(), dice).await,
                10 if levels > 0 => self.spawned(dice, levels - 1).await,
                11 if levels > 0 => {
                    let parts = (0..dice.within(2..=4)).map(|_| dice.another()).collect::<Vec<_>>();
                    join_all(parts.into_iter().map(|dice| Arc::clone(&self).part(dice, levels - 1))).await;
                }
                12 => known::endless(&self, dice).await,
                13 => known::moved(self, dice).await,
                14 => ledger::post(&self, dice).await,
                _ if !self.is_calm() && dice.chance(5) => {
                    FAULTS.add("a request panics");
                    panic!("{MEANT}a request");
                }
                _ => self.many(dice).await,
            }
        }
        .boxed()
    }

    async fn many(&self, mut dice: Dice) {
        let ids = dice.keys(60, REPORTERS + 20);
        let rows = Reporter::by_id(&self.loaders).load_many(ids.clone()).await;
        self.row(rows, |rows| {
            rows.iter().map(|row| row.as_deref().cloned()).eq(ids.into_iter().map(Reporter::at))
        });
    }

    async fn columns(&self, mut dice: Dice) {
        let (id, number) = (dice.key(REPORTERS + 20), dice.key(SECTIONS));
        let by_email = Reporter::by_email(&self.loaders).load(Reporter::of(id).email);
        let by_section = Article::by_section(&self.loaders).load(section(number));
        let (reporter, articles) = join(by_email, by_section).await;
        self.row(reporter, |row| row.as_deref() == Reporter::at(id).as_ref());
        self.row(articles, |rows| rows[..] == *Article::in_section(number));
    }

    /// Loads two to four levels of relations.
    async fn nested(self: Arc<Self>, mut dice: Dice) {
        let ids = dice.keys(12, REPORTERS + 20);
        let levels = dice.within(1..=3);
        join_all(ids.into_iter().map(|id| self.reporter(id, levels))).await;
    }

    async fn reporter(&self, id: i64, levels: u64) {
        let row = Reporter::by_id(&self.loaders).load(id).await;
        let row = self.row(row, |row| row.as_deref() == Reporter::at(id).as_ref());
        if let Some(reporter) = row.flatten() {
            self.articles(reporter, levels).await;
        }
    }

    fn articles(&self, reporter: One<Reporter>, levels: u64) -> BoxFuture<'_, ()> {
        async move {
            let rows = reporter.load_articles(&self.loaders).await;
            let rows = self.row(rows, |rows| rows[..] == *Reporter::articles(reporter.id));
            let rows: Many<Article> = rows.filter(|_| levels > 1).unwrap_or_default();
            join_all(rows.iter().map(|row| self.people(row, levels - 1))).await;
        }
        .boxed()
    }

    async fn people(&self, article: &Article, levels: u64) {
        let load = join(article.load_reporter(&self.loaders), article.load_editor(&self.loaders));
        let (reporter, editor) = load.await;
        self.row(reporter, |row| *row == Reporter::of(article.reporter_id));
        let editor = self.row(editor, |row| row.as_deref().cloned() == article.editor_id.map(Reporter::of));
        if let Some(editor) = editor.flatten()
            && levels > 1
        {
            self.articles(editor, levels - 1).await;
        }
    }

    async fn square(&self, mut dice: Dice) {
        let numbers = dice.keys(20, 200);
        let fragile = !self.is_calm() && dice.chance(10);
        let clones = dice.within(0..=4).cast_signed();
        let key = |number| if fragile { Key::fragile(number, clones) } else { Key::sound(number) };
        let loads = numbers.into_iter().map(|number| async move {
            let value = self.squares.load(key(number)).await;
            let right = Square::at(number).map(|value| value.number);
            self.asker(Of::Squares).judge(value, |value| value.as_ref().map(|value| value.number) == right);
        });
        let loads = std::panic::AssertUnwindSafe(join_all(loads)).catch_unwind().await;
        if let Err(panic) = loads
            && !fragile
        {
            std::panic::resume_unwind(panic);
        }
    }

    async fn misread(&self, mut dice: Dice) {
        if self.is_calm() {
            return;
        }
        FAULTS.add("a column of another type");
        let id = dice.key(REPORTERS);
        let row = Misread::by_id(&self.loaders).load(id).await;
        self.asker(Of::Misread).judge(row, |_| false);
    }

    /// Runs siblings in tasks of their own, and aborts some of the tasks.
    async fn spawned(self: Arc<Self>, mut dice: Dice, levels: u32) {
        let tasks: Vec<_> = (0..dice.within(1..=3))
            .map(|_| tokio::spawn(Arc::clone(&self).part(dice.another(), levels)))
            .collect();
        for task in tasks {
            if !self.is_calm() && dice.chance(20) {
                FAULTS.add("a sibling's task is aborted");
                task.abort();
            }
            let _ = task.await;
        }
    }
}

impl Drop for Request {
    fn drop(&mut self) {
        spent(&self.loaders.stats());
    }
}
