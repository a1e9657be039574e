//! What the derive refuses, and how it says so.
