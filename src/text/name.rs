//! The characters of names that need no backquotes.

/// Letters of any script, digits, `_` and `.`.
pub(crate) fn is_name_char(c: char) -> bool {
    // Vowel signs and joiners are not letters of their own, but Hindi and Persian need them: whole blocks are
    // accepted, which avoids tables of marks.
    let part_of_letter = matches!(c, '\u{300}'..='\u{1fff}' | '\u{200c}' | '\u{200d}');
    !c.is_whitespace() && (c.is_alphanumeric() || c == '_' || c == '.' || part_of_letter)
}
