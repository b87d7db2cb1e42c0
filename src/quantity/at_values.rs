//! Slopes and conditional effects at values that a formula chooses, in addition to those of every study.

use super::measure::At;
use super::{Measure, Names, Quantity};
use crate::assess::interactions;
use crate::assess::slopes::Moderated;
use crate::estimate::Plan;

/// The place of a slope or of a conditional effect at any value of its moderators; `None` if the model does not have it.
pub(super) fn place(plan: &Plan, quantity: &Quantity) -> Option<At> {
    let position = |name: &String| plan.model().position(name);
    match (quantity.measure, &quantity.of) {
        (
            Measure::Slope,
            Names::Slope {
                from,
                moderator,
                to,
                at,
                second,
            },
        ) => {
            let (mut moderators, mut values) = (vec![position(moderator)?], vec![at.0]);
            if let Some(second) = second {
                moderators.push(position(&second.moderator)?);
                values.push(second.at.0);
            }
            let moderated = Moderated::new(plan, position(from)?, moderators, position(to)?)?;
            Some(At::Slope(moderated, values))
        }
        (
            Measure::Conditional,
            Names::Conditional {
                route,
                moderator,
                at,
            },
        ) => {
            let route: Option<Vec<usize>> = route.iter().map(position).collect();
            let (route, moderator) = (route?, position(moderator)?);
            let mut routes = interactions::conditional_routes(plan).into_iter();
            let found = routes.find(|of| of.route == route && of.moderator == moderator)?;
            Some(At::Conditional(found, at.0))
        }
        _ => None,
    }
}
