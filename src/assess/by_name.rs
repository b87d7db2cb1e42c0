//! Measures of a fit by the names of constructs.

use super::{discriminant, effects, reliability};
use crate::assess::discriminant::Discriminant;
use crate::assess::effects::Effect;
use crate::assess::reliability::Reliability;
use crate::estimate::Fit;

/// Each method computes the measure when it is called; it returns `None` if the model does not have
/// it.
impl Fit {
    /// Reliability of a construct.
    #[must_use]
    pub fn construct(&self, name: &str) -> Option<Reliability> {
        let mut all = reliability::reliability(self).into_iter();
        all.find(|record| record.construct == name)
    }

    /// Heterotrait-monotrait ratios of two constructs, in either order.
    #[must_use]
    pub fn htmt(&self, a: &str, b: &str) -> Option<Discriminant> {
        let mut all = discriminant::discriminant(self).into_iter();
        all.find(|pair| (pair.a == a && pair.b == b) || (pair.a == b && pair.b == a))
    }

    /// The effects of one construct on another that it reaches: direct, indirect and total.
    ///
    /// ```
    /// use pls_sem::{Missing, Model, Options, Problem, Table};
    ///
    /// # let table = Table::read(concat!(env!("CARGO_MANIFEST_DIR"), "/data/canvas.csv"))?;
    /// let model = Model::parse("R =~ KR1-5; V =~ VP1-5; S =~ INT1-4; V ~ R; S ~ V")?;
    /// let fit = Problem::new(&model, &table, Missing::Error, &Options::default())?.fit()?;
    /// let effect = fit.effect("R", "S").unwrap();
    /// assert_eq!((effect.direct, effect.indirect), (None, Some(effect.total)));
    /// assert!(fit.htmt("S", "R").unwrap().htmt.unwrap() < 0.85);
    /// assert!(fit.construct("R").unwrap().rho_a.unwrap() > 0.7);
    /// # Ok::<(), pls_sem::Error>(())
    /// ```
    #[must_use]
    pub fn effect(&self, from: &str, to: &str) -> Option<Effect> {
        let mut all = effects::effects(self).into_iter();
        all.find(|effect| effect.from == from && effect.to == to)
    }
}
