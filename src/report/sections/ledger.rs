//! The ledger of the resamples.

use super::Report;
use crate::report::page::Section;

impl Report<'_> {
    pub(super) fn ledger(&self) -> Section {
        let section = Section::new("ledger", "Ledger of the resamples");
        let Some(bootstrap) = &self.document.bootstrap else {
            return section;
        };
        let done = if bootstrap.done < bootstrap.requested {
            format!("{} done, ", bootstrap.done)
        } else {
            String::new()
        };
        let mut lines = vec![format!(
            "{} requested, {done}{} used",
            bootstrap.requested, bootstrap.used
        )];
        let failed = bootstrap.failed.iter();
        lines.extend(failed.map(|f| format!("{} failed: {}", f.count, f.reason)));
        for (count, what) in [
            (bootstrap.redrawn, "replaced by new resamples"),
            (bootstrap.kept, "inadmissible, but used"),
        ] {
            lines.extend((count > 0).then(|| format!("{count} {what}")));
        }
        let inadmissible = bootstrap.inadmissible.iter();
        lines.extend(inadmissible.map(|f| format!("{} inadmissible: {}", f.count, f.reason)));
        lines.extend(bootstrap.turned.iter().map(|turned| {
            let count = turned.count;
            format!(
                "{count} in which the sign of `{}` was changed to that in the sample",
                turned.construct
            )
        }));
        let undefined = bootstrap
            .estimates
            .iter()
            .filter(|e| e.summary.undefined > 0);
        lines.extend(
            undefined.map(|e| format!("{} without a value of {}", e.summary.undefined, e.quantity)),
        );
        section.list(lines)
    }
}
