//! Numbers only: no models, no names.

pub(crate) mod aligned;
pub(crate) mod binomial;
pub(crate) mod chi_square;
pub(crate) mod cholesky;
pub(crate) mod eigen;
pub(crate) mod lanes;
pub(crate) mod noncentral_f;
pub(crate) mod normal;
pub(crate) mod order;
pub(crate) mod pairs;
pub(crate) mod share;
pub(crate) mod squared_logarithms;
pub(crate) mod strands;
pub(crate) mod stream;
pub(crate) mod student;
pub(crate) mod tridiagonal;
pub(crate) mod whole;
