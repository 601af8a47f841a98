/* A growing list of findings: what load, graph and lint add to, and the report is made of. */
#include "diag/findings.h"

#include <string.h>

void rq_findings_add(struct rq_findings *findings, struct rq_finding finding)
{
    findings->items =
        rq_grow(findings->arena, findings->items, findings->count, &findings->cap, sizeof *findings->items);
    findings->items[findings->count++] = finding;
}

/* A finding has one to three second places: copying them costs nothing that matters. */
void rq_finding_relate(struct rq_arena *arena, struct rq_finding *finding, struct rq_related related)
{
    struct rq_related *more = RQ_NEW_ARRAY(arena, struct rq_related, finding->related_count + 1);
    if (finding->related_count > 0)
        memcpy(more, finding->related, finding->related_count * sizeof *more);
    more[finding->related_count++] = related;
    finding->related = more;
}
