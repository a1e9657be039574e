//! What loads know of the driver that polls them.

use std::cell::RefCell;
use std::sync::{Arc, PoisonError};
use std::task::Wake;

use super::signal::Signal;
use crate::scheduler::few::Few;
use crate::scheduler::watch::Opened;
use crate::sync::{Mutex, MutexGuard, thread_local};

/// What loads know of the driver that polls them: where to leave a batch that is to be sent, and whom to wake.
#[derive(Default)]
pub(super) struct Driver {
    pub(super) signal: Signal,
    opened: Mutex<Few<Opened>>,
}

impl Driver {
    pub(super) fn take(&self) -> Few<Opened> {
        std::mem::take(&mut *self.lock())
    }

    /// Leaves what is to be sent to those who wait for it.
    pub(super) fn release(&self) {
        if self.lock().is_empty() {
            return;
        }
        for opened in self.take() {
            opened.release();
        }
    }

    pub(super) fn put_back(&self, before: Few<Opened>) {
        let mut opened = self.lock();
        let since = std::mem::replace(&mut *opened, before);
        opened.extend(since);
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, Few<Opened>> {
        self.opened.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Wake for Driver {
    fn wake(self: Arc<Self>) {
        self.signal.wake();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.signal.wake();
    }
}

thread_local! {
    static CURRENT: RefCell<Option<Arc<Driver>>> = const { RefCell::new(None) };
}

/// The driver that polls here.
pub(super) fn current() -> Option<Arc<Driver>> {
    CURRENT.with(|current| current.borrow().clone())
}

/// Whether a driver polls here.
#[inline]
pub(in super::super) fn is_driven() -> bool {
    CURRENT.with(|current| current.borrow().is_some())
}

/// Leaves what is to be sent with the driver that polls here.
///
/// # Errors
///
/// If none does, the opening comes back.
pub(in super::super) fn open(opened: Opened) -> Result<(), Opened> {
    match current() {
        Some(driver) => driver.lock().push(opened),
        None => return Err(opened),
    }
    Ok(())
}

/// That a driver polls here, until this is dropped.
pub(super) struct Entered;

impl Entered {
    pub(super) fn new(driver: &Arc<Driver>) -> Self {
        CURRENT.with(|current| current.replace(Some(Arc::clone(driver))));
        Self
    }
}

impl Drop for Entered {
    fn drop(&mut self) {
        CURRENT.with(|current| current.replace(None));
    }
}
