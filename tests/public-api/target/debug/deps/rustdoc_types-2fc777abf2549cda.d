/work/main/tests/public-api/target/debug/deps/rustdoc_types-2fc777abf2549cda.d: /root/.cargo/registry/src/index.crates.io-1949cf8c6b5b557f/rustdoc-types-0.57.4/src/lib.rs

/work/main/tests/public-api/target/debug/deps/librustdoc_types-2fc777abf2549cda.rmeta: /root/.cargo/registry/src/index.crates.io-1949cf8c6b5b557f/rustdoc-types-0.57.4/src/lib.rs

/root/.cargo/registry/src/index.crates.io-1949cf8c6b5b557f/rustdoc-types-0.57.4/src/lib.rs:
