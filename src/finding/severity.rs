//! Which findings affect conclusions, and which are notes.

use super::Finding;

impl Finding {
    /// Whether it is a note: it concerns a single number, or says what was not done. Every other finding is printed in
    /// full with every result, because a reader who does not know it may draw a wrong conclusion.
    #[must_use]
    pub fn is_note(&self) -> bool {
        matches!(
            self,
            Self::AlikeResamples { .. }
                | Self::BinaryOutcome { .. }
                | Self::ExactFitIncomplete { .. }
                | Self::ExactFitNotDone { .. }
                | Self::FewCategories { .. }
                | Self::FarFromNormal { .. }
                | Self::JackknifeNotDone { .. }
                | Self::LinearModelIncomplete { .. }
                | Self::LoadsHigherElsewhere { .. }
                | Self::ManyMissing { .. }
                | Self::ManyMissingInRows { .. }
                | Self::MoreResamples { .. }
                | Self::NotCorrected { .. }
                | Self::SegmentNotEstimated { .. }
                | Self::SegmentsNotFound { .. }
                | Self::SegmentsReachedOnce { .. }
                | Self::SingleItem { .. }
                | Self::TooManyContrasts { .. }
                | Self::TooManyRoutes { .. }
                | Self::TwoItems { .. }
                | Self::UndefinedInResamples { .. }
        )
    }
}
