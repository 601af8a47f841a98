/*
 * Regular expressions on PCRE2, the only module that knows it.
 *
 * Two languages: RQ_REGEX_RE2, RE2's syntax (github.com/google/re2/wiki/Syntax), checked and translated before PCRE2 sees
 * the pattern, for CEL's matches() and friends; RQ_REGEX_PCRE2, PCRE2's own, for `find:` and locators.
 */
#ifndef RQ_REGEX_H
#define RQ_REGEX_H

#include "base/text.h"

enum rq_regex_language { RQ_REGEX_RE2, RQ_REGEX_PCRE2 };

struct rq_regex;

/* Compiles a pattern into `arena`, where all of PCRE2's memory for it lives too, so that nothing need be freed.  NULL on
 * failure; `offset` (may be NULL) is then the byte in the pattern. */
const struct rq_regex *rq_regex_compile(struct rq_arena *arena, rq_str pattern, enum rq_regex_language language,
                                        size_t *offset, struct rq_err *err);

/* One match: byte offsets of the whole and of each group; RQ_NOT_FOUND for a group that took no part. */
struct rq_regex_span {
    size_t start, end;
};
struct rq_regex_match {
    const struct rq_regex_span *spans; /* spans[0] is the whole match */
    uint32_t count;                    /* groups + 1 */
};

enum rq_regex_result { RQ_REGEX_NO, RQ_REGEX_YES, RQ_REGEX_LIMIT };

/* Searches valid UTF-8 text from byte `from` on (unanchored).
 *
 * `steps` is what this search and those that belong with it may still take, at first RQ_LIMIT_REGEX_STEPS or less; what is
 * used is taken off.  A byte of the text that is passed over is a step, a place of the pattern that is tried takes four (it
 * is slower by more than that).
 *
 * RQ_REGEX_LIMIT: the steps are used up, or a limit of base/limits.h was hit: the answer is not known; never treat it as
 * "no".  `match` may be NULL; it lives in `arena`. */
enum rq_regex_result rq_regex_search(const struct rq_regex *regex, rq_str text, size_t from, uint64_t *steps,
                                     struct rq_arena *arena, struct rq_regex_match *match);

/* Bytes that the compiled pattern takes: a short one such as (ab){1000} may be large. */
size_t rq_regex_size(const struct rq_regex *regex);

/* Number of groups (the whole match not counted), and the name of group i (from 1), empty if it has none. */
uint32_t rq_regex_group_count(const struct rq_regex *regex);
rq_str rq_regex_group_name(const struct rq_regex *regex, uint32_t group);

#endif
