//! What a load knows of the driver that polls it.

use std::cell::{Cell, RefCell};
use std::mem;
use std::num::NonZeroU64;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::scheduler::opening_ref::{OpeningRef, OpeningRefs};
use crate::sync::thread_local;

/// The identity of a driver.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::scheduler) struct Driver(NonZeroU64);

impl Driver {
    pub(in crate::scheduler) fn new() -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        Self(NonZeroU64::new(NEXT.fetch_add(1, Ordering::Relaxed)).unwrap_or(NonZeroU64::MIN))
    }
}

thread_local! {
    /// The openings that were left with the driver that polls here, if one does.
    static OPENINGS: RefCell<Option<OpeningRefs>> = const { RefCell::new(None) };
    /// The driver that polls here, if one does. Every load looks here, and this needs no destructor.
    static DRIVER: Cell<Option<Driver>> = const { Cell::new(None) };
}

/// Returns the driver that polls here.
#[inline]
pub(in super::super) fn current_driver() -> Option<Driver> {
    DRIVER.with(Cell::get)
}

/// Leaves an opening with the driver that polls here.
///
/// # Errors
///
/// Returns the opening if no driver polls here.
pub(in super::super) fn add_opening(opening: OpeningRef) -> Result<(), OpeningRef> {
    OPENINGS.with(|openings| {
        let mut openings = openings.borrow_mut();
        let Some(openings) = &mut *openings else { return Err(opening) };
        openings.push(opening);
        Ok(())
    })
}

/// Leaves an opening that was taken with the driver again.
pub(super) fn put_back(opening: OpeningRef) {
    OPENINGS.with(|openings| {
        if let Some(openings) = &mut *openings.borrow_mut() {
            openings.push(opening);
        }
    });
}

/// Leaves a driver's openings with another driver that polls here. Returns whether there is one.
pub(super) fn hand_over(own_openings: &mut OpeningRefs) -> bool {
    OPENINGS.with(|openings| {
        let mut openings = openings.borrow_mut();
        let Some(openings) = &mut *openings else { return false };
        let since = mem::replace(openings, mem::take(own_openings));
        openings.extend(since);
        true
    })
}

/// Returns whether nothing is left with the driver that polls here.
pub(super) fn is_empty() -> bool {
    OPENINGS.with(|openings| openings.borrow().as_ref().is_none_or(OpeningRefs::is_empty))
}

/// Takes the openings that are left with the driver that polls here.
pub(super) fn take_openings() -> OpeningRefs {
    OPENINGS.with(|openings| openings.borrow_mut().as_mut().map(mem::take)).unwrap_or_default()
}

/// Marks that a driver polls here. When this is dropped, the driver gets the openings that were left with it and not
/// sent.
pub(super) struct DriverGuard<'a>(&'a mut OpeningRefs);

impl<'a> DriverGuard<'a> {
    pub(super) fn new(driver: Driver, own_openings: &'a mut OpeningRefs) -> Self {
        let openings = mem::take(own_openings);
        OPENINGS.with(|all| all.replace(Some(openings)));
        DRIVER.with(|here| here.set(Some(driver)));
        Self(own_openings)
    }
}

impl Drop for DriverGuard<'_> {
    fn drop(&mut self) {
        DRIVER.with(|here| here.set(None));
        *self.0 = OPENINGS.with(RefCell::take).unwrap_or_default();
    }
}
