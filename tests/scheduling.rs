//! When a batch goes: once for each loader and level, whatever the siblings, the runtime and the polling.

mod dropping;
mod forgotten;
mod going;
mod many;
mod polling;
mod polls;
mod shapes;
mod siblings;
mod source;
mod tasks;
mod tree;
