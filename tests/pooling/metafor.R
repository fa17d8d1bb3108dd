# Writes metafor.json: what R's metafor, clubSandwich and robumeta say of the rows below. Rscript metafor.R > metafor.json
suppressMessages({library(metafor); library(clubSandwich); library(robumeta); library(jsonlite)})
d <- data.frame(
  r = c(.31, .12, .45, -.08, .27, .52, .19, .05, .38, .61, .22, .33),
  n = c(48, 120, 36, 210, 75, 29, 160, 340, 54, 24, 98, 66),
  year = c(2003, 2008, 2001, 2015, 2010, 1999, 2012, 2018, 2004, 2000, 2011, 2009),
  girls = c(0, 1, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1), cl = c(1, 2, 3, 4, 2, 3, 1, 4, 6, 5, 7, 5), id = 1:12)
d <- escalc(measure = "ZCOR", ri = r, ni = n, data = d)
tight <- list(threshold = 1e-14, tol = 1e-14, maxiter = 10000)
two <- function(x) list(yi = c(x$yi), vi = c(x$vi))
main <- function(x) list(b = c(x$beta), se = x$se, stat = x$zval, pval = x$pval, ci_lb = x$ci.lb, ci_ub = x$ci.ub,
  tau2 = x$tau2, se_tau2 = x$se.tau2, I2 = x$I2, H2 = x$H2, QE = x$QE, QEp = x$QEp, fit = unname(x$fit.stats[, if (x$method == "REML") "REML" else "ML"]))
fit <- function(m, t, ...) suppressWarnings(rma(yi, vi, data = d, method = m, test = t, control = tight, ...))
out <- list(rows = as.list(d[c("r", "n", "year", "girls", "cl")]))
out$escalc <- list(ZCOR = two(d), COR_LS = two(escalc("COR", ri = r, ni = n, data = d, vtype = "LS")),
  COR_AV = two(escalc("COR", ri = r, ni = n, data = d, vtype = "AV")),
  UCOR_LS = two(escalc("UCOR", ri = r, ni = n, data = d, vtype = "LS")), UCOR_UB = two(escalc("UCOR", ri = r, ni = n, data = d, vtype = "UB")),
  PCOR = two(escalc("PCOR", ti = c(2.1, -.7, 4.4), ni = c(50, 80, 33), mi = c(3, 5, 2))),
  SPCOR = two(escalc("SPCOR", ti = c(2.1, -.7, 4.4), ni = c(50, 80, 33), mi = c(3, 5, 2), r2i = c(.3, .12, .55))),
  RPB = two(escalc("RPB", m1i = c(10.2, 5), m2i = c(9.1, 5.6), sd1i = c(2.2, 1.4), sd2i = c(2.9, 1.1), n1i = c(25, 60), n2i = c(31, 22))),
  RBIS = two(escalc("RBIS", m1i = c(10.2, 5), m2i = c(9.1, 5.6), sd1i = c(2.2, 1.4), sd2i = c(2.9, 1.1), n1i = c(25, 60), n2i = c(31, 22))),
  PHI = two(escalc("PHI", ai = c(12, 30), bi = c(7, 11), ci = c(5, 14), di = c(19, 8))))
out$uni <- lapply(c(EE = "EE", DL = "DL", HE = "HE", HS = "HS", HSk = "HSk", SJ = "SJ", ML = "ML", REML = "REML", EB = "EB", PM = "PM", PMM = "PMM", SJIT = "SJIT", DLIT = "DLIT"),
  function(m) lapply(c(z = "z", t = "t", knha = "knha", adhoc = "adhoc"), function(t) c(main(x <- fit(m, t)), list(pi = c(predict(x)$pi.lb, predict(x)$pi.ub)))))
x <- fit("REML", "z")
ci <- function(x) list(x$random[1, ], x$random[2, ], x$random[3, ], x$random[4, ])
out$confint <- list(QP = unname(confint(x, control = list(tol = 1e-14))$random), PL_REML = unname(confint(x, type = "PL", control = list(tol = 1e-12))$random),
  PL_ML = unname(confint(fit("ML", "z"), type = "PL", control = list(tol = 1e-12))$random))
mm <- function(m, t) { x <- fit(m, t, mods = ~ I(year - 2000) + girls); p <- predict(x, newmods = rbind(c(3, 1), c(12, 0)))
  c(main(x), list(QM = x$QM, QMp = x$QMp, R2 = x$R2, vb = unname(x$vb), vif = unname(vif(x)$vifs), pred = p$pred, pred_se = p$se, ci = c(p$ci.lb, p$ci.ub), pi = c(p$pi.lb, p$pi.ub))) }
out$mods <- list(REML_knha = mm("REML", "knha"), REML_z = mm("REML", "z"), ML_t = mm("ML", "t"), DL_z = mm("DL", "z"), EE_z = mm("EE", "z"), PM_adhoc = mm("PM", "adhoc"), SJ_z = mm("SJ", "z"), HE_z = mm("HE", "z"), HSk_z = mm("HSk", "z"))
out$regtest <- list()
for (m in c("rma", "lm")) for (p in c("sei", "vi", "ni", "ninv", "sqrtni", "sqrtninv")) {
  px <- switch(p, sei = sqrt(d$vi), vi = d$vi, ni = d$n, ninv = 1 / d$n, sqrtni = sqrt(d$n), sqrtninv = 1 / sqrt(d$n))
  g <- if (m == "rma") { f <- fit("REML", "z", mods = ~ px); list(zval = f$zval[2], pval = f$pval[2], est = f$beta[1], ci.lb = f$ci.lb[1], ci.ub = f$ci.ub[1]) } else regtest(d$yi, d$vi, ni = d$n, model = "lm", predictor = p)
  out$regtest[[paste(m, p, sep = "_")]] <- list(stat = g$zval, pval = g$pval, est = g$est, ci_lb = g$ci.lb, ci_ub = g$ci.ub) }
rk <- ranktest(x); out$ranktest <- list(tau = unname(rk$tau), pval = unname(rk$pval))
out$trimfill <- list()
for (m in c("EE", "DL")) for (e in c("L0", "R0", "Q0")) for (s in c("left", "right")) {
  g <- try(suppressWarnings(trimfill(fit(m, "z"), side = s, estimator = e)), silent = TRUE); if (inherits(g, "try-error")) next
  out$trimfill[[paste(m, e, s, sep = "_")]] <- list(k0 = g$k0, se_k0 = g$se.k0, p_k0 = if (e == "R0") g$p.k0 else NA, b = c(g$beta), se = g$se) }
fs <- function(...) { g <- fsn(yi, vi, data = d, ...); list(fsnum = g$fsnum, pval = g$pval) }
out$fsn <- list(Rosenthal = fs(type = "Rosenthal"), Orwin = fs(type = "Orwin"), Orwin_05 = fs(type = "Orwin", target = .05), Rosenberg = fs(type = "Rosenberg"))
g <- tes(x); h <- tes(d$yi, d$vi, test = "chi2", tes.alternative = "greater")
out$tes <- list(exact = list(O = g$O, E = g$E, theta = g$theta, pval = g$pval, power = g$power), chi2 = list(O = h$O, E = h$E, X2 = h$X2, pval = h$pval))
sm <- function(...) { s <- selmodel(fit("ML", "z"), ...); list(b = c(s$beta), se = s$se, tau2 = s$tau2, delta = s$delta, se_delta = s$se.delta, LRT = s$LRT, LRTp = s$LRTp, ll = s$ll) }
fine <- list(intCtrl = list(rel.tol = 1e-10, subdivisions = 1000L), optimizer = "BFGS", reltol = 1e-15)
out$selmodel <- list(`3PSM` = sm(type = "stepfun", steps = .025, control = list(optimizer = "BFGS", reltol = 1e-15)),
  steps = sm(type = "stepfun", steps = c(.01, .10), control = list(optimizer = "BFGS", reltol = 1e-15)),
  beta = sm(type = "beta", control = fine), negexp = sm(type = "negexp", control = fine))
g <- hc(fit("DL", "z"), control = list(tol = 1e-12)); out$hc <- list(b = unname(c(g$beta)), se = g$se, ci_lb = g$ci.lb, ci_ub = g$ci.ub)
diag <- function(x) { i <- influence(x); l <- if (x$int.only) leave1out(x) else NULL
  c(lapply(as.list(i$inf), as.numeric), list(dfbs = unname(as.matrix(i$dfbs)), is_infl = i$is.infl, rstandard = rstandard(x)$z, rstudent = rstudent(x)$z,
    blup = blup(x)$pred, blup_se = blup(x)$se, weights = unname(weights(x)), baujat_x = baujat(x, plot = FALSE)$x), if (!is.null(l)) list(loo = lapply(unclass(l)[intersect(names(l), c("estimate", "se", "zval", "tval", "pval", "ci.lb", "ci.ub", "Q", "Qp", "tau2", "I2", "H2"))], as.numeric))) }
pdf(NULL)
out$diag <- list(plain = diag(x), knha = diag(fit("REML", "knha")), EE = diag(fit("EE", "z")), mods = diag(fit("REML", "z", mods = ~ girls)))
s <- d[1:6, ]; out$permutest <- list(pval = suppressMessages(permutest(rma(yi, vi, data = s, control = tight), exact = TRUE, progbar = FALSE, control = list(comptol = 1e-8)))$pval,
  mods = suppressMessages(permutest(rma(yi, vi, mods = ~ girls, data = d[1:6, ], method = "DL"), exact = TRUE, progbar = FALSE))$pval)
g <- gosh(rma(yi, vi, data = d[1:5, ], method = "DL"), progbar = FALSE); out$gosh <- list(estimate = g$res$estimate, I2 = g$res$I2, incl = unname(g$incl * 1))
mv <- function(V, ...) { m <- rma.mv(yi, V, random = ~ 1 | cl / id, data = d, control = list(optimizer = "optim", optmethod = "BFGS", reltol = 1e-15, maxit = 2000), ...)
  cr <- lapply(c(CR0 = "CR0", CR1 = "CR1", CR1p = "CR1p", CR1S = "CR1S", CR2 = "CR2", CR3 = "CR3"), function(t) { z <- coef_test(m, vcov = t, cluster = d$cl, test = "Satterthwaite"); list(se = z$SE, df = z$df_Satt, p = z$p_Satt) })
  list(b = c(m$beta), se = m$se, sigma2 = m$sigma2, ll = c(logLik(m)), robust = cr, ci = lapply(1:2, function(j) unname(confint(m, sigma2 = j)$random[1, ]))) }
out$multilevel <- list(three = mv(d$vi), che = mv(vcalc(vi, cluster = cl, obs = id, rho = .6, data = d)), three_ML = mv(d$vi, method = "ML"), three_mods = mv(d$vi, mods = ~ girls))
m <- rma.mv(yi, vcalc(vi, cluster = cl, obs = id, rho = .6, data = d), mods = ~ girls + I(year - 2000), random = ~ 1 | cl / id, data = d)
w <- Wald_test(m, constraints = constrain_zero(2:3), vcov = "CR2", cluster = d$cl, test = "HTZ"); out$htz <- list(F = w$Fstat, df = w$df_denom, p = w$p_val)
ag <- aggregate(d, cluster = cl, rho = .6); out$aggregate <- two(ag)
rb <- function(w, rho = .8) { g <- robu(yi ~ girls, data = d, studynum = cl, var.eff.size = vi, modelweights = w, rho = rho, small = TRUE); list(b = c(g$b.r), se = g$reg_table$SE, df = g$reg_table$dfs, tau2 = c(g$mod_info$tau.sq), omega2 = c(g$mod_info$omega.sq)) }
out$robumeta <- list(CORR = rb("CORR"), CORR_2 = rb("CORR", .2), HIER = rb("HIER"))
# p-uniform* by its likelihood
pu <- function(m, t) { s <- sqrt(d$vi + t); cv <- qnorm(.975) * sqrt(d$vi)
  sum(dnorm(d$yi, m, s, log = TRUE) - ifelse(d$yi > cv, pnorm(cv, m, s, lower.tail = FALSE, log.p = TRUE), pnorm(cv, m, s, log.p = TRUE))) }
over_t <- function(m) max(optimize(function(t) pu(m, t), c(0, .2), maximum = TRUE, tol = 1e-12)$objective, pu(m, 0))
over_m <- function(t) optimize(function(m) pu(m, t), c(-1, 1), maximum = TRUE, tol = 1e-12)$objective
top <- optimize(over_t, c(-1, 1), maximum = TRUE, tol = 1e-10); half <- qchisq(.95, 1) / 2; low <- top$objective - half
t2 <- optimize(over_m, c(0, .2), maximum = TRUE, tol = 1e-12)$maximum
out$p_uniform <- list(b = top$maximum, tau2 = t2, ll = top$objective, ci_lb = uniroot(function(m) over_t(m) - low, c(-1, top$maximum), tol = 1e-10)$root,
  ci_ub = uniroot(function(m) over_t(m) - low, c(top$maximum, 1), tol = 1e-10)$root, tau2_ub = uniroot(function(t) over_m(t) - low, c(t2, .2), tol = 1e-12)$root,
  L0 = 2 * (top$objective - over_t(0)), L_het = 2 * (top$objective - over_m(0)))
cat(toJSON(out, digits = NA, auto_unbox = FALSE, na = "null", pretty = FALSE))
