//! Notations of other programs: what a text of one of them says, in the notation of the model text.

use std::ops::Range;

use super::quoted;
use super::syntax::block;
use crate::text::{excerpt, is_name_char};

/// A message, and the place in the text where the notation shows.
type Found = (String, Range<usize>);

/// The message about a text in the notation of another program, with the place where that shows; `None` if it is in none
/// that is known.
pub(super) fn of_another_program(text: &str) -> Option<Found> {
    const PROGRAMS: [fn(&str) -> Option<Found>; 5] = [seminr, plspm, assigned, mplus, plssem];
    // What a comment says, such as `# paths (H1-H4)`, is in no notation.
    let text = without_comments(text);
    PROGRAMS.iter().find_map(|program| program(&text))
}

/// The text with blanks in place of its comments, as many as these have bytes, so that every place stays.
fn without_comments(text: &str) -> String {
    let mut blanked = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let (code, comment) = line.split_at(comment_in(line).unwrap_or(line.len()));
        blanked.push_str(code);
        for c in comment.chars() {
            match c {
                '\n' => blanked.push('\n'),
                c => blanked.extend(std::iter::repeat_n(' ', c.len_utf8())),
            }
        }
    }
    blanked
}

/// Where the comment of a line begins: at a `#` that does not stand between two quotation marks of the line.
fn comment_in(line: &str) -> Option<usize> {
    let mut closing = None;
    for (at, c) in line.char_indices() {
        if closing.is_some() {
            closing = closing.filter(|&mark| mark != c);
            continue;
        }
        let mark = match c {
            '#' => return Some(at),
            '"' | '\'' | '`' => c,
            '“' => '”',
            '‘' => '’',
            _ => continue,
        };
        closing = line[at + c.len_utf8()..].contains(mark).then_some(mark);
    }
    None
}

/// seminr (R): `constructs(composite("Image", multi_items("IMAG", 1:5)))`, `relationships(paths(from = "A", to = "B"))`.
fn seminr(text: &str) -> Option<Found> {
    const CALLS: [&str; 8] = [
        "constructs",
        "relationships",
        "composite",
        "reflective",
        "higher_composite",
        "multi_items",
        "single_item",
        "paths",
    ];
    let place = CALLS.iter().filter_map(|call| place_of(text, call));
    let place = place.min_by_key(|place| place.start)?;
    let composite = call(text, "composite").map(|arguments| (arguments, "<~"));
    let construct = composite.or_else(|| call(text, "reflective").map(|a| (a, "=~")));
    let construct = construct.and_then(|(arguments, operator)| {
        let mut arguments = arguments.into_iter();
        let (name, items) = (arguments.next()?, arguments.next()?);
        let name = quoted(&text_of(&name)?);
        let is_mode_b = arguments.any(|a| a.contains("mode_B") || a.contains("regression_weights"));
        let modes = match operator {
            "<~" if !is_mode_b => format!(
                "; its correlation weights are `modes = {{ {name} = \"A\" }}` below [model]"
            ),
            _ => String::new(),
        };
        Some((
            format!("{name} {operator} {}", block(&items_of(&items)?)),
            modes,
        ))
    });
    let path = call(text, "paths").and_then(|arguments| {
        let named = |key: &str, at: usize| {
            let of_key = arguments.iter().find_map(|a| {
                let (name, value) = a.split_once('=')?;
                (name.trim() == key).then(|| value.trim().to_owned())
            });
            names_of(&of_key.or_else(|| arguments.get(at).cloned())?)
        };
        let line = |names: Vec<String>| {
            let names: Vec<String> = names.iter().map(|name| quoted(name)).collect();
            names.join(" + ")
        };
        let (targets, predictors) = (line(named("to", 1)?), line(named("from", 0)?));
        Some(format!("{targets} ~ {predictors}"))
    });
    let (construct, modes) =
        construct.unwrap_or_else(|| ("Image =~ IMAG1-5".to_owned(), String::new()));
    let path = path.unwrap_or_else(|| "Loyalty ~ Image".to_owned());
    let message = format!(
        "this is seminr's notation: here a line names a construct and its indicators ({}), and a line names a construct and its predictors ({}){modes}",
        excerpt(&construct),
        excerpt(&path)
    );
    Some((message, place))
}

/// plspm (R): a matrix of paths, and lists of columns.
fn plspm(text: &str) -> Option<Found> {
    let calls = ["rbind", "list", "matrix", "inner_plot", "plspm"];
    let place = calls.iter().filter_map(|call| place_of(text, call));
    let place = place.min_by_key(|place| place.start)?;
    let message = "this is R code, such as that of plspm: here a line names a construct and its indicators, such as Image =~ IMAG1-5, and a line names a construct and its predictors, such as Loyalty ~ Image + Value, in place of a matrix of paths and a list of blocks";
    Some((message.to_owned(), place))
}

/// R: `model <- "..."`.
fn assigned(text: &str) -> Option<Found> {
    let at = text.find(['\'', '"', '“', '‘'])?;
    let before = text[..at].trim_end();
    let arrow = before
        .strip_suffix("<-")
        .or_else(|| before.strip_suffix('='))?;
    let (name, start) = (arrow.trim(), text.len() - text.trim_start().len());
    let is_name = !name.is_empty() && name.chars().all(is_name_char);
    (is_name && text[at..].contains('~')).then(|| {
        let message = format!(
            "the model is only what stands between the quotation marks: leave out `{}` and both marks",
            excerpt(before.trim_start())
        );
        (message, start..start + before.trim_start().len())
    })
}

/// Mplus: `Image BY IMAG1-IMAG5;` and `Loyalty ON Image Value;`.
fn mplus(text: &str) -> Option<Found> {
    let mut start = 0;
    for line in text.split_inclusive(['\n', ';']) {
        let words: Vec<&str> = line
            .split([' ', '\t', '\n', ';'])
            .filter(|w| !w.is_empty())
            .collect();
        if let [name, operator @ ("BY" | "by" | "ON" | "on"), others @ ..] = &words[..]
            && let Some((before, behind)) = line.split_once(name)
            && let Some(at) = behind.find(operator)
        {
            // The name itself may hold the letters of the operator.
            let at = before.len() + name.len() + at;
            let is_measured = operator.eq_ignore_ascii_case("by");
            let sign = if is_measured { "=~" } else { "~" };
            let line = format!("{name} {sign} {}", others.join(" + "));
            let message = format!(
                "`{operator}` is written `{sign}` here, and names are joined by `+`: {}",
                excerpt(&line)
            );
            return Some((message, start + at..start + at + operator.len()));
        }
        start += line.len();
    }
    None
}

/// plssem (Stata): `(Image > IMAG1 IMAG2), structural(Loyalty Image)`.
fn plssem(text: &str) -> Option<Found> {
    let (before, behind) = text.split_once(['(', '（'])?;
    let inside = behind.split([')', '）']).next()?;
    let (name, items) = inside.split_once(['>', '<'])?;
    let operator = if inside.contains('>') { "=~" } else { "<~" };
    let items: Vec<&str> = items.split_whitespace().collect();
    (!items.is_empty() && items.iter().all(|item| item.chars().all(is_name_char))).then(|| {
        let line = format!("{} {operator} {}", name.trim(), items.join(" + "));
        let message = format!(
            "this is plssem's notation: here a line names a construct and its indicators, such as {}, and a line names a construct and its predictors, such as Loyalty ~ Image",
            excerpt(&line)
        );
        let end = text.len() - behind.len() + inside.len();
        (message, before.len()..end)
    })
}

/// Where a function is called: its name, which no name character precedes, before a parenthesis.
fn place_of(text: &str, name: &str) -> Option<Range<usize>> {
    let mut places = text.match_indices(name).filter(|&(at, _)| {
        let is_whole = !text[..at].ends_with(is_name_char);
        is_whole && text[at + name.len()..].trim_start().starts_with('(')
    });
    places.next().map(|(at, _)| at..at + name.len())
}

/// The arguments of the first call of a function.
fn call(text: &str, name: &str) -> Option<Vec<String>> {
    let behind = text[place_of(text, name)?.end..].trim_start();
    let (mut depth, mut arguments) = (0_usize, vec![String::new()]);
    for c in behind.chars() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        match c {
            _ if depth == 0 => break,
            '(' if depth == 1 => {}
            ',' if depth == 1 => arguments.push(String::new()),
            c => arguments.last_mut()?.push(c),
        }
    }
    Some(arguments.into_iter().map(|a| a.trim().to_owned()).collect())
}

/// The text between quotation marks.
fn text_of(argument: &str) -> Option<String> {
    const MARKS: [char; 6] = ['"', '\'', '“', '”', '‘', '’'];
    let text = argument.trim().strip_prefix(MARKS)?.strip_suffix(MARKS)?;
    (!text.is_empty() && !text.contains(MARKS) && !text.contains('`')).then(|| text.to_owned())
}

/// The names of `"a"` or `c("a", "b")`.
fn names_of(argument: &str) -> Option<Vec<String>> {
    match call(argument, "c").filter(|_| argument.starts_with('c')) {
        Some(names) => names.iter().map(|name| text_of(name)).collect(),
        None => text_of(argument).map(|name| vec![name]),
    }
}

/// The indicators of `multi_items("x", 1:5)`, `single_item("x")` or `c("a", "b")`.
fn items_of(argument: &str) -> Option<Vec<String>> {
    if argument.starts_with("single_item") {
        return call(argument, "single_item")?
            .first()
            .and_then(|item| text_of(item))
            .map(|item| vec![item]);
    }
    if !argument.starts_with("multi_items") {
        return names_of(argument);
    }
    let arguments = call(argument, "multi_items")?;
    let (stem, numbers) = (text_of(arguments.first()?)?, arguments.get(1)?);
    let name = |number: u32| format!("{stem}{number}");
    if let Some((first, last)) = numbers.split_once(':') {
        let (first, last): (u32, u32) = (first.trim().parse().ok()?, last.trim().parse().ok()?);
        return (first <= last && last - first < 100).then(|| (first..=last).map(name).collect());
    }
    let numbers = call(numbers, "c").filter(|_| numbers.starts_with('c'))?;
    numbers
        .iter()
        .map(|number| number.parse().ok().map(name))
        .collect()
}
