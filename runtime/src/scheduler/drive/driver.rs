//! What a load knows of the driver that polls it.

use std::cell::{Cell, RefCell};
use std::mem;
use std::num::NonZeroU64;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::scheduler::few::Few;
use crate::scheduler::opened::Opened;
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
    static LEFT: RefCell<Option<Few<Opened>>> = const { RefCell::new(None) };
    /// The driver that polls here, if one does. Every load looks here, and this needs no destructor.
    static DRIVER: Cell<Option<Driver>> = const { Cell::new(None) };
}

/// Returns the driver that polls here.
#[inline]
pub(in super::super) fn here() -> Option<Driver> {
    DRIVER.with(Cell::get)
}

/// Leaves an opening with the driver that polls here.
///
/// # Errors
///
/// Returns the opening if no driver polls here.
pub(in super::super) fn open(opened: Opened) -> Result<(), Opened> {
    LEFT.with(|left| {
        let mut left = left.borrow_mut();
        let Some(left) = &mut *left else { return Err(opened) };
        left.push(opened);
        Ok(())
    })
}

/// Leaves an opening that was taken with the driver again.
pub(super) fn leave(opened: Opened) {
    LEFT.with(|left| {
        if let Some(left) = &mut *left.borrow_mut() {
            left.push(opened);
        }
    });
}

/// Leaves a driver's openings with another driver that polls here. Returns whether there is one.
pub(super) fn hand_over(opened: &mut Few<Opened>) -> bool {
    LEFT.with(|left| {
        let mut left = left.borrow_mut();
        let Some(left) = &mut *left else { return false };
        let since = mem::replace(left, mem::take(opened));
        left.extend(since);
        true
    })
}

/// Returns whether nothing is left with the driver that polls here.
pub(super) fn is_empty() -> bool {
    LEFT.with(|left| left.borrow().as_ref().is_none_or(Few::is_empty))
}

/// Takes the openings that are left with the driver that polls here.
pub(super) fn take() -> Few<Opened> {
    LEFT.with(|left| left.borrow_mut().as_mut().map(mem::take)).unwrap_or_default()
}

/// Marks that a driver polls here. When this is dropped, the driver gets the openings that were left with it and not
/// sent.
pub(super) struct Entered<'a>(&'a mut Few<Opened>);

impl<'a> Entered<'a> {
    pub(super) fn new(driver: Driver, opened: &'a mut Few<Opened>) -> Self {
        let left = mem::take(opened);
        LEFT.with(|all| all.replace(Some(left)));
        DRIVER.with(|here| here.set(Some(driver)));
        Self(opened)
    }
}

impl Drop for Entered<'_> {
    fn drop(&mut self) {
        DRIVER.with(|here| here.set(None));
        *self.0 = LEFT.with(RefCell::take).unwrap_or_default();
    }
}
