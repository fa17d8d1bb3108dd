"""The main analyses as an R script: metafor on the exported tables gives the numbers of the report."""

from __future__ import annotations

from collections.abc import Sequence

from reports.analysis import Analysis

HEAD = """\
# Reproduces the main analyses with metafor (and clubSandwich where samples give several results).
# Run it in this folder: Rscript analysis.R
library(metafor)
tight <- list(threshold = 1e-12, maxiter = 10000)  # metafor's default stops too early where samples are large
results <- data.frame()
keep <- function(id, fit, tau2) results <<- rbind(results, data.frame(
  id = id, k = fit$k, b = as.numeric(fit$beta[1]), se = as.numeric(fit$se[1]),
  ci_lb = as.numeric(fit$ci.lb[1]), ci_ub = as.numeric(fit$ci.ub[1]), pval = as.numeric(fit$pval[1]), tau2 = tau2))
"""
PLAIN = """
# {label}
d <- read.csv("{file}", colClasses = c(study = "character", sample = "character", cluster = "character"))
fit <- rma(yi, vi, data = d, slab = slab, method = "{tau2}", test = "{test}", level = {level:g}{control})
print(fit)
print(predict(fit, transf = transf.ztor))
keep("{id}", fit, fit$tau2)
"""
CORRELATED = """
# {label}
d <- read.csv("{file}", colClasses = c(study = "character", sample = "character", cluster = "character"))
d$row <- seq_len(nrow(d))
V <- vcalc(vi, cluster = cluster, obs = row, rho = {rho:g}, data = d)
fit <- rma.mv(yi, V, random = ~ 1 | cluster/row, data = d, slab = slab, level = {level:g})
fit <- robust(fit, cluster = cluster, clubSandwich = TRUE)  # CR2 with Satterthwaite's degrees of freedom
print(fit)
keep("{id}", fit, sum(fit$sigma2))
"""
THREE_LEVELS = """
# {label}
d <- read.csv("{file}", colClasses = c(study = "character", sample = "character", cluster = "character"))
d$row <- seq_len(nrow(d))
fit <- rma.mv(yi, vi, random = ~ 1 | cluster/row, data = d, slab = slab, level = {level:g}, test = "t")
print(fit)
keep("{id}", fit, sum(fit$sigma2))
"""
TAIL = """
write.csv(results, "results-of-R.csv", row.names = FALSE)
print(results)
"""
ITERATED = ("REML", "ML", "EB", "SJIT", "DLIT")


def script(analyses: Sequence[tuple[Analysis, str]]) -> str:
    """The script for these analyses, each with the file of its rows."""
    return HEAD + "".join(_part(analysis, file) for analysis, file in analyses) + TAIL


def _part(analysis: Analysis, file: str) -> str:
    method = analysis.method
    template = {"CHE": CORRELATED, "multilevel": THREE_LEVELS}.get(analysis.estimate.dependence, PLAIN)
    return template.format(
        label=" ".join(analysis.question.label.split()), file=file, id=analysis.question.id, tau2=method.tau2,
        test=method.test, level=100 * method.level, rho=method.rho,
        control=", control = tight" if method.tau2 in ITERATED else "",
    )  # fmt: skip
