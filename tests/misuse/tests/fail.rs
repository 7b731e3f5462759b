//! Confusions that the compiler stops, each with what it says.
//!
//! To accept new messages, run with `TRYBUILD=overwrite` and read what changed: a person must understand them.

#[test]
fn confusions_do_not_compile() {
    trybuild::TestCases::new().compile_fail("tests/fail/*.rs");
}
