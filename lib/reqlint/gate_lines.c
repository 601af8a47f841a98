/*
 * What gate and receive say below their findings: the verdict, what was judged, by whose policy, and what would change it.
 */
#include "base/err.h"
#include "reqlint/gate.h"

enum {
    MOST_LINES = 7,
    SHORT_OID = 12,
    /* "sha256:" and as many digits: the line has to fit beside git's "remote: "; the whole digest is in JSON. */
    SHORT_DIGEST = 7 + SHORT_OID
};

const char *rq_gate_what(const struct rq_gate *gate)
{
    return gate->options->replaces ? "push" : "merge";
}

/* The name of whose policy judges; NULL: nobody's, the built-in one. */
static const char *judge_of(const struct rq_gate *gate)
{
    if (gate->options->policy_from_head)
        return "the head";
    if (gate->plan == NULL)
        return "the base";
    return gate->plan->policy == NULL ? NULL : gate->plan->judge;
}

const char *rq_gate_judge_name(const struct rq_gate *gate)
{
    const char *judge = judge_of(gate);
    return judge == NULL ? "the built-in policy" : rq_arena_format(gate->session.arena, "%s's", judge).ptr;
}

static rq_str short_oid(rq_str oid)
{
    return rq_str_slice(oid, 0, SHORT_OID);
}

static rq_str side_text(const struct rq_gate *gate, const char *name, const struct rq_snapshot *snapshot)
{
    rq_str commit = short_oid(snapshot->name), tree = short_oid(snapshot->tree);
    if (rq_str_equal(snapshot->name, rq_str_from(name)))
        return rq_arena_format(gate->session.arena, "commit %.*s, tree %.*s", RQ_ARG(commit), RQ_ARG(tree));
    return rq_arena_format(gate->session.arena, "%s, commit %.*s, tree %.*s", name, RQ_ARG(commit), RQ_ARG(tree));
}

static rq_str base_text(const struct rq_gate *gate)
{
    const struct rq_push_plan *plan = gate->plan;
    if (plan == NULL)
        return side_text(gate, gate->session.options->base, gate->merge.base);
    if (plan->base == NULL)
        return rq_arena_format(gate->session.arena, "nothing: %.*s", RQ_ARG(plan->place));
    rq_str commit = short_oid(gate->merge.base->name);
    return rq_arena_format(gate->session.arena, "commit %.*s, %.*s", RQ_ARG(commit), RQ_ARG(plan->place));
}

static void add_count(struct rq_buf *buf, size_t count)
{
    rq_buf_format(buf, "%zu commit%s", count, count == 1 ? "" : "s");
}

static rq_str push_text(const struct rq_gate *gate)
{
    struct rq_buf buf = {.arena = gate->session.arena};
    add_count(&buf, gate->merge.commit_count);
    if (gate->plan != NULL && gate->plan->lost > 0) {
        rq_buf_add(&buf, RQ_STR(", in the place of "));
        add_count(&buf, gate->plan->lost);
    }
    return rq_buf_text(&buf);
}

static rq_str merge_text(const struct rq_gate *gate)
{
    struct rq_buf buf = {.arena = gate->session.arena};
    const struct rq_merge *merge = &gate->merge;
    add_count(&buf, merge->commit_count);
    rq_buf_add(&buf, merge->conflict_count == 0 ? RQ_STR(", no conflicts") : RQ_STR("; conflicts"));
    return rq_buf_text(&buf);
}

static rq_str policy_text(const struct rq_gate *gate)
{
    rq_str digest = rq_str_slice(gate->session.digest, 0, SHORT_DIGEST);
    const char *judge = judge_of(gate);
    if (gate->session.options->config != NULL)
        return rq_arena_format(gate->session.arena, "%.*s, from --config", RQ_ARG(digest));
    return judge == NULL ? rq_arena_format(gate->session.arena, "%.*s, built in", RQ_ARG(digest))
                         : rq_arena_format(gate->session.arena, "%.*s, from %s", RQ_ARG(digest), judge);
}

static bool blocks(const struct rq_gate *gate, const struct rq_finding *finding)
{
    enum rq_level level = gate->options->fail_level == RQ_LEVEL_OFF ? RQ_LEVEL_ERROR : gate->options->fail_level;
    return finding->level >= level && !finding->waived;
}

/* The rules that block, each once, in the order of their first finding; empty if nothing blocks. */
static rq_str blocking_rules(const struct rq_gate *gate)
{
    struct rq_buf buf = {.arena = gate->session.arena};
    const struct rq_finding *findings = gate->report->findings;
    for (size_t i = 0; i < gate->report->finding_count; i++) {
        bool counts = blocks(gate, &findings[i]);
        for (size_t j = 0; j < i && counts; j++)
            counts = !(blocks(gate, &findings[j]) && rq_str_equal(findings[j].rule, findings[i].rule));
        if (counts)
            rq_buf_format(&buf, "%s%.*s", buf.len == 0 ? "" : ", ", RQ_ARG(findings[i].rule));
    }
    return rq_buf_text(&buf);
}

static rq_str verdict_text(const struct rq_gate *gate, bool blocked)
{
    const char *ref = gate->options->ref;
    if (gate->plan != NULL)
        return rq_arena_format(gate->session.arena, "%s: %s", ref, blocked ? "refused" : "accepted");
    const char *verdict = blocked ? "blocked" : "open";
    return ref == NULL ? rq_arena_format(gate->session.arena, "gate: %s", verdict)
                       : rq_arena_format(gate->session.arena, "gate of %s: %s", ref, verdict);
}

static rq_str why_text(const struct rq_gate *gate, rq_str rules)
{
    bool all_new = gate->plan != NULL && gate->plan->base == NULL;
    return rq_arena_format(gate->session.arena, "the %s would bring in%s: %.*s", rq_gate_what(gate),
                           all_new ? "" : " what base does not have", RQ_ARG(rules));
}

void rq_gate_add_lines(struct rq_gate *gate)
{
    struct rq_report_line *lines = RQ_NEW_ARRAY(gate->session.arena, struct rq_report_line, MOST_LINES);
    size_t count = 0;
    rq_str rules = blocking_rules(gate);
    lines[count++] = (struct rq_report_line){.text = verdict_text(gate, rules.len > 0)};
    lines[count++] = (struct rq_report_line){RQ_STR("base"), base_text(gate)};
    lines[count++] =
        (struct rq_report_line){RQ_STR("head"), side_text(gate, rq_gate_head_name(gate), gate->merge.head)};
    lines[count++] = gate->options->replaces ? (struct rq_report_line){RQ_STR("push"), push_text(gate)}
                                             : (struct rq_report_line){RQ_STR("merge"), merge_text(gate)};
    lines[count++] = (struct rq_report_line){RQ_STR("policy"), policy_text(gate)};
    if (rules.len > 0) {
        rq_str mend = gate->plan == NULL
                          ? RQ_STR("follow the help of each finding on the branch; a waiver counts once base has it")
                          : RQ_STR("follow the help of each finding and push again; a waiver counts once base has it");
        lines[count++] = (struct rq_report_line){RQ_STR("why"), why_text(gate, rules)};
        lines[count++] = (struct rq_report_line){RQ_STR("unblock"), mend};
    }
    gate->report->lines = lines;
    gate->report->line_count = count;
}
