"""What the methods cite, in APA 7, by the key that sentences use."""

from __future__ import annotations

REFERENCES = {
    "borenstein": "Borenstein, M., Hedges, L. V., Higgins, J. P. T., & Rothstein, H. R. (2009). Introduction to "
    "meta-analysis. Wiley. https://doi.org/10.1002/9780470743386",
    "dersimonian": "DerSimonian, R., & Laird, N. (1986). Meta-analysis in clinical trials. Controlled Clinical Trials, "
    "7(3), 177–188. https://doi.org/10.1016/0197-2456(86)90046-2",
    "fisher": "Fisher, R. A. (1921). On the “probable error” of a coefficient of correlation deduced from a small "
    "sample. Metron, 1, 3–32.",
    "hedges": "Hedges, L. V., & Vevea, J. L. (1998). Fixed- and random-effects models in meta-analysis. Psychological "
    "Methods, 3(4), 486–504. https://doi.org/10.1037/1082-989X.3.4.486",
    "hts": "Higgins, J. P. T., Thompson, S. G., & Spiegelhalter, D. J. (2009). A re-evaluation of random-effects "
    "meta-analysis. Journal of the Royal Statistical Society: Series A, 172(1), 137–159. "
    "https://doi.org/10.1111/j.1467-985X.2008.00552.x",
    "i2": "Higgins, J. P. T., & Thompson, S. G. (2002). Quantifying heterogeneity in a meta-analysis. Statistics in "
    "Medicine, 21(11), 1539–1558. https://doi.org/10.1002/sim.1186",
    "jackson": "Jackson, D., Law, M., Rücker, G., & Schwarzer, G. (2017). The Hartung-Knapp modification for "
    "random-effects meta-analysis: A useful refinement but are there any residual concerns? Statistics in Medicine, "
    "36(25), 3923–3934. https://doi.org/10.1002/sim.7411",
    "knapp": "Knapp, G., & Hartung, J. (2003). Improved tests for a random effects meta-regression with a single "
    "covariate. Statistics in Medicine, 22(17), 2693–2710. https://doi.org/10.1002/sim.1482",
    "paule": "Paule, R. C., & Mandel, J. (1982). Consensus values and weighting factors. Journal of Research of the "
    "National Bureau of Standards, 87(5), 377–385. https://doi.org/10.6028/jres.087.022",
    "profile": "Viechtbauer, W. (2007). Confidence intervals for the amount of heterogeneity in meta-analysis. "
    "Statistics in Medicine, 26(1), 37–52. https://doi.org/10.1002/sim.2514",
    "reml": "Viechtbauer, W. (2005). Bias and efficiency of meta-analytic variance estimators in the random-effects "
    "model. Journal of Educational and Behavioral Statistics, 30(3), 261–293. "
    "https://doi.org/10.3102/10769986030003261",
    "berkey": "Berkey, C. S., Hoaglin, D. C., Mosteller, F., & Colditz, G. A. (1995). A random-effects regression "
    "model for meta-analysis. Statistics in Medicine, 14(4), 395–411. https://doi.org/10.1002/sim.4780140406",
    "brannick": "Brannick, M. T., Potter, S. M., Benitez, B., & Morris, S. B. (2019). Bias and precision of alternate "
    "estimators in meta-analysis: Benefits of blending Schmidt–Hunter and Hedges approaches. Organizational Research "
    "Methods, 22(2), 490–514. https://doi.org/10.1177/1094428117741966",
    "cheung": "Cheung, M. W.-L. (2014). Modeling dependent effect sizes with three-level meta-analyses: A structural "
    "equation modeling approach. Psychological Methods, 19(2), 211–229. https://doi.org/10.1037/a0032968",
    "harris": "Harris, C. R., Millman, K. J., van der Walt, S. J., Gommers, R., Virtanen, P., Cournapeau, D., "
    "Wieser, E., Taylor, J., Berg, S., Smith, N. J., Kern, R., Picus, M., Hoyer, S., van Kerkwijk, M. H., Brett, M., "
    "Haldane, A., Fernández del Río, J., Wiebe, M., Peterson, P., … Oliphant, T. E. (2020). Array programming with "
    "NumPy. Nature, 585(7825), 357–362. https://doi.org/10.1038/s41586-020-2649-2",
    "hedges1983": "Hedges, L. V. (1983). A random effects model for effect sizes. Psychological Bulletin, 93(2), "
    "388–395. https://doi.org/10.1037/0033-2909.93.2.388",
    "hunter": "Hunter, J. E., & Schmidt, F. L. (2004). Methods of meta-analysis: Correcting error and bias in research "
    "findings (2nd ed.). Sage. https://doi.org/10.4135/9781412985031",
    "kacker": "DerSimonian, R., & Kacker, R. (2007). Random-effects model for meta-analysis of clinical trials: An "
    "update. Contemporary Clinical Trials, 28(2), 105–114. https://doi.org/10.1016/j.cct.2006.04.004",
    "konstantopoulos": "Konstantopoulos, S. (2011). Fixed effects and variance components estimation in three-level "
    "meta-analysis. Research Synthesis Methods, 2(1), 61–76. https://doi.org/10.1002/jrsm.35",
    "morris": "Morris, C. N. (1983). Parametric empirical Bayes inference: Theory and applications. Journal of the "
    "American Statistical Association, 78(381), 47–55. https://doi.org/10.1080/01621459.1983.10477920",
    "olkin": "Olkin, I., & Pratt, J. W. (1958). Unbiased estimation of certain correlation coefficients. The Annals of "
    "Mathematical Statistics, 29(1), 201–211. https://doi.org/10.1214/aoms/1177706717",
    "pmm": "Viechtbauer, W. (2021). Median-unbiased estimators for the amount of heterogeneity in meta-analysis. "
    "European Congress of Methodology, Valencia, Spain.",
    "pustejovsky": "Pustejovsky, J. E., & Tipton, E. (2022). Meta-analysis with robust variance estimation: Expanding "
    "the range of working models. Prevention Science, 23(3), 425–438. https://doi.org/10.1007/s11121-021-01246-3",
    "sidik": "Sidik, K., & Jonkman, J. N. (2005). Simple heterogeneity variance estimation for meta-analysis. Journal "
    "of the Royal Statistical Society: Series C, 54(2), 367–384. https://doi.org/10.1111/j.1467-9876.2005.00489.x",
    "tipton": "Tipton, E. (2015). Small sample adjustments for robust variance estimation with meta-regression. "
    "Psychological Methods, 20(3), 375–393. https://doi.org/10.1037/met0000011",
    "htz": "Tipton, E., & Pustejovsky, J. E. (2015). Small-sample adjustments for tests of moderators and model fit "
    "using robust variance estimation in meta-regression. Journal of Educational and Behavioral Statistics, 40(6), "
    "604–634. https://doi.org/10.3102/1076998615606099",
    "virtanen": "Virtanen, P., Gommers, R., Oliphant, T. E., Haberland, M., Reddy, T., Cournapeau, D., Burovski, E., "
    "Peterson, P., Weckesser, W., Bright, J., van der Walt, S. J., Brett, M., Wilson, J., Millman, K. J., Mayorov, N., "
    "Nelson, A. R. J., Jones, E., Kern, R., Larson, E., … SciPy 1.0 Contributors. (2020). SciPy 1.0: Fundamental "
    "algorithms for scientific computing in Python. Nature Methods, 17(3), 261–272. "
    "https://doi.org/10.1038/s41592-019-0686-2",
}
