//! The sources that the paragraphs cite, in APA style.

/// A source: its citation, and its entry in the list of references.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Source {
    /// The entry; the list is in its order.
    entry: &'static str,
    /// The authors and the year, for a citation in brackets.
    pub(super) called: &'static str,
}

macro_rules! sources {
    ($($name:ident: $called:literal, $entry:literal;)*) => {
        $(pub(super) const $name: Source = Source { entry: $entry, called: $called };)*
    };
}

sources! {
    BECKER_2012: "Becker et al., 2012",
        "Becker, J.-M., Klein, K., & Wetzels, M. (2012). Hierarchical latent variable models in PLS-SEM: Guidelines for using reflective-formative type models. Long Range Planning, 45(5–6), 359–394.";
    BECKER_2018: "Becker et al., 2018",
        "Becker, J.-M., Ringle, C. M., & Sarstedt, M. (2018). Estimating moderating effects in PLS-SEM and PLSc-SEM: Interaction term generation*data treatment. Journal of Applied Structural Equation Modeling, 2(2), 1–21.";
    BERAN: "Beran & Srivastava, 1985",
        "Beran, R., & Srivastava, M. S. (1985). Bootstrap tests and confidence regions for functions of a covariance matrix. The Annals of Statistics, 13(1), 95–115.";
    CHIN_2003: "Chin et al., 2003",
        "Chin, W. W., Marcolin, B. L., & Newsted, P. R. (2003). A partial least squares latent variable modeling approach for measuring interaction effects: Results from a Monte Carlo simulation study and an electronic-mail emotion/adoption study. Information Systems Research, 14(2), 189–217.";
    COHEN: "Cohen, 1988",
        "Cohen, J. (1988). Statistical power analysis for the behavioral sciences (2nd ed.). Lawrence Erlbaum.";
    DIJKSTRA: "Dijkstra & Henseler, 2015",
        "Dijkstra, T. K., & Henseler, J. (2015). Consistent partial least squares path modeling. MIS Quarterly, 39(2), 297–316.";
    DIJKSTRA_2014: "Dijkstra & Schermelleh-Engel, 2014",
        "Dijkstra, T. K., & Schermelleh-Engel, K. (2014). Consistent partial least squares for nonlinear structural equation models. Psychometrika, 79(4), 585–604.";
    EFRON: "Efron & Tibshirani, 1993",
        "Efron, B., & Tibshirani, R. J. (1993). An introduction to the bootstrap. Chapman & Hall.";
    HAIR: "Hair et al., 2022",
        "Hair, J. F., Hult, G. T. M., Ringle, C. M., & Sarstedt, M. (2022). A primer on partial least squares structural equation modeling (PLS-SEM) (3rd ed.). Sage.";
    HAIR_2019: "Hair et al., 2019",
        "Hair, J. F., Risher, J. J., Sarstedt, M., & Ringle, C. M. (2019). When to use and how to report the results of PLS-SEM. European Business Review, 31(1), 2–24.";
    HAYES: "Hayes, 2015",
        "Hayes, A. F. (2015). An index and test of linear moderated mediation. Multivariate Behavioral Research, 50(1), 1–22.";
    HENSELER_2010: "Henseler & Chin, 2010",
        "Henseler, J., & Chin, W. W. (2010). A comparison of approaches for the analysis of interaction effects between latent variables using partial least squares path modeling. Structural Equation Modeling, 17(1), 82–109.";
    HENSELER: "Henseler et al., 2015",
        "Henseler, J., Ringle, C. M., & Sarstedt, M. (2015). A new criterion for assessing discriminant validity in variance-based structural equation modeling. Journal of the Academy of Marketing Science, 43(1), 115–135.";
    HOLM: "Holm, 1979",
        "Holm, S. (1979). A simple sequentially rejective multiple test procedure. Scandinavian Journal of Statistics, 6(2), 65–70.";
    HU: "Hu & Bentler, 1999",
        "Hu, L., & Bentler, P. M. (1999). Cutoff criteria for fit indexes in covariance structure analysis: Conventional criteria versus new alternatives. Structural Equation Modeling, 6(1), 1–55.";
    KENNY: "Kenny, 2018",
        "Kenny, D. A. (2018). Moderator variables: Introduction. http://davidakenny.net/cm/moderation.htm";
    LOHMOELLER: "Lohmöller, 1989",
        "Lohmöller, J.-B. (1989). Latent variable path modeling with partial least squares. Physica-Verlag.";
    SARSTEDT: "Sarstedt et al., 2019",
        "Sarstedt, M., Hair, J. F., Cheah, J.-H., Becker, J.-M., & Ringle, C. M. (2019). How to specify, estimate, and validate higher-order constructs in PLS-SEM. Australasian Marketing Journal, 27(3), 197–211.";
    VAN_RIEL: "van Riel et al., 2017",
        "van Riel, A. C. R., Henseler, J., Kemény, I., & Sasovova, Z. (2017). Estimating hierarchical constructs using consistent partial least squares: The case of second-order composites of common factors. Industrial Management & Data Systems, 117(3), 459–477.";
    ZHAO: "Zhao et al., 2010",
        "Zhao, X., Lynch, J. G., Jr., & Chen, Q. (2010). Reconsidering Baron and Kenny: Myths and truths about mediation analysis. Journal of Consumer Research, 37(2), 197–206.";
}

/// The entries of some sources, each once, in the order of the list.
pub(super) fn entries(sources: &[Source]) -> Vec<&'static str> {
    let mut sorted = sources.to_vec();
    sorted.sort_unstable();
    sorted.dedup();
    sorted.into_iter().map(|source| source.entry).collect()
}
