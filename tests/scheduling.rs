//! When a batch goes: once for each loader and level, whatever the siblings, the runtime and the polling.

mod polling;
mod siblings;
mod source;
mod tree;
