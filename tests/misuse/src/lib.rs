//! Nothing but tests: programs that must not compile, and the same ones as they should be.
