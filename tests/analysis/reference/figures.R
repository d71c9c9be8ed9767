# Writes figures_r.csv: what R's survey package makes of people.csv and enrolment.csv.
#   apt-get install r-cran-survey && Rscript figures.R        (R 4.2.2, survey 4.1-1)
suppressMessages(library(survey))
people <- read.csv("people.csv", stringsAsFactors = FALSE)
enrolment <- read.csv("enrolment.csv", stringsAsFactors = FALSE)
found <- data.frame(name = character(), value = numeric())
tell <- function(name, value) found[nrow(found) + 1, ] <<- list(name, as.numeric(value))

totals <- with(subset(enrolment, school == "" & grade_band == ""), setNames(people, audience))
size <- table(people$audience)
usual <- sum(totals) / sum(size[names(totals)])
people$N <- ifelse(people$audience %in% names(totals), totals[people$audience], Inf)
people$base <- ifelse(is.finite(people$N), people$N, usual * size[people$audience]) / size[people$audience]

# The margins: within each audience, who did not say keep their share; the rest goes to the groups as enrolled.
wanted <- function(variable) {
  key <- paste(people$audience, people[[variable]], sep = ":")
  target <- tapply(people$base, key, sum)
  for (a in unique(enrolment$audience[enrolment[[variable]] != ""])) {
    counts <- subset(enrolment, audience == a & enrolment[[variable]] != "")
    keys <- paste(a, counts[[variable]], sep = ":")
    blank <- paste(a, "", sep = ":")
    rest <- totals[[a]] - ifelse(blank %in% names(target), target[[blank]], 0)
    target[keys] <- rest * counts$people / sum(counts$people)
  }
  list(key = key, frame = data.frame(key = names(target), Freq = as.numeric(target)))
}
s <- wanted("school"); g <- wanted("grade_band")
people$s <- s$key; people$g <- g$key
names(s$frame)[1] <- "s"; names(g$frame)[1] <- "g"
raked <- rake(svydesign(ids = ~1, weights = ~base, data = people), list(~s, ~g), list(s$frame, g$frame),
              control = list(maxit = 2000, epsilon = 1e-11))
people$w <- weights(raked)
for (i in c(1, 50, 150, 200, 300, 320, 390)) tell(paste0("raked/", i), people$w[i])

# Trimming to two times the mean of the audience (the program's own bound is five; here nothing would reach it).
people$t <- people$w
for (a in unique(people$audience)) {
  rows <- people$audience == a
  one <- svydesign(ids = ~1, weights = ~w, data = people[rows, ])
  people$t[rows] <- weights(trimWeights(one, upper = 2 * mean(people$w[rows]), strict = TRUE))
}
for (i in c(1, 50, 150, 200, 300, 320, 390)) tell(paste0("trimmed/", i), people$t[i])
tell("loss", nrow(people) * sum(people$t^2) / sum(people$t)^2)

all <- svydesign(ids = ~1, strata = ~audience, weights = ~t, fpc = ~N, data = people)
ask <- function(name, theme, design) {
  shares <- svyciprop(as.formula(paste0("~", theme)), design, method = "xlogit")
  tell(paste(name, theme, "share", sep = "/"), coef(shares))
  tell(paste(name, theme, "error", sep = "/"), SE(svymean(as.formula(paste0("~", theme)), design)))
  tell(paste(name, theme, "low", sep = "/"), confint(shares)[1])
  tell(paste(name, theme, "high", sep = "/"), confint(shares)[2])
}
for (theme in c("buses", "food")) {
  ask("everybody", theme, all)
  for (a in unique(people$audience)) ask(paste("audience", a, sep = "/"), theme, subset(all, audience == a))
  for (x in c("Birch", "Cedar", "Dogwood")) ask(paste("school", x, sep = "/"), theme, subset(all, school == x))
  for (dimension in c("audience", "school", "grade_band")) {
    said <- all[people[[dimension]] != "", ]
    test <- svychisq(as.formula(paste0("~", theme, "+", dimension)), said, statistic = "F")
    tell(paste("rao-scott", dimension, theme, sep = "/"), test$p.value)
  }
  known <- update(subset(all, school != ""), one = as.numeric(school == "Dogwood"))
  tell(paste("t/school/Dogwood", theme, sep = "/"), svyttest(as.formula(paste0(theme, "~one")), known)$p.value)
  known <- update(all, one = as.numeric(audience == "students"))
  tell(paste("t/audience/students", theme, sep = "/"), svyttest(as.formula(paste0(theme, "~one")), known)$p.value)
}
for (a in c("families", "students")) {
  one <- svymean(~rating, subset(all, audience == a))
  tell(paste("mean", a, sep = "/"), coef(one))
  tell(paste("mean", a, "low", sep = "/"), confint(one, df = degf(subset(all, audience == a)))[1])
  tell(paste("mean", a, "high", sep = "/"), confint(one, df = degf(subset(all, audience == a)))[2])
}
found$value <- formatC(found$value, digits = 15, format = "g")
write.csv(found, "figures_r.csv", row.names = FALSE, quote = FALSE)
