//! The native side of `npm run bench`, which runs this and compares; see `test/bench` beside the crate.
//!
//! `native serve FOLDER` does what each line of its input says and answers with a line of JSON; `native unpack FILE TO`
//! undoes xz. The questions lie in FOLDER, the same for every runner.

mod digest;
mod inputs;
mod protocol;
mod work;

use std::env;
use std::fs::File;
use std::io;
use std::io::BufRead;
use std::io::Write;
use std::path::Path;

use inputs::Inputs;
use protocol::Session;

fn main() -> io::Result<()> {
    let words: Vec<String> = env::args().skip(1).collect();
    match words.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["serve", folder] => serve(Path::new(folder)),
        ["unpack", from, to] => unpack(Path::new(from), Path::new(to)),
        _ => {
            println!("The questions and the comparison are made by `npm run bench`.");
            Ok(())
        }
    }
}

fn serve(folder: &Path) -> io::Result<()> {
    let inputs = Inputs::read(folder)?;
    let mut session = Session::new(&inputs);
    let mut output = io::stdout();
    for line in io::stdin().lock().lines() {
        writeln!(output, "{}", session.answer(&line?))?;
        output.flush()?;
    }
    Ok(())
}

fn unpack(from: &Path, to: &Path) -> io::Result<()> {
    let mut text = liblzma::read::XzDecoder::new_multi_decoder(File::open(from)?);
    io::copy(&mut text, &mut File::create(to)?).map(|_| ())
}
