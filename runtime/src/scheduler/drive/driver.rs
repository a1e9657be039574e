//! What loads know of the driver that polls them.

use std::cell::RefCell;
use std::sync::{Arc, PoisonError};

use crate::scheduler::watch::Opened;
use crate::sync::{Mutex, MutexGuard, thread_local};

/// What loads know of the driver that polls them: where to leave a batch that is to be sent.
#[derive(Default)]
pub(super) struct Driver {
    opened: Mutex<Vec<Opened>>,
}

impl Driver {
    pub(super) fn take(&self) -> Vec<Opened> {
        std::mem::take(&mut *self.lock())
    }

    /// Leaves what is to be sent to those who wait for it.
    pub(super) fn release(&self) {
        self.take().into_iter().for_each(Opened::release);
    }

    pub(super) fn put_back(&self, opened: Vec<Opened>) {
        self.lock().splice(..0, opened);
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, Vec<Opened>> {
        self.opened.lock().unwrap_or_else(PoisonError::into_inner)
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
