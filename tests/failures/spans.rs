//! A batch serves several requests: its span says which ones, and no request sees anything of another.

use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::join3;
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Instrument, Metadata, Span, Subscriber, info_span};
use tracing_core::span::Current;

use crate::support::recorder::{Calls, Gate, Recorder, echo, same};

/// A subscriber for one thread. It records every span, and what each span follows from.
#[derive(Clone, Default)]
struct Spans(Arc<Mutex<Recorded>>);

#[derive(Default)]
struct Recorded {
    all: Vec<SpanState>,
    follows: Vec<(Id, Id)>,
    entered: Vec<Id>,
    /// Whether the subscriber panics when it is next asked for the current span.
    panics: bool,
}

struct SpanState {
    metadata: &'static Metadata<'static>,
    references: usize,
}

impl Recorded {
    fn span(&mut self, id: &Id) -> &mut SpanState {
        &mut self.all[usize::try_from(id.into_u64()).unwrap() - 1]
    }

    /// Returns which span follows from which, by name and without repetition.
    fn followed(&mut self) -> Vec<(&'static str, &'static str)> {
        let follows = self.follows.clone();
        let mut names: Vec<_> = follows.iter().map(|(span, of)| (self.name(span), self.name(of))).collect();
        names.dedup();
        names
    }

    fn name(&mut self, id: &Id) -> &'static str {
        self.span(id).metadata.name()
    }

    fn open(&self) -> usize {
        self.all.iter().filter(|span| span.references > 0).count()
    }
}

impl Spans {
    fn with_recorded<T>(&self, look: impl FnOnce(&mut Recorded) -> T) -> T {
        look(&mut self.0.lock().unwrap())
    }

    /// Waits until the subscriber hears of batches. `tracing` remembers for each callsite whether a subscriber is
    /// interested. It remembers the wrong answer if another test reaches the callsite for the first time at the moment
    /// when this test sets its subscriber.
    async fn listen(&self) {
        while self.with_recorded(Recorded::followed).is_empty() {
            tracing::callsite::rebuild_interest_cache();
            let (loader, _) = echo::<i32>();
            loader.load(1).instrument(info_span!("first")).await.unwrap();
        }
        self.with_recorded(|recorded| recorded.follows.clear());
    }
}

impl Subscriber for Spans {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.is_span()
            && (metadata.target().starts_with("batchload::")
                || ["first", "second", "late"].contains(&metadata.name()))
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        self.with_recorded(|recorded| {
            recorded.all.push(SpanState { metadata: span.metadata(), references: 1 });
            Id::from_u64(recorded.all.len() as u64)
        })
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, span: &Id, follows: &Id) {
        self.with_recorded(|recorded| recorded.follows.push((span.clone(), follows.clone())));
    }

    fn event(&self, _: &Event<'_>) {}

    fn enter(&self, span: &Id) {
        self.with_recorded(|recorded| recorded.entered.push(span.clone()));
    }

    fn exit(&self, span: &Id) {
        let left = self.with_recorded(|recorded| recorded.entered.pop());
        assert_eq!(left.as_ref(), Some(span));
    }

    fn clone_span(&self, span: &Id) -> Id {
        self.with_recorded(|recorded| recorded.span(span).references += 1);
        span.clone()
    }

    fn try_close(&self, span: Id) -> bool {
        self.with_recorded(|recorded| {
            recorded.span(&span).references -= 1;
            recorded.span(&span).references == 0
        })
    }

    fn current_span(&self) -> Current {
        assert!(
            !self.with_recorded(|recorded| std::mem::take(&mut recorded.panics)),
            "a subscriber panicked"
        );
        self.with_recorded(|recorded| {
            let Some(id) = recorded.entered.last().cloned() else { return Current::none() };
            let metadata = recorded.span(&id).metadata;
            Current::new(id, metadata)
        })
    }
}

fn current() -> Option<&'static str> {
    Span::current().metadata().map(Metadata::name)
}

/// The names of the spans that batches were in.
type Noted = Arc<Mutex<Vec<Option<&'static str>>>>;

/// Makes batches that note the span they run in, and wait at a gate.
fn noting(gate: &Gate) -> (Recorder<i32, i32>, Calls<i32>, Noted) {
    let noted = Noted::default();
    let recorder = Recorder::new({
        let (gate, noted) = (gate.clone(), Arc::clone(&noted));
        move |keys: Vec<i32>| {
            let (gate, noted) = (gate.clone(), Arc::clone(&noted));
            async move {
                noted.lock().unwrap().push(current());
                gate.pass().await;
                noted.lock().unwrap().push(current());
                Ok(same(keys))
            }
        }
    });
    let calls = recorder.calls();
    (recorder, calls, noted)
}

tokio::task_local! {
    static REQUEST: &'static str;
}

#[test]
fn s32_the_span_of_a_batch_follows_from_every_request_that_waits_for_it() {
    for driven in [false, true] {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let spans = Spans::default();
        let _here = tracing::subscriber::set_default(spans.clone());
        runtime.block_on(async {
            spans.listen().await;
            let gate = Gate::closed();
            let (recorder, calls, noted) = noting(&gate);
            let loader = batchload::Loader::new(recorder);
            let request = |name: &'static str, keys: [i32; 2]| {
                let load = loader.load_many(keys);
                REQUEST.scope(name, async move {
                    let values = load.await.unwrap();
                    // Each request keeps its own context, no matter who sent the batch.
                    assert_eq!((current(), REQUEST.get()), (Some(name), name));
                    values
                })
            };
            let first = request("first", [1, 2]).instrument(info_span!("first"));
            let second = request("second", [2, 3]).instrument(info_span!("second"));
            let late = async {
                gate.reached().await;
                gate.release_one();
                request("late", [1, 3]).await
            };
            let all = join3(first, second, late.instrument(info_span!("late")));
            let (first, second, late) = if driven { batchload::drive(all).await } else { all.await };
            assert_eq!([first, second, late], [[1, 2], [2, 3], [1, 3]].map(|keys| keys.map(Some).to_vec()));
            assert_eq!(calls.list(), [[1, 2, 3]]);
            assert_eq!(*noted.lock().unwrap(), [Some("batch"); 2]);
            assert_eq!(loader.load(1).await.unwrap(), Some(1));
            let (followed, open) = spans.with_recorded(|recorded| (recorded.followed(), recorded.open()));
            assert_eq!(followed, ["first", "second", "late"].map(|of| ("batch", of)));
            // Remembered answers keep no request's span open.
            assert_eq!(open, 0);
        });
    }
}

#[test]
fn s38_a_subscriber_that_panics_when_a_load_waits_harms_no_later_load() {
    for (driven, kept) in [(false, false), (false, true), (true, false), (true, true)] {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let spans = Spans::default();
        let _here = tracing::subscriber::set_default(spans.clone());
        runtime.block_on(async {
            spans.listen().await;
            tokio::time::pause();
            let (loader, calls) = echo();
            let request = async {
                spans.with_recorded(|recorded| recorded.panics = true);
                let mut broken = Some(Box::pin(loader.load(1)));
                assert!(AssertUnwindSafe(broken.as_mut().unwrap()).catch_unwind().await.is_err());
                broken.take_if(|_| !kept);
                loader.load(2).await
            };
            let request = async { if driven { batchload::drive(request).await } else { request.await } };
            let found = tokio::time::timeout(Duration::from_mins(1), request).await;
            assert_eq!(found.expect("nobody has to be forgotten").unwrap(), Some(2));
            assert_eq!(calls.list(), [if kept { vec![1, 2] } else { vec![2] }]);
        });
    }
}
