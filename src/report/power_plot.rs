//! The plot of a power study: power against the number of rows, as SVG.

use std::fmt::Write as _;

use unicode_width::UnicodeWidthStr;

use super::number::percent;
use super::power::effect;
use crate::document::PowerDocument;
use crate::power::RequiredRecord;

/// Colours that people with any colour vision tell apart, after Okabe and Ito (2008); the light yellow is left out, which
/// no white page shows.
const COLOURS: [&str; 7] = [
    "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#000000", "#56B4E9", "#E69F00",
];
/// Lines of one colour differ in their dashes.
const DASHES: [&str; 4] = ["", "7 3", "2 3", "9 3 2 3"];
/// The plot proper, in pixels.
const LEFT: f64 = 64.0;
const TOP: f64 = 76.0;
const WIDTH: f64 = 500.0;
const LEAST_HEIGHT: f64 = 330.0;
/// Height of a label, and width of one of its letters.
const LINE: f64 = 17.0;
const LETTER: f64 = 6.9;

/// One effect.
struct Curve {
    label: String,
    colour: &'static str,
    dashes: &'static str,
    /// Rows, power and its interval.
    points: Vec<(f64, f64, [f64; 2])>,
}

impl PowerDocument {
    /// The power of every effect against the number of rows, as SVG: a line an effect, its name at its end, bars of its
    /// Wilson score interval, a dashed line at the power that is looked for.
    #[must_use]
    pub fn to_svg(&self) -> String {
        let required = self.required.iter().enumerate();
        let curves: Vec<Curve> = required.map(|(i, r)| self.curve(i, r)).collect();
        let sizes: Vec<f64> = self.solutions.iter().map(|s| s.rows as f64).collect();
        let height = LEAST_HEIGHT.max(LINE * (curves.len() as f64 + 1.0));
        let labels = curves.iter().map(|c| c.label.width()).max().unwrap_or(0);
        let frame = Frame::new(&sizes, height);
        let width = LEFT + WIDTH + 40.0 + LETTER * labels as f64;
        let mut svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:.0} {h:.0}\" width=\"{width:.0}\" height=\"{h:.0}\" role=\"img\" aria-labelledby=\"title desc\" font-family=\"Helvetica, Arial, sans-serif\" font-size=\"13\" fill=\"#222\">\n",
            h = TOP + height + 56.0
        );
        let (title, study) = (self.title(), &self.study.power);
        // Writing to a string cannot fail.
        let _ = writeln!(svg, "<title id=\"title\">{}</title>", escaped(&title));
        let _ = writeln!(
            svg,
            "<desc id=\"desc\">{}</desc>",
            escaped(&self.description(&curves))
        );
        let _ = writeln!(svg, "<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>");
        let _ = writeln!(
            svg,
            "<text x=\"{LEFT}\" y=\"28\" font-size=\"17\" font-weight=\"bold\">{}</text>",
            escaped(&title)
        );
        let _ = writeln!(
            svg,
            "<text x=\"{LEFT}\" y=\"48\" fill=\"#555\">{} replications of {} resamples; {} percentile intervals; bars: Wilson score intervals of 95 %</text>",
            study.replications,
            study.resamples,
            percent(study.level)
        );
        let only = self.solutions.iter().any(|s| s.used < s.done);
        let share = if only {
            "power (of the admissible surveys)"
        } else {
            "power"
        };
        frame.axes(&mut svg, &sizes, study.target, share);
        for curve in &curves {
            frame.curve(&mut svg, curve);
        }
        frame.labels(&mut svg, &curves);
        svg.push_str("</svg>\n");
        svg
    }

    fn title(&self) -> String {
        match self.required.as_slice() {
            [one] => format!(
                "Power of {} against the number of rows",
                effect(&one.quantity)
            ),
            several => format!(
                "Power of {} effects against the number of rows",
                several.len()
            ),
        }
    }

    /// The plot in words.
    fn description(&self, curves: &[Curve]) -> String {
        let of = |curve: &Curve| {
            let points = curve.points.iter();
            let powers: Vec<String> = points
                .map(|(n, power, _)| format!("{power:.2} with {n} rows"))
                .collect();
            format!("{}: {}.", curve.label, powers.join(", "))
        };
        let all: Vec<String> = curves.iter().map(of).collect();
        format!(
            "Line plot of the power against the number of rows, with a dashed line at {}. {}",
            percent(self.study.power.target),
            all.join(" ")
        )
    }

    fn curve(&self, i: usize, required: &RequiredRecord) -> Curve {
        let points = self
            .records(&required.quantity)
            .filter_map(|r| Some((r.rows as f64, r.power?, r.power_interval?)));
        Curve {
            label: effect(&required.quantity),
            colour: COLOURS[i % COLOURS.len()],
            dashes: DASHES[i / COLOURS.len() % DASHES.len()],
            points: points.collect(),
        }
    }
}

/// Where rows and powers lie on the page.
struct Frame {
    low: f64,
    high: f64,
    height: f64,
}

impl Frame {
    fn new(sizes: &[f64], height: f64) -> Self {
        let low = sizes.iter().copied().fold(f64::INFINITY, f64::min);
        let high = sizes.iter().copied().fold(0.0, f64::max);
        // A single size stands in the middle.
        let room = if high > low { 0.03 * (high - low) } else { 1.0 };
        Self {
            low: low - room,
            high: high + room,
            height,
        }
    }

    fn x(&self, rows: f64) -> f64 {
        LEFT + WIDTH * (rows - self.low) / (self.high - self.low)
    }

    fn y(&self, power: f64) -> f64 {
        TOP + self.height * (1.0 - power)
    }

    fn axes(&self, svg: &mut String, sizes: &[f64], target: f64, share: &str) {
        let (right, bottom) = (LEFT + WIDTH, TOP + self.height);
        for tenth in (0..=10).step_by(2) {
            let (power, y) = (f64::from(tenth) / 10.0, self.y(f64::from(tenth) / 10.0));
            let _ = writeln!(
                svg,
                "<path d=\"M{LEFT} {y:.1}H{right}\" stroke=\"#e4e4e4\"/>"
            );
            let _ = writeln!(
                svg,
                "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{power:.1}</text>",
                LEFT - 8.0,
                y + 4.5
            );
        }
        let y = self.y(target);
        let _ = writeln!(
            svg,
            "<path d=\"M{LEFT} {y:.1}H{right}\" stroke=\"#555\" stroke-dasharray=\"5 4\"/>"
        );
        let _ = writeln!(
            svg,
            "<path d=\"M{LEFT} {TOP}V{bottom}H{right}\" fill=\"none\" stroke=\"#555\"/>"
        );
        // Sizes that lie close to each other would be printed over each other.
        let mut last = f64::NEG_INFINITY;
        for &n in sizes {
            let (x, digits) = (self.x(n), n.to_string());
            let half = LETTER * digits.len() as f64 / 2.0 + 3.0;
            let _ = writeln!(svg, "<path d=\"M{x:.1} {bottom}v5\" stroke=\"#555\"/>");
            if x - half > last {
                let _ = writeln!(
                    svg,
                    "<text x=\"{x:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{digits}</text>",
                    bottom + 20.0
                );
                last = x + half;
            }
        }
        let middle = f64::midpoint(LEFT, right);
        let _ = writeln!(
            svg,
            "<text x=\"{middle}\" y=\"{:.1}\" text-anchor=\"middle\">rows (answers)</text>",
            bottom + 42.0
        );
        let middle = TOP + self.height / 2.0;
        let _ = writeln!(
            svg,
            "<text transform=\"translate(20 {middle:.1}) rotate(-90)\" text-anchor=\"middle\">{share}</text>"
        );
    }

    fn curve(&self, svg: &mut String, curve: &Curve) {
        let Curve { colour, dashes, .. } = curve;
        let places: Vec<String> = curve
            .points
            .iter()
            .map(|&(n, power, _)| format!("{:.1} {:.1}", self.x(n), self.y(power)))
            .collect();
        if places.is_empty() {
            return;
        }
        let _ = writeln!(svg, "<g stroke=\"{colour}\" fill=\"none\">");
        let _ = writeln!(
            svg,
            "<path d=\"M{}\" stroke-width=\"2\" stroke-dasharray=\"{dashes}\"/>",
            places.join("L")
        );
        for &(n, power, [low, high]) in &curve.points {
            let (low, high) = (self.y(low), self.y(high));
            let _ = writeln!(svg, "<path d=\"M{0:.1} {high:.1}V{low:.1}\"/>", self.x(n));
            let _ = writeln!(
                svg,
                "<circle cx=\"{:.1}\" cy=\"{:.1}\" r=\"3\" fill=\"{colour}\"/>",
                self.x(n),
                self.y(power)
            );
        }
        svg.push_str("</g>\n");
    }

    /// The name of every curve beside its end, pushed apart where they would lie over each other.
    fn labels(&self, svg: &mut String, curves: &[Curve]) {
        let mut ends: Vec<(f64, usize)> = curves
            .iter()
            .enumerate()
            .filter_map(|(i, curve)| Some((self.y(curve.points.last()?.1), i)))
            .collect();
        ends.sort_by(|a, b| a.0.total_cmp(&b.0));
        let right = LEFT + WIDTH;
        for (place, (end, i)) in spread(&ends, TOP, TOP + self.height) {
            let Curve {
                label,
                colour,
                dashes,
                points,
            } = &curves[i];
            let x = self.x(points.last().map_or(self.high, |p| p.0));
            let _ = writeln!(
                svg,
                "<path d=\"M{:.1} {end:.1}L{:.1} {place:.1}h12\" fill=\"none\" stroke=\"{colour}\" stroke-dasharray=\"{dashes}\"/>",
                x + 4.0,
                right + 4.0
            );
            let _ = writeln!(
                svg,
                "<text x=\"{:.1}\" y=\"{:.1}\">{}</text>",
                right + 20.0,
                place + 4.5,
                escaped(label)
            );
        }
    }
}

/// Places for labels, each a line below the one before it and as near to its end as that allows.
fn spread(ends: &[(f64, usize)], top: f64, bottom: f64) -> Vec<(f64, (f64, usize))> {
    let mut places: Vec<f64> = ends.iter().map(|(end, _)| *end).collect();
    for i in 0..places.len() {
        let least = if i == 0 { top } else { places[i - 1] + LINE };
        places[i] = places[i].max(least);
    }
    for i in (0..places.len()).rev() {
        let most = places.get(i + 1).map_or(bottom, |next| next - LINE);
        places[i] = places[i].min(most);
    }
    places.into_iter().zip(ends.iter().copied()).collect()
}

/// Text as XML holds it.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
