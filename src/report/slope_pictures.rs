//! The pictures of slopes: what a moderated construct does to its target at values of the moderators.

use super::figure::number::{fixed, interval};
use super::figure::{Picture, SlopeLine, Slopes};
use super::pictures::arrow;
use super::sections::Report;
use crate::document::SlopeRecord;

/// Steps of a curve on either side of the mean.
const REACH: i32 = 20;

impl Report<'_> {
    /// A picture for every moderated path, and for every value of a second moderator; a square is a curve.
    pub(super) fn slopes_plots(&self) -> Vec<Picture> {
        let slopes = &self.document.slopes;
        let mut number = 0;
        // Pictures of one path by two moderators have the same axes.
        let paths = slopes.chunk_by(SlopeRecord::is_of_same_path);
        let drawn = paths.flat_map(|path| {
            let panels = path.chunk_by(SlopeRecord::is_beside);
            let mut plots: Vec<Slopes> = panels.map(|panel| self.slopes_plot(panel)).collect();
            let lines = plots.iter().flat_map(|plot| &plot.lines);
            let heights = lines.flat_map(|line| line.points.iter().map(|point| point[1]));
            let heights: Vec<f64> = heights.collect();
            for plot in &mut plots {
                number += 1;
                plot.id = format!("slopes-{number}");
                plot.heights.clone_from(&heights);
            }
            plots
        });
        let plots: Vec<Slopes> = drawn.collect();
        plots.iter().map(Slopes::picture).collect()
    }

    /// The slopes of one path at values of one moderator.
    fn slopes_plot(&self, path: &[SlopeRecord]) -> Slopes {
        let first = &path[0];
        let (from, to) = (&first.from, &first.to);
        let is_square = *from == first.moderator;
        let steps = (-REACH..=REACH).map(|step| f64::from(step) / f64::from(REACH) * 2.0);
        let curve = |at: Option<f64>| {
            let score = |x: f64| {
                let second = first.second.iter().map(|s| (s.moderator.as_str(), s.at.0));
                let moderator = at.map(|at| (first.moderator.as_str(), at));
                let own = std::iter::once((from.as_str(), x));
                let values: Vec<(&str, f64)> = own.chain(moderator).chain(second).collect();
                [x, self.score_of(to, &values)]
            };
            steps.clone().map(score).collect()
        };
        let lines = if is_square {
            vec![SlopeLine {
                name: to.clone(),
                slope: String::new(),
                points: curve(None),
            }]
        } else {
            let line = |slope: &SlopeRecord| {
                let bounds = slope.inference.low.zip(slope.inference.high);
                let bounds = bounds.map(|(low, high)| format!(" {}", interval(Some([low, high]))));
                SlopeLine {
                    name: format!("{} at {}", slope.moderator, slope.at),
                    slope: fixed(slope.estimate) + &bounds.unwrap_or_default(),
                    points: curve(Some(slope.at)),
                }
            };
            path.iter().map(line).collect()
        };
        let title = if is_square {
            format!("{}, with its square", arrow(from, to))
        } else {
            format!("{} by {}", arrow(from, to), first.moderator)
        };
        let second = first.second.as_ref();
        let second = second.map(|s| format!(", with {} at {}", s.moderator, s.at.0));
        Slopes {
            id: String::new(),
            title: title + &second.unwrap_or_default(),
            subtitle: "Scores in standard deviations, all other constructs at their means."
                .to_owned(),
            axes: [from.clone(), to.clone()],
            heights: Vec::new(),
            lines,
        }
    }

    /// The score of a construct that its equation gives where some of its predictors have these values, and all others
    /// are at their means; without the constant.
    fn score_of(&self, to: &str, values: &[(&str, f64)]) -> f64 {
        let value = |name: &str| {
            let found = values.iter().find(|(of, _)| *of == name);
            found.map_or(0.0, |&(_, value)| value)
        };
        let paths = self.document.paths.iter().filter(|path| path.to == to);
        let part = |from: &str| {
            let mut products = self.document.interactions.iter();
            match products.find(|product| product.term == from) {
                Some(product) => product.factors.iter().map(|f| value(f)).product(),
                None => value(from),
            }
        };
        paths.map(|path| path.estimate * part(&path.from)).sum()
    }
}
