//! Every batch is a span that says what it cost. Without a subscriber there is no span.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use batchload::{Error, Loader};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::DefaultGuard;
use tracing::{Event, Metadata, Subscriber};

use crate::support::recorder::{Failure, Recorder, echo};

/// The fields of every span, by its number.
#[derive(Clone, Default)]
struct Spans(Arc<Mutex<Vec<BTreeMap<&'static str, String>>>>);

struct Fields<'a>(&'a mut BTreeMap<&'static str, String>);

impl Visit for Fields<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.0.insert(field.name(), format!("{value:?}"));
    }
}

impl Spans {
    /// Returns the spans since the last call.
    fn take(&self) -> Vec<BTreeMap<&'static str, String>> {
        std::mem::take(&mut *self.0.lock().unwrap())
    }
}

impl Subscriber for Spans {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target().starts_with("batchload")
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let mut spans = self.0.lock().unwrap();
        let mut fields = BTreeMap::from([("name", span.metadata().name().to_owned())]);
        span.record(&mut Fields(&mut fields));
        spans.push(fields);
        Id::from_u64(spans.len() as u64)
    }

    fn record(&self, span: &Id, values: &Record<'_>) {
        let at = usize::try_from(span.into_u64()).unwrap() - 1;
        values.record(&mut Fields(&mut self.0.lock().unwrap()[at]));
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn event(&self, _: &Event<'_>) {}
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

/// Collects the spans of this thread from here on.
async fn subscribe(spans: &Spans) -> DefaultGuard {
    let here = tracing::subscriber::set_default(spans.clone());
    // `tracing` remembers for each callsite whether a subscriber is interested. It remembers the wrong answer if
    // another test reaches the callsite for the first time at the moment when this test sets its subscriber.
    while spans.take().is_empty() {
        tracing::callsite::rebuild_interest_cache();
        echo::<i32>().0.load(1).await.unwrap();
    }
    here
}

#[tokio::test]
async fn a_batch_is_a_span_with_what_it_cost() {
    let spans = Spans::default();
    let _here = subscribe(&spans).await;
    let (loader, calls) = echo::<i32>();
    assert_eq!(loader.load_many([1, 2, 1]).await.unwrap(), [Some(1), Some(2), Some(1)]);
    assert_eq!(calls.list(), [[1, 2]]);

    let mut spans = spans.take();
    assert_eq!(spans.len(), 1, "{spans:?}");
    let elapsed = spans[0].remove("elapsed_us").unwrap();
    assert!(elapsed.parse::<u64>().is_ok(), "{elapsed}");
    let name = format!("{:?}", loader.name());
    let expected = [("keys", "2"), ("lookup", &name), ("name", "batch"), ("rows", "2"), ("statements", "1")];
    assert_eq!(spans[0], expected.map(|(field, value)| (field, value.to_owned())).into());
}

#[tokio::test(start_paused = true)]
async fn the_span_of_a_batch_that_failed_says_why() {
    let spans = Spans::default();
    let _here = subscribe(&spans).await;
    let failing = Loader::new(Recorder::<i32, i32>::new(async |_| Err(Failure("down"))));
    let stuck = Recorder::<i32, i32>::new(async |_| std::future::pending().await);
    let stuck = Loader::builder(stuck).name("stuck").batch_timeout(Duration::from_secs(5)).build();

    let errors = [failing.load(1).await.unwrap_err(), stuck.load(1).await.unwrap_err()];

    assert!(matches!(errors, [Error::Batch { .. }, Error::Timeout { .. }]), "{errors:?}");
    let recorded = spans.take().into_iter().map(|mut span| span.remove("error"));
    assert_eq!(recorded.collect::<Vec<_>>(), errors.map(|error| Some(error.to_string())));
}
