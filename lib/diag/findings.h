/* A growing list of findings. */
#ifndef RQ_DIAG_FINDINGS_H
#define RQ_DIAG_FINDINGS_H

#include "base/text.h"
#include "reqlint/diag.h"

/* Start from {.arena = …}; findings and what they point at live in the arena. */
struct rq_findings {
    struct rq_arena *arena;
    struct rq_finding *items;
    size_t count, cap;
};

/* Adds a copy of the finding (what it points at is not copied). */
void rq_findings_add(struct rq_findings *findings, struct rq_finding finding);

/* Adds copies of so many findings. */
void rq_findings_add_all(struct rq_findings *findings, const struct rq_finding *items, size_t count);

/* The same findings in another list. */
struct rq_findings rq_findings_copy(const struct rq_findings *findings);

/* Makes room for so many more. */
void rq_findings_reserve(struct rq_findings *findings, size_t count);

/* Adds a second place to a finding that is being made. */
void rq_finding_relate(struct rq_arena *arena, struct rq_finding *finding, struct rq_related related);

/* A copy in `arena`, which shares nothing with the finding but the files. */
struct rq_finding rq_finding_copy(struct rq_arena *arena, const struct rq_finding *finding);

/* A copy that needs nothing of what the finding was made from: all is in `arena`, nothing has a source. */
struct rq_finding rq_finding_detach(struct rq_arena *arena, const struct rq_finding *finding);

/* True if a detached copy of a finding of this like shows what `finding` shows. */
bool rq_finding_keeps(const struct rq_finding *copy, const struct rq_finding *finding);

#endif
