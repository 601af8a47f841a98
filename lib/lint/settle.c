/* Whoever makes a finding of a built-in rule, be it the loader or the graph, knows nothing of levels; they come from here. */
#include "lint/settle.h"

void rq_lint_settle(const struct rq_policy *policy, struct rq_findings *findings, size_t first)
{
    size_t kept = first;
    for (size_t i = first; i < findings->count; i++) {
        struct rq_finding finding = findings->items[i];
        const struct rq_rule *rule = rq_policy_rule(policy, finding.rule);
        if (rule != NULL && rule->builtin) {
            finding.level = rule->level;
            finding.help = rule->help;
        }
        if (rule == NULL || rule->level != RQ_LEVEL_OFF)
            findings->items[kept++] = finding;
    }
    findings->count = kept;
}
