/*
 * What a rule found, as findings: the level and the words that the rule chooses, the place, the values that it looked at.
 *
 * Where one of the rule's own expressions fails, that is the finding: with the part that failed, in the rule's file too,
 * and the values that it failed on.
 */
#include "lint/report.h"

#include "base/limits.h"
#include "base/source.h"
#include "digest.h"
#include "lint/place.h"

enum {
    MOST_EVIDENCE = 6,
    MOST_RELATED = 3,
    PART_SHOWN = 60 /* code points of an expression in a message */
};

static rq_str keep(struct rq_lint_judge *judge, rq_str text)
{
    return rq_arena_copy(judge->findings->arena, text);
}

/* What the expression looked at, for people: the value of each variable and selection in it. */
static void add_evidence(struct rq_lint_judge *judge, const struct rq_cel_explanation *why, struct rq_finding *finding)
{
    struct rq_arena *arena = judge->findings->arena;
    size_t count = why->operand_count < MOST_EVIDENCE ? why->operand_count : MOST_EVIDENCE;
    struct rq_evidence *values = RQ_NEW_ARRAY(arena, struct rq_evidence, count);
    for (size_t i = 0; i < count; i++) {
        values[i].expression = why->operands[i].expression;
        if (rq_cel_moves(&why->operands[i].value))
            rq_lint_scope_look(judge->scope, RQ_LOOK_SHOWN);
        values[i].value = rq_value_excerpt(arena, rq_cel_still(why->operands[i].value), RQ_LIMIT_SHOWN_PARTS);
    }
    finding->values = values;
    finding->value_count = count;
}

/* Values that stand in another file are shown where they stand; what it was before stands nowhere any more. */
static void add_related(struct rq_lint_judge *judge, const struct rq_cel_explanation *why, struct rq_finding *finding)
{
    struct rq_arena *arena = judge->findings->arena;
    for (size_t i = 0; i < why->operand_count && finding->related_count < MOST_RELATED; i++) {
        const struct rq_cel_operand *operand = &why->operands[i];
        const struct rq_source *source = operand->value.source;
        if (source == NULL || source == judge->record->source || rq_source_is_past(source))
            continue;
        rq_lint_scope_look(judge->scope, RQ_LOOK_PLACES);
        rq_str shown = rq_value_print(arena, operand->value, 60);
        bool scalar = operand->value.kind != RQ_MAP && operand->value.kind != RQ_LIST;
        rq_str message = scalar ? rq_arena_format(arena, "`%.*s` is %.*s", RQ_ARG(operand->expression), RQ_ARG(shown))
                                : rq_arena_format(arena, "`%.*s` is here", RQ_ARG(operand->expression));
        rq_finding_relate(arena, finding,
                          (struct rq_related){source, rq_source_path(source), rq_place_pos(operand->value), message});
    }
}

/* False where the message cannot be made: that is reported instead, so that no error of a rule is swallowed. */
static bool choose_message(struct rq_lint_judge *judge, rq_str *message)
{
    const struct rq_rule *rule = judge->rule;
    *message = rule->message.len > 0 ? rule->message : rule->title;
    if (rule->message_expression == NULL)
        return true;
    rq_value made = rq_lint_scope_eval_shown(judge->scope, rule->message_expression);
    if (made.kind == RQ_STRING)
        *message =
            rq_value_text(rq_value_excerpt(judge->findings->arena, made, RQ_LIMIT_MESSAGE_BYTES / RQ_VALUE_TEXT_PART));
    else
        rq_lint_report_fault(judge, "the rule's `messageExpression`", "a text", rule->message_expression, made);
    return made.kind == RQ_STRING;
}

/* The level in force; an expression may choose one, but nothing raises a rule that the configuration set lower.  False
 * where that expression fails: it is reported instead. */
static bool choose_level(struct rq_lint_judge *judge, enum rq_level *level)
{
    const struct rq_rule *rule = judge->rule;
    *level = rule->level;
    if (rule->level_expression == NULL || rule->level != rule->written)
        return true;
    rq_value chosen = rq_lint_scope_eval(judge->scope, rule->level_expression);
    bool good = chosen.kind == RQ_STRING && rq_level_parse(rq_value_text(chosen), level);
    if (!good)
        rq_lint_report_fault(judge, "the rule's `levelExpression`", "off, info, warning or error",
                             rule->level_expression, chosen);
    return good;
}

bool rq_lint_report_words(struct rq_lint_judge *judge, enum rq_level *level, rq_str *message)
{
    return choose_level(judge, level) && *level != RQ_LEVEL_OFF && choose_message(judge, message);
}

static struct rq_finding start_finding(struct rq_lint_judge *judge)
{
    rq_value nowhere = {0};
    struct rq_finding finding =
        rq_record_finding(judge->findings->arena, judge->record, NULL, judge->rule->id, nowhere, RQ_STR(""));
    finding.help = judge->rule->help;
    return finding;
}

/* True if the finding points at the element, or inside it: then place and value tell which element it is. */
static bool points_into_item(struct rq_lint_judge *judge, rq_str pointer)
{
    struct rq_trace item;
    struct rq_origin origin = rq_value_origin(judge->scope->slots[RQ_SLOT_ITEM]);
    return rq_tracer_find(&judge->scope->facts.tracer, judge->scope->arena, judge->record->object, origin, &item) &&
           rq_path_is_below(pointer, item.pointer);
}

/* What is judged tells findings of one place apart: the match; and the element, with its key where it has one. */
static rq_str add_part(struct rq_lint_judge *judge, rq_str what, rq_value part)
{
    struct rq_arena *arena = judge->findings->arena;
    rq_str form = rq_value_normal(arena, part);
    return rq_arena_format(arena, "%.*s %.*s", RQ_ARG(what), RQ_ARG(form));
}

static void identify(struct rq_lint_judge *judge, struct rq_finding *finding, rq_value value)
{
    const rq_value *slots = judge->scope->slots;
    struct rq_identity identity = rq_record_identity(judge->findings->arena, judge->record, finding->pointer, value);
    /* A file of source code is no more than where something stands: a renamed one is the same. */
    if (judge->record->kind->scan != NULL)
        identity.whose = RQ_STR("");
    if (slots[RQ_SLOT_FOUND].kind != RQ_ABSENT) {
        identity.whose = rq_record_written_id(judge->record);
        identity.what = rq_value_normal(judge->findings->arena, rq_string(judge->found.what));
    }
    if (slots[RQ_SLOT_ITEM].kind != RQ_ABSENT && !points_into_item(judge, finding->pointer)) {
        identity.what = add_part(judge, identity.what, slots[RQ_SLOT_ITEM]);
        if (judge->keyed)
            identity.what = add_part(judge, identity.what, slots[RQ_SLOT_INDEX]);
    }
    finding->identity = identity;
}

static void put_at(struct rq_lint_judge *judge, struct rq_finding *finding, struct rq_place_found place)
{
    finding->pos = place.pos;
    finding->pointer = keep(judge, place.pointer);
    if (place.source != NULL && place.source != finding->source) {
        finding->source = place.source;
        finding->path = rq_source_path(place.source);
    }
    identify(judge, finding, place.value);
}

/* The part of the record that is judged: a match, an element, or all of it. */
static struct rq_place_found place_of_part(struct rq_lint_judge *judge)
{
    struct rq_place_found place;
    if (judge->scope->slots[RQ_SLOT_FOUND].kind != RQ_ABSENT)
        return (struct rq_place_found){
            .pos = judge->found.pos, .pointer = RQ_STR(""), .value = rq_string(judge->found.what)};
    if (rq_place_of(judge->scope, rq_value_origin(judge->scope->slots[RQ_SLOT_ITEM]), RQ_STR(""), &place))
        return place;
    return rq_place_of_record(judge->record);
}

/* The rule's variable that an expression is, or NULL. */
static const struct rq_variable *variable_named(const struct rq_rule *rule, rq_str expression)
{
    rq_str prefix = RQ_STR("variables.");
    for (size_t i = 0; rq_str_starts(expression, prefix) && i < rule->variable_count; i++)
        if (rq_str_equal(rule->variables[i].name, rq_str_slice(expression, prefix.len, expression.len)))
            return &rule->variables[i];
    return NULL;
}

static struct rq_cel_explanation explain(struct rq_lint_judge *judge, const struct rq_cel_program *program)
{
    return rq_lint_scope_explain(judge->scope, program);
}

/* The place of what an expression looked at; where it looked at variables, of what these look at.  `seen` has a bit for
 * each variable: none is asked twice. */
static bool place_of_operands(struct rq_lint_judge *judge, const struct rq_cel_explanation *why, uint64_t *seen,
                              struct rq_place_found *place)
{
    if (rq_place_of(judge->scope, why->blame, why->missing, place))
        return true;
    for (size_t i = 0; i < why->operand_count; i++) {
        const struct rq_variable *variable = variable_named(judge->rule, why->operands[i].expression);
        uint64_t bit = variable == NULL ? 0 : UINT64_C(1) << (variable - judge->rule->variables);
        if (variable == NULL || (*seen & bit))
            continue;
        *seen |= bit;
        struct rq_cel_explanation below = explain(judge, variable->program);
        if (place_of_operands(judge, &below, seen, place))
            return true;
    }
    return false;
}

/* Where a finding points: where the rule says, else at what made the expression false, else at what was judged. */
static struct rq_place_found place_of(struct rq_lint_judge *judge, const struct rq_cel_explanation *why)
{
    struct rq_place_found place;
    uint64_t seen = 0;
    if (judge->rule->at != NULL && rq_place_by_expression(judge->scope, judge->rule->at, &place))
        return place;
    if (judge->rule->find == NULL && place_of_operands(judge, why, &seen, &place))
        return place;
    return place_of_part(judge);
}

void rq_lint_report_false(struct rq_lint_judge *judge, const struct rq_cel_program *program)
{
    struct rq_cel_explanation why = {0};
    if (program != NULL)
        why = explain(judge, program);
    struct rq_finding finding = start_finding(judge);
    if (!rq_lint_report_words(judge, &finding.level, &finding.message))
        return;
    put_at(judge, &finding, place_of(judge, &why));
    add_evidence(judge, &why, &finding);
    add_related(judge, &why, &finding);
    rq_findings_add(judge->findings, finding);
}

/* One of the rule's expressions, and what it gave instead of what was wanted. */
struct failure {
    rq_str what;
    const struct rq_cel_program *program;
    rq_value value;
};

/* The part of the expression that a fault names; the whole where it names none. */
static rq_str faulty_part(const struct failure *failure)
{
    const struct rq_fault *fault = failure->value.as.fault;
    rq_str text = rq_cel_text(failure->program);
    return fault->end > fault->start && fault->end <= text.len ? rq_str_slice(text, fault->start, fault->end) : text;
}

const struct rq_variable *rq_lint_failed_variable(const struct rq_rule *rule, const rq_value *slots,
                                                  const struct rq_cel_program *program, rq_value value)
{
    struct failure failure = {.program = program, .value = value};
    const struct rq_variable *variable = value.kind == RQ_FAULT ? variable_named(rule, faulty_part(&failure)) : NULL;
    bool failed = variable != NULL && variable->program != program &&
                  slots[RQ_SLOT_COUNT + (variable - rule->variables)].kind == RQ_FAULT;
    return failed ? variable : NULL;
}

static void look_into_variables(struct rq_lint_judge *judge, struct failure *failure)
{
    const struct rq_rule *rule = judge->rule;
    const rq_value *slots = judge->scope->slots;
    const struct rq_variable *variable;
    while ((variable = rq_lint_failed_variable(rule, slots, failure->program, failure->value)) != NULL) {
        rq_str name = variable->name;
        failure->what = rq_arena_format(judge->findings->arena, "the rule's variable `%.*s`", RQ_ARG(name));
        failure->program = variable->program;
        failure->value = slots[RQ_SLOT_COUNT + (variable - rule->variables)];
    }
}

static rq_str failure_message(struct rq_lint_judge *judge, const struct failure *failure, const char *wanted)
{
    struct rq_arena *arena = judge->findings->arena;
    rq_value value = failure->value;
    if (value.kind == RQ_FAULT) {
        rq_str part = rq_str_excerpt(arena, faulty_part(failure), PART_SHOWN);
        return rq_arena_format(arena, "%.*s cannot be evaluated: `%.*s`: %.*s", RQ_ARG(failure->what), RQ_ARG(part),
                               RQ_ARG(value.as.fault->message));
    }
    rq_str type = rq_value_type_name(value), given = rq_value_print(arena, value, PART_SHOWN);
    return rq_arena_format(arena, "%.*s must give %s; it gives a value of type %.*s: %.*s", RQ_ARG(failure->what),
                           wanted, RQ_ARG(type), RQ_ARG(given));
}

/* The failing part in the rule's file, as a second place. */
static void relate_rule(struct rq_lint_judge *judge, const struct failure *failure, struct rq_finding *finding)
{
    const struct rq_rule *rule = judge->rule;
    rq_str text = rq_cel_text(failure->program), part = rq_str_chomp(text);
    if (failure->value.kind == RQ_FAULT)
        part = faulty_part(failure);
    size_t start = (size_t)(part.ptr - text.ptr);
    rq_pos pos = rq_rule_place(rule, failure->program, start, start + part.len);
    struct rq_related related = {rule->source, rq_source_path(rule->source), pos, RQ_STR("fails here")};
    if (failure->value.kind != RQ_FAULT)
        related.message = RQ_STR("gives it here");
    rq_finding_relate(judge->findings->arena, finding, related);
}

/* What could not be judged is not what was judged and found bad, even at the same place; and it may hold anything, so it is
 * known by the whole record.  Its normal form leaves out layout; where that is cut short, the bytes of the file count. */
static rq_str what_was_not_judged(struct rq_lint_judge *judge, rq_str what)
{
    struct rq_arena *arena = judge->findings->arena;
    rq_str record = rq_value_normal(arena, judge->record->object);
    if (record.len >= RQ_LIMIT_NORMAL_BYTES && judge->record->source != NULL)
        record = rq_sha256(arena, rq_source_text(judge->record->source));
    return rq_arena_format(arena, "fault %.*s %.*s", RQ_ARG(what), RQ_ARG(record));
}

void rq_lint_report_fault(struct rq_lint_judge *judge, const char *what, const char *wanted,
                          const struct rq_cel_program *program, rq_value value)
{
    struct failure failure = {rq_str_from(what), program, value};
    look_into_variables(judge, &failure);
    struct rq_cel_explanation why = explain(judge, failure.program);
    struct rq_finding finding = start_finding(judge);
    finding.level = RQ_LEVEL_ERROR;
    finding.fault = true;
    finding.message = failure_message(judge, &failure, wanted);
    if (value.kind == RQ_FAULT && value.as.fault->blame.source != NULL) {
        why.blame = value.as.fault->blame;
        why.missing = value.as.fault->missing;
    }
    struct rq_place_found place;
    uint64_t seen = 0;
    bool in_match = judge->scope->slots[RQ_SLOT_FOUND].kind != RQ_ABSENT;
    if (in_match || !place_of_operands(judge, &why, &seen, &place))
        place = place_of_part(judge);
    put_at(judge, &finding, place);
    finding.identity.what = what_was_not_judged(judge, finding.identity.what);
    relate_rule(judge, &failure, &finding);
    add_evidence(judge, &why, &finding);
    rq_findings_add(judge->findings, finding);
}

void rq_lint_report_limit(struct rq_lint_judge *judge, const char *message)
{
    struct rq_finding finding = start_finding(judge);
    finding.level = RQ_LEVEL_ERROR;
    finding.fault = true;
    finding.message = rq_str_from(message);
    finding.identity.what = what_was_not_judged(judge, finding.message);
    rq_findings_add(judge->findings, finding);
}
