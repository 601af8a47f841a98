/* Lines for `fold` and `skip` of a set of settings. */
#ifndef RQ_REQLINT_SUGGEST_H
#define RQ_REQLINT_SUGGEST_H

#include "reqlint/sheet.h"
#include "settings/settings.h"

/* Fills a section with what looks as if it should be folded or skipped in a set, and why.  In `arena`. */
void rq_suggest(struct rq_arena *arena, const struct rq_settings_set *set, struct rq_sheet_section *section);

#endif
