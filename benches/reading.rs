//! The time to read a large file, compared with a simple loop with the `csv` crate that parses every cell; it
//! prints a table.
//!
//! Files of 100 MB in memory: answers of one digit, numbers of several digits, and answers beside words. The best of
//! five runs, taken in turn; the last column is the most memory at one time, as a multiple of the file.

#![allow(clippy::unwrap_used)] // a benchmark that cannot read its own file may stop

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use pls_sem::ReadOptions;

const MEGABYTES: usize = 100;
const COLUMNS: usize = 49;

/// A file of so many megabytes, whose cells are made by row and column.
fn file(cell: impl Fn(usize, usize) -> String) -> Vec<u8> {
    let names: Vec<String> = (0..COLUMNS).map(|j| format!("x{j}")).collect();
    let mut text = names.join(",");
    for row in 0.. {
        for column in 0..COLUMNS {
            let end = if column == 0 { '\n' } else { ',' };
            write!(text, "{end}{}", cell(row, column)).unwrap();
        }
        if text.len() > MEGABYTES << 20 {
            break;
        }
    }
    text.into_bytes()
}

/// The minimum work: every record, every cell, every number.
fn bare(bytes: &[u8]) -> f64 {
    let mut reader = csv::Reader::from_reader(bytes);
    let (mut record, mut sum) = (csv::ByteRecord::new(), 0.0);
    while reader.read_byte_record(&mut record).unwrap() {
        for cell in &record {
            let cell = std::str::from_utf8(cell).unwrap_or_default();
            sum += cell.parse::<f64>().unwrap_or(0.0);
        }
    }
    sum
}

fn time<T>(work: impl FnOnce() -> T) -> Duration {
    let start = Instant::now();
    std::hint::black_box(work());
    start.elapsed()
}

fn main() {
    let hash = |row: usize, column: usize| (row * COLUMNS + column).wrapping_mul(0x9E37_79B9) >> 7;
    let answers = file(|row, column| (1 + hash(row, column) % 7).to_string());
    let numbers = file(|row, column| {
        format!(
            "{}.{:05}",
            hash(row, column) % 100,
            hash(column, row) % 100_000
        )
    });
    let words = file(|row, column| match column {
        0 => format!("respondent {row}"),
        1 if row > 1000 => "late".to_owned(),
        _ => (1 + hash(row, column) % 7).to_string(),
    });
    println!(
        "{:>10} {:>8} {:>8} {:>8} {:>8}",
        "file", "bare s", "table s", "ratio", "memory"
    );
    for (name, bytes) in [("answers", answers), ("numbers", numbers), ("words", words)] {
        let read = |bytes: Vec<u8>| ReadOptions::new().read_bytes(name, bytes).unwrap();
        let (mut loop_alone, mut table) = (Duration::MAX, Duration::MAX);
        for _ in 0..5 {
            let copy = bytes.clone();
            loop_alone = loop_alone.min(time(|| bare(&bytes)));
            table = table.min(time(|| read(copy)));
        }
        let memory = allocation_counter::measure(|| drop(read(bytes.clone()))).bytes_max as f64;
        let (bare, table) = (loop_alone.as_secs_f64(), table.as_secs_f64());
        let ratio = table / bare;
        let memory = memory / bytes.len() as f64;
        println!("{name:>10} {bare:>8.3} {table:>8.3} {ratio:>8.2} {memory:>8.2}");
    }
}
