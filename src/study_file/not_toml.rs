//! What is wrong with a text that is not TOML, said by the line as users mean it: the parser's own messages speak of its
//! grammar.

use toml::de::Error;

use super::StudyError;
use super::section::line_at;
use crate::text::excerpt;

/// The first place at which a text is not TOML, with the fix.
pub(super) fn not_toml(text: &str, fault: &Error) -> StudyError {
    let message = fault.message();
    let Some(span) = fault.span() else {
        // The parser does not say where a key has too many parts.
        let line = 1 + text.lines().position(has_a_long_key).unwrap_or(0);
        let message = TOO_DEEP.to_owned();
        return StudyError::Toml { line, message };
    };
    let line = line_at(text, &span);
    let written = text.lines().nth(line - 1).unwrap_or_default().trim();
    let found = |line, message| StudyError::Toml { line, message };
    if message.contains("recurs") {
        return found(line, TOO_DEEP.to_owned());
    }
    if message == "duplicate key" {
        let key = text.get(span).unwrap_or_default();
        return found(line, twice(text, line, key));
    }
    let opened = text.lines().take(line).collect::<Vec<_>>();
    let quotes: usize = opened
        .iter()
        .map(|line| line.matches("\"\"\"").count())
        .sum();
    if quotes % 2 == 1 {
        let at = opened.iter().rposition(|line| line.contains("\"\"\""));
        let at = at.map_or(line, |at| at + 1);
        let (line, message) = if is_of_escape(message) {
            (
                line,
                "a backslash begins a special character between `\"\"\"` and `\"\"\"`: write `\\\\`, or write the text between `'''` and `'''`",
            )
        } else {
            (
                at,
                "the text that begins with `\"\"\"` in this line is not closed: write `\"\"\"` in a line below it",
            )
        };
        return found(line, message.to_owned());
    }
    if let Some((at, message)) = not_closed(&opened, message) {
        return found(at, message.to_owned());
    }
    found(line, of_line(written, message))
}

/// Whether the parser complains of a backslash and what stands behind it.
fn is_of_escape(message: &str) -> bool {
    message.contains("escape") || message.contains("unicode")
}

const OPEN_LIST: &str = "a list that begins with `[` is not closed: write `]` behind its last item";
const OPEN_TABLE: &str =
    "a table that begins with `{` is not closed: write `}` behind its last entry";

/// The line of a list or a table that is not closed before the parser stops, with the fix.
fn not_closed(lines: &[&str], message: &str) -> Option<(usize, &'static str)> {
    let is_within = ["array", "inline table", "key-value pairs"].iter();
    if !is_within.clone().any(|word| message.contains(word)) {
        return None;
    }
    let opens = |sign: char, end: char| {
        let is_open = |line: &&str| {
            let count = |sign| line.matches(sign).count();
            let value = line.split_once('=').map(|(_, value)| value.trim());
            value.is_some_and(|value| value.starts_with(sign)) && count(sign) > count(end)
        };
        let last = lines.iter().rev().position(is_open)?;
        Some(lines.len() - last)
    };
    let list = opens('[', ']').map(|line| (line, OPEN_LIST));
    let table = opens('{', '}').map(|line| (line, OPEN_TABLE));
    list.max(table)
}

/// The maximum depth is that of the parser.
const TOO_DEEP: &str = "tables, lists or the parts of a key are nested too deeply: no setting needs more than five levels";

/// Whether a key in a line has more parts than the parser accepts.
fn has_a_long_key(line: &str) -> bool {
    line.matches('.').count() >= 80
}

/// The message about a key or a table that is written a second time.
fn twice(text: &str, line: usize, key: &str) -> String {
    let before = text.lines().take(line - 1);
    let is_table = |line: &str| line.trim_start().starts_with('[');
    let written = text.lines().nth(line - 1).unwrap_or_default();
    if is_table(written) {
        let head = excerpt(written.trim());
        let first = before
            .clone()
            .position(|line| line.trim() == written.trim());
        return match first {
            Some(first) => format!(
                "`{head}` is written a second time, after line {}: write the keys of both below the first, and remove the second",
                first + 1
            ),
            None => {
                format!("`{head}` is the name of a key that is written above: remove one of them")
            }
        };
    }
    let own = before.clone().collect::<Vec<_>>();
    let head = own
        .iter()
        .rposition(|line| is_table(line))
        .map_or(0, |at| at + 1);
    let is_key = |line: &&str| {
        line.split('=')
            .next()
            .is_some_and(|name| name.trim() == key)
    };
    let first = own[head..].iter().position(is_key).map(|at| head + at + 1);
    let first = first.map_or(String::new(), |line| format!(", after line {line}"));
    format!(
        "`{}` is written here a second time{first}: remove one of them",
        excerpt(key)
    )
}

/// What is wrong with a line, and what to write.
fn of_line(line: &str, message: &str) -> String {
    const COMMENTS: [&str; 5] = [";", "//", "%", "--", "/*"];
    if let Some(sign) = COMMENTS.into_iter().find(|sign| line.starts_with(sign)) {
        return format!("a comment begins with `#`, and not with `{sign}`");
    }
    if let Some(plain) = with_plain_quotes(line) {
        return format!(
            "text stands between the quotation marks of a keyboard, `\"`, and not between those of a word processor: write `{}`",
            excerpt(&plain)
        );
    }
    if line.starts_with('[') {
        return of_head(line);
    }
    if is_of_model(line) {
        return "this is a line of a model: write the model between `text = \"\"\"` and `\"\"\"` below [model]".to_owned();
    }
    match line.split_once('=') {
        Some((key, value)) => of_key(key.trim(), value.trim(), message),
        None => without_equals(line),
    }
}

/// A line with the quotation marks of a keyboard, if it has others.
fn with_plain_quotes(line: &str) -> Option<String> {
    const TYPOGRAPHIC: [char; 8] = ['“', '”', '„', '«', '»', '‘', '’', '‚'];
    // An apostrophe within text is no quotation mark.
    let is_mark = |(at, c): (usize, char)| {
        TYPOGRAPHIC.contains(&c)
            && line[..at]
                .trim_end()
                .ends_with(['=', '[', ',', '{', '(', '"'])
    };
    line.char_indices()
        .any(is_mark)
        .then(|| line.replace(TYPOGRAPHIC, "\""))
}

/// The fault of a line that begins like the name of a table.
fn of_head(line: &str) -> String {
    let inside = line.trim_start_matches('[');
    let name: String = inside.chars().take_while(|c| !"]=#".contains(*c)).collect();
    let name = excerpt(name.trim());
    match line.split_once(']') {
        Some((_, rest)) if !rest.trim_matches(']').trim().is_empty() => {
            format!(
                "the name of a table stands alone in its line: write the keys of [{name}] in the lines below it"
            )
        }
        _ => format!("the name of a table stands between brackets: write `[{name}]`"),
    }
}

/// Whether a line has an operator of the model text where a key would end.
fn is_of_model(line: &str) -> bool {
    let operator = line.find(['~', '"', '\'']);
    operator.is_some_and(|at| line[at..].starts_with('~'))
        && line.matches('=').count() <= usize::from(line.contains("=~"))
}

/// The fault of a line without an equals sign.
fn without_equals(line: &str) -> String {
    let is_name = |name: &str| {
        !name.is_empty()
            && name
                .chars()
                .all(|c| c.is_alphanumeric() || "_-".contains(c))
    };
    for sign in ["<-", ":", " "] {
        let Some((key, value)) = line.split_once(sign) else {
            continue;
        };
        let (key, value) = (key.trim(), value.trim());
        if is_name(key) && !value.is_empty() {
            let line = format!("{key} = {}", as_value(value));
            return format!(
                "a key and its value are joined by `=`: write `{}`",
                excerpt(&line)
            );
        }
    }
    match line.trim_end_matches(':') {
        name if is_name(name) && line.ends_with(':') => {
            format!("the name of a table stands between brackets: write `[{name}]`")
        }
        name if is_name(name) => format!(
            "`{0}` has no value: write `{0} = ` and its value",
            excerpt(name)
        ),
        _ => ANY.to_owned(),
    }
}

/// The message about a line that is like nothing that is known.
const ANY: &str = "this line is neither a table, such as `[data]`, nor a key with its value, such as `missing = \"mean\"`, nor a comment after `#`: correct it";

/// A value as it is written: text that has no quotation marks gets them.
fn as_value(value: &str) -> String {
    let is_value = value.starts_with(['"', '\'', '[', '{'])
        || value.parse::<f64>().is_ok()
        || ["true", "false"].contains(&value);
    if is_value {
        value.to_owned()
    } else {
        format!("\"{}\"", value.trim_matches(['"', '\'']))
    }
}

/// The fault of a key with its value.
fn of_key(key: &str, value: &str, message: &str) -> String {
    let fixed = |value: &str| excerpt(&format!("{key} = {value}"));
    let is_bare = |c: char| c.is_ascii_alphanumeric() || "_-.".contains(c);
    let is_quoted = key.starts_with(['"', '\'']) && key.len() > 1;
    if !is_quoted && !key.chars().all(is_bare) {
        return format!(
            "a name with other characters than letters (a to z), digits, `_` and `-` stands between quotation marks: write `\"{}\" = ...`",
            excerpt(key)
        );
    }
    if let Some(rest) = value.strip_prefix('=') {
        return format!(
            "a key has one `=`: write `{}`",
            fixed(&as_value(rest.trim()))
        );
    }
    match value.chars().next() {
        None => format!("`{key}` has no value: write one, or remove the line"),
        Some('"') => of_text(key, value, message),
        Some('\'') if value.matches('\'').count() == 1 => NOT_CLOSED.to_owned(),
        Some('[') => of_list(value, &fixed),
        Some('{') => ENTRIES.to_owned(),
        Some(_) => of_plain(key, value),
    }
}

const NOT_CLOSED: &str = "a quotation mark is not closed in this line; text of several lines is written between \"\"\" and \"\"\"";

/// The fault of text between quotation marks.
fn of_text(key: &str, value: &str, message: &str) -> String {
    let marks: Vec<usize> = value.match_indices('"').map(|(at, _)| at).collect();
    let (Some(&first), Some(&last)) = (marks.first(), marks.last()) else {
        return ANY.to_owned();
    };
    if is_of_escape(message) {
        let plain = value.replace("\\\\", "/").replace('\\', "/");
        return format!(
            "a backslash begins a special character between quotation marks: write a path with `/`, such as `{}`",
            excerpt(&format!("{key} = {plain}"))
        );
    }
    if marks.len() == 1 {
        return NOT_CLOSED.to_owned();
    }
    let behind_first = value[marks[1] + 1..].trim();
    if behind_first.starts_with(',') {
        return format!(
            "a list stands between brackets: write `{}`",
            excerpt(&format!("{key} = [{value}]"))
        );
    }
    if behind_first.starts_with([';', '%']) || behind_first.starts_with("//") {
        return "a comment begins with `#`: write this sign before it".to_owned();
    }
    if marks.len() > 2 {
        let inside = value[first + 1..last].replace('"', "'");
        return format!(
            "the text ends at its second quotation mark: write single ones within it, such as `{}`",
            excerpt(&format!("{key} = \"{inside}\""))
        );
    }
    format!(
        "`{}` stands behind the text: remove it, or write it within the quotation marks; a comment begins with `#`",
        excerpt(behind_first)
    )
}

/// The fault of a list.
fn of_list(value: &str, fixed: &dyn Fn(&str) -> String) -> String {
    let Some((inside, _)) = value[1..].rsplit_once(']') else {
        return OPEN_LIST.to_owned();
    };
    if inside.contains(';') {
        return format!(
            "the items of a list are joined by commas: write `{}`",
            fixed(&value.replace(';', ","))
        );
    }
    let items: Vec<&str> = inside.split(',').map(str::trim).collect();
    let is_blank = |item: &&str| item.split_whitespace().count() > 1 && item.starts_with('"');
    if items.iter().any(is_blank) {
        return "the items of a list are joined by commas: write one between every two".to_owned();
    }
    let written: Vec<String> = items.iter().map(|item| as_value(item)).collect();
    format!(
        "text in a list stands between quotation marks: write `{}`",
        fixed(&format!("[{}]", written.join(", ")))
    )
}

/// The message about a table between braces.
const ENTRIES: &str = "an entry between `{` and `}` is a name, `=` and a value, and entries are joined by commas; text, and a name with other characters than letters (a to z), digits, `_` and `-`, stand between quotation marks: write such as `{ Image = \"A\", \"my construct\" = \"B\" }`";

/// The fault of a value that is neither text nor a list nor a table.
fn of_plain(key: &str, value: &str) -> String {
    let value = value.split('#').next().unwrap_or(value).trim();
    let write = |value: &str| format!("write `{}`", excerpt(&format!("{key} = {value}")));
    let lower = value.to_lowercase();
    match lower.as_str() {
        "true" | "yes" | "on" | "t" => {
            return format!("a switch is `true` or `false`: {}", write("true"));
        }
        "false" | "no" | "off" | "f" => {
            return format!("a switch is `true` or `false`: {}", write("false"));
        }
        "null" | "none" | "nil" | "na" | "n/a" => {
            return format!(
                "`{}` is no value: remove the line to leave `{key}` unset",
                excerpt(value)
            );
        }
        _ => {}
    }
    if let Some(list) = value
        .strip_prefix("c(")
        .and_then(|rest| rest.strip_suffix(')'))
    {
        return format!(
            "a list stands between brackets: {}",
            write(&format!("[{list}]"))
        );
    }
    if let Some(number) = as_number(value) {
        return format!(
            "a number is written with digits and a decimal point alone: {}",
            write(&number)
        );
    }
    let items = value.split(',').map(str::trim);
    if value.contains(',') && items.clone().all(|item| item.parse::<f64>().is_ok()) {
        return format!(
            "a list stands between brackets: {}",
            write(&format!("[{value}]"))
        );
    }
    format!(
        "text stands between quotation marks: {}",
        write(&as_value(value))
    )
}

/// The number that is meant by `0,95`, `.95`, `5.`, `95%`, `10,000`, `10 000` or `007`.
fn as_number(value: &str) -> Option<String> {
    let (sign, digits) = match value.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", value.trim_start_matches('+')),
    };
    if !digits
        .chars()
        .all(|c| c.is_ascii_digit() || "., %'_".contains(c))
    {
        return None;
    }
    if let Some(percent) = digits.strip_suffix('%') {
        let share: f64 = percent.trim().parse().ok()?;
        return Some(format!("{sign}{}", share / 100.0));
    }
    let groups: Vec<&str> = digits.split([',', ' ', '\'']).collect();
    let [first, others @ ..] = groups.as_slice() else {
        return None;
    };
    if !others.is_empty() && !first.is_empty() && others.iter().all(|group| group.len() == 3) {
        return Some(format!("{sign}{}", groups.concat()));
    }
    let number: f64 = digits.replace(',', ".").parse().ok()?;
    Some(format!("{sign}{number}"))
}
