//! The fixture models and their schema, shared by the tests that need no model of their own.
