//! In which encodings a text that is not UTF-8 is probably written, judged by its words: in a wrong encoding, capitals stand
//! within words, scripts are mixed, and letters are rare ones.
//!
//! A file is never read by such a guess: the message that refuses it shows how a word reads in each encoding.

use encoding_rs::{
    BIG5, EUC_JP, EUC_KR, Encoding, GBK, IBM866, ISO_8859_2, KOI8_R, MACINTOSH, SHIFT_JIS,
    WINDOWS_1250, WINDOWS_1251, WINDOWS_1252, WINDOWS_1253, WINDOWS_1254, WINDOWS_1255,
    WINDOWS_1256, WINDOWS_1257,
};

use crate::text::excerpt;

/// The readings that a message shows.
const SHOWN: usize = 3;
/// The bytes before the first that is not UTF-8, and behind it, that are judged.
const JUDGED: usize = 1 << 14;
/// A reading below this share of the best score is not shown.
const NEAR: f64 = 0.5;

/// An encoding, and the letters that are frequent in texts that are written in it.
struct Candidate {
    encoding: &'static Encoding,
    frequent: Letters,
}

/// The letters of a script that are frequent.
#[derive(Clone, Copy)]
enum Letters {
    /// Latin letters with marks.
    Latin(&'static str),
    /// Letters of another alphabet.
    Other(&'static str),
    /// Chinese characters whose first byte lies in this range.
    Chinese { first: (u8, u8), second: (u8, u8) },
    /// Korean syllables.
    Korean,
}

const WESTERN: Letters = Letters::Latin("éèàçäöüßñóáíúêôâîûëïæåãõø");
const CENTRAL: Letters = Letters::Latin("ąćęłńóśźżáčďéěíňřšťúůýžőűöüäşţăâîđ");
const CYRILLIC: Letters = Letters::Other("оеаинтсрвлкмдпуыья");

/// Of encodings in which a text reads equally well, the more common one comes first.
const CANDIDATES: [Candidate; 17] = [
    of(WINDOWS_1252, WESTERN),
    of(MACINTOSH, WESTERN),
    of(WINDOWS_1254, Letters::Latin("çğıöşüâî")),
    of(WINDOWS_1250, CENTRAL),
    of(ISO_8859_2, CENTRAL),
    of(WINDOWS_1257, Letters::Latin("āčēģīķļņšūžąęėįųõäöü")),
    of(WINDOWS_1251, CYRILLIC),
    of(KOI8_R, CYRILLIC),
    of(IBM866, CYRILLIC),
    of(WINDOWS_1253, Letters::Other("αοιετνσςηρπκμλυόίάέή")),
    of(WINDOWS_1255, Letters::Other("יוהלאמרתבנשםדכח")),
    of(WINDOWS_1256, Letters::Other("اليمنورتبةعدسهك")),
    of(SHIFT_JIS, chinese((0x88, 0x97), (0x40, 0xfc))),
    of(EUC_JP, chinese((0xb0, 0xcf), (0xa1, 0xfe))),
    of(EUC_KR, Letters::Korean),
    of(GBK, chinese((0xb0, 0xd7), (0xa1, 0xfe))),
    of(BIG5, chinese((0xa4, 0xc6), (0x40, 0xfe))),
];

const fn of(encoding: &'static Encoding, frequent: Letters) -> Candidate {
    Candidate { encoding, frequent }
}

const fn chinese(first: (u8, u8), second: (u8, u8)) -> Letters {
    Letters::Chinese { first, second }
}

/// The encodings in which a text may be written, the most probable first, each with the reading of the word at a byte that is
/// not UTF-8.
pub(super) fn readings(bytes: &[u8], at: usize) -> Vec<(&'static str, String)> {
    let from = at.saturating_sub(JUDGED);
    let (bytes, at) = (&bytes[from..bytes.len().min(at + JUDGED)], at - from);
    // No character is cut at the end of a line.
    let is_end = |&b: &u8| b == b'\n';
    let start = bytes[..at]
        .iter()
        .rposition(is_end)
        .map_or(0, |end| end + 1);
    let end = bytes[at..].iter().rposition(is_end);
    let judged = &bytes[start..end.map_or(bytes.len(), |end| at + end)];
    let scored = CANDIDATES.iter().map(|candidate| {
        let (text, _) = candidate.encoding.decode_without_bom_handling(judged);
        (candidate.score(&text), candidate.encoding)
    });
    let mut scored: Vec<(f64, &Encoding)> = scored.collect();
    // The sort is stable: the more common one stays before.
    scored.sort_by(|(a, _), (b, _)| b.total_cmp(a));
    let best = scored[0].0;
    let mut readings: Vec<(&'static str, String)> = Vec::new();
    for (_, encoding) in scored.iter().filter(|(score, _)| *score >= NEAR * best) {
        let word = word_at(encoding, &bytes[start..], at - start);
        let is_word = !word.is_empty() || readings.is_empty();
        if is_word && readings.len() < SHOWN && readings.iter().all(|(_, other)| *other != word) {
            readings.push((encoding.name(), word));
        }
    }
    readings
}

/// The word at a byte of a line.
fn word_at(encoding: &'static Encoding, line: &[u8], at: usize) -> String {
    const MOST: usize = 30;
    let end = line[at..].iter().position(|&b| b == b'\n');
    let line = &line[..end.map_or(line.len(), |end| at + end)];
    let text = |bytes| encoding.decode_without_bom_handling(bytes).0;
    let before = text(&line[..at]).chars().count();
    let all: Vec<char> = text(line).chars().collect();
    let at = before.min(all.len().saturating_sub(1));
    let is_part = |c: &&char| c.is_alphanumeric() || is_glued(**c);
    let back = all[..at]
        .iter()
        .rev()
        .take(MOST)
        .take_while(is_part)
        .count();
    let ahead = all[at..].iter().take(MOST).take_while(is_part).count();
    excerpt(&all[at - back..at + ahead].iter().collect::<String>())
}

/// A character that is neither a letter nor a mark of punctuation, such as `¼`, and that no word has.
fn is_glued(c: char) -> bool {
    let punctuation = matches!(
        c,
        '\u{a0}' | '«' | '»' | '°' | '·' | '×' | '§' | '©' | '®' | '€' | '£' | '\u{2010}'..='\u{203a}' | '™'
            | '\u{3000}'..='\u{303f}' | '\u{ff01}'..='\u{ff20}'
    );
    !c.is_ascii() && !c.is_alphabetic() && !punctuation
}

impl Candidate {
    /// How well the words of a text read, from 0 to 1; each counts by its characters that are not ASCII. A text with bytes
    /// that the encoding does not have is not written in it.
    fn score(&self, text: &str) -> f64 {
        let words = text.split(|c: char| !(c.is_alphabetic() || is_glued(c)));
        let words = words.filter(|word| !word.is_ascii());
        if text.contains('\u{fffd}') {
            return 0.0;
        }
        let (mut sum, mut weight) = (0.0, 0.0);
        for word in words {
            let own = word.chars().filter(|c| !c.is_ascii()).count() as f64;
            sum += own * self.of_word(word);
            weight += own;
        }
        if weight > 0.0 { sum / weight } else { 0.0 }
    }

    fn of_word(&self, word: &str) -> f64 {
        if word.contains(is_glued) || (has_inner_capital(word) && self.has_cases()) {
            return 0.0;
        }
        let letters = || word.chars().filter(|c| !c.is_ascii());
        let (own, all) = (letters().count() as f64, word.chars().count() as f64);
        let mean = |of: &dyn Fn(char) -> f64| letters().map(of).sum::<f64>() / own;
        match self.frequent {
            // A word that consists of letters with marks is one of another alphabet.
            Letters::Latin(_) if 2.0 * own > all && all > 2.0 => 0.0,
            Letters::Latin(frequent) => mean(&|c| {
                let lower = c.to_lowercase().next().unwrap_or(c);
                match lower {
                    lower if frequent.contains(lower) => 1.0,
                    '\u{c0}'..='\u{24f}' => 0.5,
                    _ => 0.0,
                }
            }),
            _ if own < all => 0.0,
            Letters::Other(frequent) => {
                let lower = |c: char| c.to_lowercase().next().unwrap_or(c);
                let block = |c: char| u32::from(c) >> 8;
                let first = frequent.chars().next();
                // Few words are written in capitals.
                let size = |c: char| if c.is_uppercase() { 0.6 } else { 1.0 };
                mean(&|c| match c {
                    c if frequent.contains(lower(c)) => size(c),
                    c if first.map(block) == Some(block(c)) => 0.4 * size(c),
                    _ => 0.0,
                })
            }
            Letters::Chinese { first, second } => mean(&|c| match c {
                // Kana are written in Japanese only.
                '\u{3041}'..='\u{30ff}' if [SHIFT_JIS, EUC_JP].contains(&self.encoding) => 1.0,
                '\u{4e00}'..='\u{9fff}' if self.is_within(c, first, second) => 0.85,
                '\u{3041}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}' => 0.2,
                _ => 0.0,
            }),
            Letters::Korean => mean(&|c| match c {
                '\u{ac00}'..='\u{d7a3}' if self.is_within(c, (0xb0, 0xc8), (0xa1, 0xfe)) => 1.0,
                '\u{4e00}'..='\u{9fff}' => 0.2,
                _ => 0.0,
            }),
        }
    }

    fn has_cases(&self) -> bool {
        matches!(self.frequent, Letters::Latin(_) | Letters::Other(_))
    }

    /// Whether both bytes of a character lie in these ranges, where the frequent ones are.
    fn is_within(&self, c: char, first: (u8, u8), second: (u8, u8)) -> bool {
        let mut room = [0; 4];
        let (bytes, _, _) = self.encoding.encode(c.encode_utf8(&mut room));
        let within = |byte: u8, (low, high): (u8, u8)| (low..=high).contains(&byte);
        matches!(*bytes, [a, b] if within(a, first) && within(b, second))
    }
}

/// Whether a capital stands behind a small letter.
fn has_inner_capital(word: &str) -> bool {
    let mut pairs = word.chars().zip(word.chars().skip(1));
    pairs.any(|(a, b)| a.is_lowercase() && b.is_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_many_languages_name_their_encoding() {
        for (name, text) in [
            ("windows-1252", "prénom,très satisfait,déjà"),
            ("windows-1252", "Größe,völlig unzufrieden,Straße"),
            ("windows-1252", "opção,não concordo,ótimo"),
            ("macintosh", "prénom,très satisfait,déjà"),
            ("macintosh", "Größe,völlig unzufrieden,Straße"),
            ("windows-1254", "görüş,kesinlikle katılıyorum,değil"),
            ("windows-1250", "płeć,zdecydowanie się zgadzam,żółty"),
            ("windows-1250", "věk,příliš,spokojený zákazník"),
            ("windows-1251", "имя,полностью согласен,возраст"),
            ("koi8-r", "имя,полностью согласен,возраст"),
            ("ibm866", "имя,полностью согласен,возраст"),
            ("windows-1253", "όνομα,πολύ καλά,συμφωνώ"),
            ("windows-1255", "שם,מסכים מאוד,גיל"),
            ("windows-1256", "الاسم,راض جدا,العمر"),
            ("Shift_JIS", "名前,とても満足,年齢"),
            ("EUC-JP", "名前,とても満足,年齢"),
            ("EUC-KR", "이름,매우 만족,나이"),
            ("GBK", "姓名,非常满意,年龄"),
            ("Big5", "姓名,非常滿意,年齡"),
        ] {
            let encoding = Encoding::for_label(name.as_bytes()).unwrap();
            let bytes = encoding
                .encode(&format!("q1,q2,{text}\n1,2,3,4,5\n"))
                .0
                .into_owned();
            let at = str::from_utf8(&bytes).unwrap_err().valid_up_to();
            let (found, word) = readings(&bytes, at).remove(0);
            assert_eq!(found.to_lowercase(), name.to_lowercase(), "{text}");
            assert!(text.contains(&word) && !word.is_empty(), "{word} of {text}");
        }
    }
}
