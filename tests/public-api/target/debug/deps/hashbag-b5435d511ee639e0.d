/work/main/tests/public-api/target/debug/deps/hashbag-b5435d511ee639e0.d: /root/.cargo/registry/src/index.crates.io-1949cf8c6b5b557f/hashbag-0.1.13/src/lib.rs

/work/main/tests/public-api/target/debug/deps/libhashbag-b5435d511ee639e0.rmeta: /root/.cargo/registry/src/index.crates.io-1949cf8c6b5b557f/hashbag-0.1.13/src/lib.rs

/root/.cargo/registry/src/index.crates.io-1949cf8c6b5b557f/hashbag-0.1.13/src/lib.rs:
