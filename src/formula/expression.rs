//! The formula, and its value.

/// A formula, its inputs numbered.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Expression {
    Number(f64),
    Input(usize),
    Negated(Box<Self>),
    Pair(char, Box<Self>, Box<Self>),
    Call(Function, Vec<Self>),
}

/// A function of one number, or of several.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Function {
    Abs,
    Sqrt,
    Exp,
    Ln,
    Log10,
    Min,
    Max,
    Mean,
    Sum,
}

impl Function {
    /// All, by the names that they are written with.
    pub(crate) const ALL: [(&'static str, Self); 9] = [
        ("abs", Self::Abs),
        ("sqrt", Self::Sqrt),
        ("exp", Self::Exp),
        ("ln", Self::Ln),
        ("log10", Self::Log10),
        ("min", Self::Min),
        ("max", Self::Max),
        ("mean", Self::Mean),
        ("sum", Self::Sum),
    ];

    pub(crate) fn named(word: &str) -> Option<Self> {
        let found = Self::ALL.iter().find(|(name, _)| *name == word);
        found.map(|&(_, function)| function)
    }

    /// Whether it has several arguments.
    pub(super) fn takes_several(self) -> bool {
        matches!(self, Self::Min | Self::Max | Self::Mean | Self::Sum)
    }

    /// Minimum, maximum and sum are not defined if one of the values is not.
    fn value(self, values: impl ExactSizeIterator<Item = f64>) -> f64 {
        let least = |a: f64, b: f64| {
            if a.is_nan() || b.is_nan() {
                f64::NAN
            } else {
                a.min(b)
            }
        };
        let (count, mut values) = (values.len(), values);
        let first = values.next().unwrap_or(f64::NAN);
        match self {
            Self::Abs => first.abs(),
            Self::Sqrt => first.sqrt(),
            Self::Exp => first.exp(),
            Self::Ln => first.ln(),
            Self::Log10 => first.log10(),
            Self::Min => values.fold(first, least),
            Self::Max => -values.fold(-first, |a, b| least(a, -b)),
            Self::Sum => values.fold(first, |a, b| a + b),
            Self::Mean => values.fold(first, |a, b| a + b) / count as f64,
        }
    }
}

impl Expression {
    /// Its value; not-a-number if it, or any part of it, is not defined.
    pub(crate) fn value(&self, inputs: &[f64]) -> f64 {
        let value = match self {
            Self::Number(x) => *x,
            Self::Input(i) => inputs[*i],
            Self::Negated(x) => -x.value(inputs),
            Self::Pair(sign, a, b) => {
                let (a, b) = (a.value(inputs), b.value(inputs));
                match sign {
                    '+' => a + b,
                    '-' => a - b,
                    '*' => a * b,
                    '/' => a / b,
                    // An undefined value stays undefined, although `NaN ^ 0` would be 1.
                    _ if a.is_nan() || b.is_nan() => f64::NAN,
                    _ => a.powf(b),
                }
            }
            Self::Call(function, of) => function.value(of.iter().map(|x| x.value(inputs))),
        };
        if value.is_finite() { value } else { f64::NAN }
    }

    /// Whether it uses an input that meets the predicate.
    pub(crate) fn has_input(&self, meant: &impl Fn(usize) -> bool) -> bool {
        match self {
            Self::Number(_) => false,
            Self::Input(i) => meant(*i),
            Self::Negated(x) => x.has_input(meant),
            Self::Pair(_, a, b) => a.has_input(meant) || b.has_input(meant),
            Self::Call(_, of) => of.iter().any(|x| x.has_input(meant)),
        }
    }

    /// Whether it uses no input.
    pub(crate) fn is_constant(&self) -> bool {
        !self.has_input(&|_| true)
    }
}
