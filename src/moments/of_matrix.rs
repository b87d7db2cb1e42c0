//! The moments of a model's indicators, taken from a matrix.

use nalgebra::DMatrix;

use super::sample::{all_of, enough_rows};
use super::{Moments, SampleError};
use crate::data::{Matrix, doubt};
use crate::model::Model;

impl Moments {
    /// Takes a model's indicators from a matrix of correlations or covariances.
    ///
    /// ```
    /// use pls_sem::{Matrix, Model, Moments, ReadOptions};
    ///
    /// let matrix = ReadOptions::new().parse_matrix("x,y,z\n4\n1,1\n2,.5,9\n", 100)?;
    /// let moments = Moments::of_matrix(&Model::parse("Y =~ y; X =~ x; Y ~ X")?, &matrix)?;
    /// assert_eq!(moments.correlations()[(0, 1)], 0.5);
    /// assert_eq!((moments.means(), moments.sds()), (None, Some(&[1.0, 2.0][..])));
    /// # Ok::<(), pls_sem::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`SampleError`]: the matrix does not have an indicator, or n is too small for the model.
    pub fn of_matrix(model: &Model, matrix: &Matrix) -> Result<Self, SampleError> {
        let measured = model.measured();
        let indicators = measured.flat_map(|c| c.indicators.iter().map(move |i| (&c.name, i)));
        let places = all_of(indicators.map(|(construct, indicator)| {
            matrix.position(indicator).ok_or_else(|| {
                let names = || matrix.names().iter().map(String::as_str);
                let doubt = doubt(names(), matrix.source(), Some(indicator));
                SampleError::unknown_indicator(indicator, construct, names, doubt)
            })
        }))?;
        enough_rows(model, matrix.n(), 0, 0)?;
        let (all, p) = (matrix.all_correlations(), places.len());
        let sd = |&k: &usize| matrix.sds().map_or(f64::NAN, |sds| sds[k]);
        Ok(Self {
            n: matrix.n() as f64,
            means: vec![f64::NAN; p],
            sds: places.iter().map(sd).collect(),
            correlations: DMatrix::from_fn(p, p, |k, l| all[(places[k], places[l])]),
        })
    }
}
