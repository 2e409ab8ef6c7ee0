//! One line in, one line of JSON out, as `serve.mjs` does it in JavaScript.

use std::fmt::Write;
use std::time::Instant;

use kallsyms::Table;

use crate::inputs::Inputs;
use crate::work;

pub(crate) struct Session<'a> {
    inputs: &'a Inputs,
    table: Option<Table>,
}

impl<'a> Session<'a> {
    pub(crate) fn new(inputs: &'a Inputs) -> Self {
        Self { inputs, table: None }
    }

    pub(crate) fn answer(&mut self, line: &str) -> String {
        let (command, workload) = line.split_once(' ').unwrap_or((line, ""));
        let answer = match command {
            "open" => self.open(),
            "verify" => self.verify(workload),
            "measure" if workload == "load" => self.load(),
            _ => self.measure(workload),
        };
        answer.unwrap_or_else(|error| format!(r#"{{"error":{}}}"#, quoted(&error.to_string())))
    }

    /// The first load of this process; the table stays for the queries.
    fn open(&mut self) -> Result<String, Box<dyn std::error::Error>> {
        let start = Instant::now();
        let table = Table::parse(&self.inputs.text)?;
        let seconds = start.elapsed().as_secs_f64();
        let bytes = table.memory().total();
        self.table = Some(table);
        Ok(format!(r#"{{"seconds":{seconds},"held":{bytes},"grown":{bytes}}}"#))
    }

    fn load(&self) -> Result<String, Box<dyn std::error::Error>> {
        let start = Instant::now();
        let table = Table::parse(&self.inputs.text)?;
        let seconds = start.elapsed().as_secs_f64();
        drop(table);
        Ok(format!(r#"{{"seconds":{seconds},"calls":1,"sum":0}}"#))
    }

    fn measure(&self, workload: &str) -> Result<String, Box<dyn std::error::Error>> {
        let table = self.table.as_ref().ok_or("not opened")?;
        let start = Instant::now();
        let (calls, sum) = work::run(table, self.inputs, workload)?;
        let seconds = start.elapsed().as_secs_f64();
        Ok(format!(r#"{{"seconds":{seconds},"calls":{calls},"sum":{sum}}}"#))
    }

    fn verify(&self, workload: &str) -> Result<String, Box<dyn std::error::Error>> {
        let table = self.table.as_ref().ok_or("not opened")?;
        let (digest, symbols) = work::verify(table, self.inputs, workload)?;
        Ok(format!(r#"{{"digest":{digest},"symbols":{symbols}}}"#))
    }
}

/// A text as a JSON string.
fn quoted(text: &str) -> String {
    let mut quoted = String::from('"');
    for character in text.chars() {
        match character {
            '"' | '\\' => quoted.extend(['\\', character]),
            ' '.. => quoted.push(character),
            _ => write!(quoted, "\\u{:04x}", u32::from(character)).expect("a String takes everything"),
        }
    }
    quoted + "\""
}
