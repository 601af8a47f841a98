/* A growing list of findings: what load, graph and lint add to, and the report is made of. */
#include "diag/findings.h"

#include "value/value.h"

#include <stddef.h>
#include <string.h>

void rq_findings_add(struct rq_findings *findings, struct rq_finding finding)
{
    findings->items =
        rq_grow(findings->arena, findings->items, findings->count, &findings->cap, sizeof *findings->items);
    findings->items[findings->count++] = finding;
}

void rq_findings_reserve(struct rq_findings *findings, size_t count)
{
    if (findings->cap - findings->count >= count)
        return;
    findings->cap = findings->count + count;
    struct rq_finding *items = rq_arena_raw(findings->arena, findings->cap * sizeof *items);
    if (findings->count > 0)
        memcpy(items, findings->items, findings->count * sizeof *items);
    findings->items = items;
}

void rq_findings_add_all(struct rq_findings *findings, const struct rq_finding *items, size_t count)
{
    if (count == 0)
        return;
    if (findings->cap - findings->count < count)
        rq_findings_reserve(findings, count > findings->count ? count : findings->count);
    memcpy(findings->items + findings->count, items, count * sizeof *items);
    findings->count += count;
}

struct rq_findings rq_findings_copy(const struct rq_findings *findings)
{
    struct rq_findings copy = {.arena = findings->arena};
    rq_findings_add_all(&copy, findings->items, findings->count);
    return copy;
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

/* All texts of a finding. */
static const size_t texts[] = {
    offsetof(struct rq_finding, rule),           offsetof(struct rq_finding, message),
    offsetof(struct rq_finding, help),           offsetof(struct rq_finding, path),
    offsetof(struct rq_finding, kind),           offsetof(struct rq_finding, id),
    offsetof(struct rq_finding, pointer),        offsetof(struct rq_finding, commit),
    offsetof(struct rq_finding, identity.whose), offsetof(struct rq_finding, identity.where),
    offsetof(struct rq_finding, identity.what),  offsetof(struct rq_finding, fingerprint),
    offsetof(struct rq_finding, alike),
};

static const struct rq_related *copy_related(struct rq_arena *arena, const struct rq_finding *finding, bool detached)
{
    struct rq_related *copies = RQ_NEW_ARRAY(arena, struct rq_related, finding->related_count);
    for (size_t i = 0; i < finding->related_count; i++)
        copies[i] = (struct rq_related){
            .source = detached ? NULL : finding->related[i].source,
            .path = rq_arena_copy(arena, finding->related[i].path),
            .pos = finding->related[i].pos,
            .message = rq_arena_copy(arena, finding->related[i].message),
        };
    return copies;
}

static const struct rq_evidence *copy_values(struct rq_arena *arena, const struct rq_finding *finding, bool detached)
{
    struct rq_evidence *copies = RQ_NEW_ARRAY(arena, struct rq_evidence, finding->value_count);
    for (size_t i = 0; i < finding->value_count; i++) {
        rq_value value = finding->values[i].value;
        copies[i] = (struct rq_evidence){
            .expression = rq_arena_copy(arena, finding->values[i].expression),
            .value = detached ? rq_value_detach(arena, value) : rq_value_copy(arena, value),
        };
    }
    return copies;
}

static struct rq_finding copy_finding(struct rq_arena *arena, const struct rq_finding *finding, bool detached)
{
    struct rq_finding copy = *finding;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        rq_str *text = (rq_str *)(void *)((char *)&copy + texts[i]);
        if (text->len > 0)
            *text = rq_arena_copy(arena, *text);
    }
    if (detached)
        copy.source = NULL;
    copy.related = copy_related(arena, finding, detached);
    copy.values = copy_values(arena, finding, detached);
    return copy;
}

struct rq_finding rq_finding_copy(struct rq_arena *arena, const struct rq_finding *finding)
{
    return copy_finding(arena, finding, false);
}

struct rq_finding rq_finding_detach(struct rq_arena *arena, const struct rq_finding *finding)
{
    return copy_finding(arena, finding, true);
}

/* What is shown of a finding, but for what all of its like have in common. */
static const size_t shown[] = {
    offsetof(struct rq_finding, path), offsetof(struct rq_finding, message),     offsetof(struct rq_finding, pointer),
    offsetof(struct rq_finding, help), offsetof(struct rq_finding, fingerprint), offsetof(struct rq_finding, commit),
};

static bool same_place(rq_pos a, rq_pos b)
{
    return a.line == b.line && a.column == b.column && a.end_line == b.end_line && a.end_column == b.end_column;
}

static bool same_related(const struct rq_finding *a, const struct rq_finding *b)
{
    bool same = a->related_count == b->related_count;
    for (size_t i = 0; same && i < a->related_count; i++)
        same = same_place(a->related[i].pos, b->related[i].pos) &&
               rq_str_equal(a->related[i].path, b->related[i].path) &&
               rq_str_equal(a->related[i].message, b->related[i].message);
    return same;
}

static bool same_values(const struct rq_finding *copy, const struct rq_finding *finding)
{
    bool same = copy->value_count == finding->value_count;
    for (size_t i = 0; same && i < copy->value_count; i++)
        same = rq_str_equal(copy->values[i].expression, finding->values[i].expression) &&
               rq_value_keeps(copy->values[i].value, finding->values[i].value);
    return same;
}

bool rq_finding_keeps(const struct rq_finding *copy, const struct rq_finding *finding)
{
    bool same = copy->level == finding->level && same_place(copy->pos, finding->pos);
    for (size_t i = 0; same && i < sizeof shown / sizeof *shown; i++)
        same = rq_str_equal(*(const rq_str *)(const void *)((const char *)copy + shown[i]),
                            *(const rq_str *)(const void *)((const char *)finding + shown[i]));
    return same && same_related(copy, finding) && same_values(copy, finding);
}
