/work/main/tests/public-api/target/debug/deps/chargebee_public_api-8e8c25ca0bd953c1.d: src/main.rs src/facade.rs src/items.rs src/shapes.rs Cargo.toml

/work/main/tests/public-api/target/debug/deps/libchargebee_public_api-8e8c25ca0bd953c1.rmeta: src/main.rs src/facade.rs src/items.rs src/shapes.rs Cargo.toml

src/main.rs:
src/facade.rs:
src/items.rs:
src/shapes.rs:
Cargo.toml:

# env-dep:CLIPPY_ARGS=-D__CLIPPY_HACKERY__warnings__CLIPPY_HACKERY__
# env-dep:CLIPPY_CONF_DIR
