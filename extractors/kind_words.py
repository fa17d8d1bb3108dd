"""The words that tell a correlation of this study from other numbers, one family of words for each reason."""

from __future__ import annotations

import re

from corpus.evidence import Kind
from extractors.numbers import ANY_NUMBER, MINUS, RELATION, SIGNED


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE | re.VERBOSE)


YEAR = r"(?:1[89]|20)\d\d[a-z]?"
NAME = r"(?:(?:de|van|von|der|den|del|di|da|la|le|ten|ter)\s){0,3}[A-Z][\w’'`´-]+"
CITATION = re.compile(
    rf"(?:{NAME}(?:,?\s(?:[A-Z]\.\s?)*(?:(?:&|and)\s)?{NAME})*(?:\s(?:et\sal\.?|and\scolleagues))?[’']?s?,?\s*[(\[]?\s?{YEAR}[)\]]?"
    r"|\[\s?\d{1,3}(?:\s?[,–-]\s?\d{1,3})*\s?\])"
)
CITES = (
    r"(?:found|reported|showed|observed|demonstrated|obtained|documented|revealed|estimated|noted|yielded"
    r"|suggest\w*|indicated?|show|report|yield|find|conclud\w+|had)"
)
REPORTER = re.compile(
    rf"(?:{CITATION.pattern}|{NAME}\set\sal\.?(?:\s?\(.{{0,12}}?\))?|\[\d+\])\)?,?\s(?:also\s|have\s|has\s)?{CITES}\b"
)
CITED_INSIDE = re.compile(
    rf"^\s*[,;]?\s*(?:see(?:\salso)?|e\.g\.,?|cf\.|as\sreported\s(?:by|in))?\s*{CITATION.pattern}"
)
NEXT_CLAUSE = re.compile(
    r",\s(?:which|suggesting|indicating|consistent|replicating)\b|\bwhich\ssuggest|\bin\sline\swith\b", re.IGNORECASE
)
STUDIES = r"(?:stud(?:y|ies)|research|work|findings?|literature|reports?|investigations?|articles?|papers?|surveys?)"
PRIOR = _words(
    rf"""\b(?:previous|prior|past|earlier|existing|recent|original|other|another|several|numerous|validation)\s
        (?:[\w-]+\s){{0,3}}(?:{STUDIES}|samples?|results?|validation|evidence)\b
      | \b(?:one|an?|two|most|some|many|few)\s(?:[\w-]+\s){{0,2}}(?:study|studies|investigations?|surveys?)\s
        (?:[\w,]+\s){{0,6}}?{CITES}\b
      | \b(?:research|studies)\s(?:[\w-]+\s){{0,4}}?(?:{CITES}|has|have)\b
      | \bmeta-?\s?analy(?:sis|ses|tic)\b | \bsystematic\sreviews?\b | \ban\sindependent\s(?:sample|study)\b
      | (?<!\bwe\s)\b(?:has|have)\s(?:also\s|previously\s|repeatedly\s|been\s)*
        (?:shown|found|reported|demonstrated|validated|yielded|exhibited|documented|linked|established)\b
      | \b(?:is|are|been)\s(?:well[-\s])?(?:known|established|documented)\b
      | \b(?:previously|originally)\b | \breported\sby\b | \bin\sthe\sliterature\b | \baccording\sto\b
      | \bnorm(?:ative|ing)?\s(?:samples?|groups?|data)\b | \bthe\s(?:\w+\s)?manual\b | \bdeveloped\sby\b
      | \b(?:the|these|those|original)\s(?:[\w-]+\s)?(?:authors?|researchers|investigators)\b
      | \btheir\s(?:own\s)?(?:{STUDIES}|samples?|results|data)\b"""
)
OWN = _words(
    r"""\b(?:in|for|with|of|from|across|to)\s(?:this|these|the\s(?:present|current)|our)\s(?:\w+\s)?
        (?:stud(?:y|ies)|samples?|data|dataset|participants|results|analys\w+)\b
      | \b(?:our|present|current)\s(?:[\w-]+\s){0,2}(?:results?|data|sample|analys[ei]s|stud(?:y|ies)|findings?
        |measures?)\b
      | \bwe\s(?:\w+\s)?(?:found|observed|computed|detected|calculated|examined|tested|obtained|correlated
        |investigated|explored|replicated)\b
      | \b(?:were|was)\scomputed\b | \b(?:Study|Experiment|Sample|Wave|Time)\s\d\b"""
)
# "Their scale correlated": of those whom the sentence before cites
OF_THEM = _words(r"^\W*(?:their|they|he|she|his|her)\b")
# "Replicating Smith (2001), ..." speaks of others only up to its comma
COMPARED = _words(
    r"""^\W*(?:(?:\w+ly\s)?(?:replicat|extend|confirm|corroborat|mirror|echo|support)ing
      | (?:in\s(?:line|agreement|accordance|keeping)|consistent)\swith | (?:similar|contrary|in\scontrast)\sto
      | as\sin | (?:un)?like)\b
      [^()]*?(?:\([^()]*\)[^()]*?)?,\s(?!who\b|which\b|where\b|\d)"""
)
WE_MEASURED = _words(
    r"\b(?:we|participants|respondents|students|patients)\s(?:\w+\s)?(?:used|assessed|measured|administered|completed"
    r"|created|averaged|computed|combined|adapted|answered|rated|responded)\b"
)
EFFECTS = r"(?:effects?(?:\ssizes?)?|correlations?|associations?|relationships?|coefficients?|ESs?|r\b)"
POWER = _words(
    rf"""\bpowered\b | \bG\s?\*\s?Power\b | \bpower\s(?:analys|calculat|estimat|level)
      | \bpower\s?(?:of|was|is|at|=)?\s?[.\d]
      | (?:\d\s?%|\bpercent|\bstatistical|\bsufficient|\badequate|\benough)\spower\b
      | \bpower\s(?:to|for|in)\s(?:the\s)?(?:detect|find|observ)
      | \ba\spriori\b | \bSESOI\b | \bequivalence\sbounds?\b | \bsmallest\s(?:meaningful\s|relevant\s)?effects?\b
      | \brequired\ssample | \bsample\ssizes?\s(?:of|needed|required|calculation|estimat|was\sdetermined)
      | \bto\s(?:reliably\s)?detect\b | \bdetectable\b | \b(?:could|can|would)\sbe\sdetected\b
      | \bassum(?:ed|ing|es?|ptions?)\b | \bhypothetical\b
      | \b(?:hypothesi[sz]ed|anticipated|expected|true|critical|minim(?:um|al)|target(?:ed)?)\s(?:\w+\s)?{EFFECTS}\b
      | \bexpected\s(?:an?\s){EFFECTS}\b"""
)
SIZES = r"(?:weak|small|medium|moderate|large|strong|negligible|trivial|typical|low|high|substantial)"
BENCHMARK = _words(
    rf"""\brules?\sof\sthumb\b | \bconvention(?:s|al|ally)?\b | \bcut-?\s?offs?\b | \bguidelines?\b | \bbenchmarks?\b
      | \bthresholds?\s(?:of|for|was|is|were)\s(?:r\b|[.\d]|significance|retention|inclusion)
      | \b(?:consider(?:ed)?|interpret(?:ed)?|regard(?:ed)?|classif(?:y|ied)|defined?|denot\w+|labell?ed|deemed?
          |call(?:s|ed)?|(?:treated|taken|termed|judged|counted)(?:\sas)?)\s(?:[\w.-]+\s){{0,5}}?
        {SIZES}(?!\s(?:\w+\s)?{EFFECTS}\s(?:between|of|with))
      | \b(?:represent|correspond)\w*\s(?:to\s)?(?:an?\s)?{SIZES}\s(?:\w+\s)?effect
      | \b{SIZES}\b[^.]{{0,40}}\b(?:medium|moderate)\b[^.]{{0,40}}\b(?:large|strong|high)\b
      | \bcriterion\s(?:value|of)\b | \bwould\s(?:need|have\sto|have\sbeen|be\s(?:needed|required|significant)
        |correspond|require)\b
      | \bif\sthe\s(?:true|population)
      | \bexceed(?:ed|ing)?\sthe\b"""
)
# a test between the words and the r: "t(27) = 2.1, p = .04, r = .37", "Z = 2.35, p = .019, r = .34"
TEST = rf"""
    (?<![A-Za-z])(?:t|F|[zZ]|[UVW]|H|Q|T|χ\s?[2²]|b|B|β|slope|Wilks|estimate)\s*(?:[(\[][^()\[\]]{{1,25}}[)\]])?\s*(?:{RELATION})\s*{ANY_NUMBER}
"""
UNIT = r"(?:\s?(?:[%°]|[A-Za-zµ/]{1,8}[²³]?)(?:\s[A-Z]{2,4})?)"  # "ms", "years", "dB SPL"
# what may stand between the test and its r: further named numbers, parted by commas only
FURTHER = rf"""
    (?:\s*[,;]\s*(?:and\s)?
      (?: [A-Za-zηωφβ%°’'²\d][\w\s%°’'²ηω-]{{0,32}}?(?:,\s?or\s[A-Z]{{2,4}},?)?(?:\s?\([^()]{{1,12}}\))?
          \s*(?:{RELATION})\s*
          (?:[\[(]\s*{ANY_NUMBER}\s*[^\s\w]?\s*(?:,|;|to|{MINUS})\s*{ANY_NUMBER}\s*[\])]|{ANY_NUMBER}){UNIT}?
        | (?:\d\d\s?%\s?)?(?:CI\s*)?[\[(]\s*{SIGNED}\s*[,;]\s*{SIGNED}\s*[\])] | n\.?s\.?(?=[,;]) ))*
"""
TESTED = re.compile(
    rf"{TEST}{FURTHER}\s*[,;]?\s*(?:and\s)?(?:[({{\[]\s*)?(?:(?:the\s|an?\s)?effect\ssizes?(?:\sof)?\s*[,:]?\s*)?$",
    re.VERBOSE,
)
EFFECT_SIZE = _words(
    rf"""effect\s?-?sizes?\b | \b(?:sizes?|magnitudes?)\sof\sthe\seffects?\b
      | \beffects?\s(?:was|were|is|are)\s(?:\w+\s)?{SIZES}\b | \b{SIZES}(?:-sized)?\seffects?\b
      | \bWilcoxon\b | \bMann\W+Whitney\b | \bKruskal\W+Wallis\b | \bFriedman\b | \bsigned[-\s]ranks?\b | \bANOVAs?\b
      | \bt[-\s]tests?\b | \bcontrasts?\sof\b | \bpost[-\s]hoc\b | \bpairwise\scompar | \brank[-\s]biserial\b"""
)
CORRELATED = _words(r"correlat")
CORRELATION = _words(
    r"\b(?:inter)?correlat\w+|\bassociat\w+|\brelat(?:ed|ionships?|ions?|e[sd]?|ing)\b|\bcovari\w+|\blink(?:ed|s)?\b"
)
JUDGES = r"(?:rater|coder|observer|judge|scorer|annotator|reader)"
RELIABILITY: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "interrater",
        _words(
            rf"""\binter-?\s?{JUDGES}s?\b | \b(?:two|both|second|independent)\s(?:\w+\s)?{JUDGES}s?\b
              | \b{JUDGES}s?['’]?\s(?:reliab|[^.;]{{0,60}}?\bagree(?:d|ment)\b)
              | \b(?:agree\w*|correlations?)\s(?:between|among)\s(?:the\s)?(?:\w+\s)?{JUDGES}s\b
              | \bbetween\s(?:the\s)?(?:\w+\s)?{JUDGES}s\b"""
        ),
    ),
    (
        "test_retest",
        _words(
            r"""\b(?:test\s?[-–—−]?\s?)?re-?test\b | \btest[-–\s]retest | \btemporal\s(?:stability|reliability)
              | \bstability\s(?:coefficients?|reliability|of\b|over\b|across\b) | \breproducib
              | \brepeat(?:ed)?\smeasurements?\sof
              | \bduplicate\smeasure | \b(?:parallel|alternate)[-\s]forms?\b | \bre-?administ"""
        ),
    ),
    ("split_half", _words(r"\bsplit\s?-?\s?(?:half|halves)|\bspearman[-–\s]brown|\bodd[-–\s](?:and\s|vs\.?\s)?even")),
    ("icc", _words(r"\bintra-?class|\bICCs?\b")),
    (
        "alpha",
        _words(r"\binternal\sconsistenc|\binter-?item|\breliabilit(?:y|ies)\b|\breliable\b|\bitem[-–\s](?:total|rest)"),
    ),
)
# in "the split-half correlation" the last word does not say what it usually says
NAMED_BY = _words(
    r"""((?:\bsplit\s?-?\s?half|\bodd[-–\s]even|\bre-?test|\binter-?item|\bitem[-–\s](?:total|rest)|\bintra-?class|\bstability
      |\binter-?\s?(?:rater|coder|observer|judge|scorer))[-–\s]+)(correlations?|associations?)"""
)
TWO_JUDGES = _words(rf"\b(?:two|both|second|independent)\s(?:\w+\s)?{JUDGES}s?\b")
WITH_ANOTHER = _words(r"correlat\w+\s(?:\w+\s){0,2}(?:with|to)\s(?!each|one)")
TWO_ITEMS = _words(
    r"\b(?:two|both)\s(?:[\w-]+\s){0,2}?items?\b|\bitems\s(?:\w+\s){0,3}?correlat|\binter-?item|\btwo-item\b"
)
COMBINED = _words(
    r"\b(?:averag|combin|collaps|aggregat|merg|summed|composite|index\b|mean\s(?:score|of))|\beach\sother"
)
RELIABLE_AFTER = _words(
    r"^[^.;]{0,30}?\b(?:indicat|suggest|support|demonstrat|show|speak|confirm)\w*\s[^.;]{0,30}\b(?:reliab|agreement|stability|consisten)"
)
# an intraclass correlation of nested data is a share of variance
NESTED = _words(
    r"\bmulti-?level\b|\bnested\b|\bcluster|\bhierarchical|\bbetween[-\s](?:person|group|class|school|team|country)|\brandom\s|\bvariance\b"
)
BETWEEN = r"\s(?:[\w-]+\s){0,2}"
POOLED = _words(
    r"""\bmeta-?\s?analy\w+ | \b(?:systematic|umbrella|quantitative)\sreviews?\b | \bresearch\ssynthes[ie]s
      | \b(?:overall|pooled|summary|combined|aggregated?)\s(?:weighted\s|mean\s)?(?:effects?|correlations?|estimates?)\b
      | \bweighted\s(?:mean|average) | \bmean\sweighted | \bweighting\seach | \brandom[-\s]effects?\s(?:model|estimate)
      | \b(?:across|over|of|from|pooling|synthesis\sof)\s(?:all\s)?(?:the\s)?\d[\d,]+\s(?:[\w-]+\s)?
        (?:studies|samples|effect\ssizes|cohorts|articles)\b
      | \bk\s?=\s?\d | \bcorrected\spopulation\b
      | \b(?:corrected|disattenuated)\s(?:mean\s)?(?:correlations?|estimates?)\b
      | \bI\s?[2²]\s?="""
)
PREDICTED = r"(?:predict(?:ed|ions?)|fitted|simulated|reconstructed|decoded)"
OBSERVED = r"(?:observed|actual|true|real|labels?|ground\struth)"
NOT_OURS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("effect_size_r", _words(rf"\b(?:rank[-\s]biserial|matched[-\s]pairs){BETWEEN}?correlations?")),
    (
        "other",  # correlations of another sort, by what stands before the noun
        _words(
            r"""\b(?:genetic|environmental|canonical|multiple|residual|error|spatial|serial|profile|lagged|imputed|population
                |pre-?post)\s(?:correlations?\b|r\b) | \b(?:spatially|serially)\scorrelated
              | \b(?:average|averaged|mean|median|maxim(?:um|al)|minim(?:um|al))\s(?:(?!\w+(?:ed|ing)\s)[\w-]+\s){0,2}
                (?:correlations?\b|associations?\b|r\b|$)
              | \b(?:error|residual)\s(?:terms?|variances?)\b
              | \b(?:allowed|constrained|permitted)\sto\s(?:co-?vary|correlate)
              | \bcorrelations?\s(?:averaged|was\son\saverage)
              | \b(?:auto|cross-?)correlat | \bcritical\svalues? | \bintra-?class | \bHTMT
              | \bloadings?\b(?!(?:[^.;]|\.(?=\d))*\bfactors\s(?:were\s)?(?:\w+ly\s)?(?:inter)?correlat)
              | \bheterotrait
              | \bcovariance\b(?!\sanalys) | \bphylogen | \b(?:mono|di)zygotic
              | \btwins?\s(?:correlation|stud|data|model)
              | \bheritab | \bvariance\sexplained"""
        ),
    ),
    (
        "other",  # parts and predictions of models
        _words(
            rf"""\bsimulated\b | \b(?:in|our|the|these)\ssimulations?\b | ^\W*simulations?\b | \bMonte\sCarlo
              | \bcross-?validat\w+ | \bheld-?\s?out | \bout-of-sample | \bleave-one-out
              | \b(?:test|training|validation)\s(?:set|images?)\b | \bneural\snetwork
              | \bmodel(?:s?['’]s?)?\s(?:predictions?|parameters?|fits?)\b
              | \b(?:hyper|free\s|true\s|fitted\s)parameters?\b
              | \b{OBSERVED}\b[^.;]{{0,50}}\b{PREDICTED}\b | (?<!\bas\s)\b{PREDICTED}\b[^.;]{{0,50}}\b{OBSERVED}\b
              | \brandom\s(?:effects?|intercepts?|slopes?) | \bintercepts?\sand\s(?:the\s)?slopes?
              | \bCauchy | \bprior\s(?:scale|width|distribution) | \bscale\sparameters?\b | \br\s?scale\b"""
        ),
    ),
)
VALIDITY = _words(
    r"\b(?:convergent|divergent|discriminant|concurrent|construct|criterion|predictive)\s(?:and\s\w+\s)?validit|\bvalidity\b|\bvalidated\b"
)
AVERAGE_LABEL = re.compile(r"(?:av(?:era)?ge?|mean|median|m|mdn)\b", re.IGNORECASE)
DEFINED = _words(r"^\s*(?:is|denotes|represents|being)\s(?:the|an?|our)\b")
# the letter is given its value by the author, "we set the rate to r = .35", "let ρ = .95"; results are told in the past
GIVEN = _words(
    r"""\b(?:let|set|setting|fix(?:ed|ing)?|denot\w+|specif\w+|chose\w*|choosing|initiali[sz]ed|equal\sto|where)
      (?:\s(?:to|at|as|a|the|by))*\s(?:[\w-]+\s){0,2}?$ | \bis\s$"""
)
# ... or is the sign of the noun right before it: "a radius r = 2", "the learning rate r = .1"
SIGN_OF = _words(
    r"""\b(?:an?|the|its|with|of|at|for|using)\s(?:[\w-]+\s){0,3}?
      (?!(?:was|were|is|are|been|being|had|has|did|of|at|by|with|to|for|in|and|or|but|than|only|just|about|around|approximately|from|both|also|all
        |sizes?|an?|the|correlations?|coefficients?|pearson|spearman|kendall|product|moment|values?|statistics?|average|mean|median|not|level)\b)
      (?!\w+(?:ed|ing)\b)[a-z][\w-]+\s$"""
)
MEASURED = re.compile(  # a unit after the number: a radius, a density
    r"^\s?(?:[kcmµ]?[mgs]|[kM]?Hz|°|kg|mol|N|per\s\w+)(?:\s?/\s?\w+\d?)?(?=[\s.,;)]|$)"
)
