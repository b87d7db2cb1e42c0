//! Benchmarks, named after the work of users. `cargo bench --manifest-path benches/Cargo.toml`.
