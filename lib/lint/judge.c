/*
 * One rule on one record.
 *
 *   when -> find -> each -> expression -> finding
 *
 * A fault anywhere is a finding too, at level error: never a crash, never a silent pass.  All evaluation happens in a
 * scratch arena; what a finding keeps is copied out of it.
 */
#include "lint/judge.h"

#include "base/limits.h"
#include "base/source.h"
#include "lint/place.h"

enum { MOST_EVIDENCE = 6, MOST_RELATED = 3 };

/* A place in a text.  Matches come in order, so counting goes on from the last one: lines may be long. */
struct cursor {
    size_t at;
    uint32_t line, column;
};

struct judge {
    struct rq_lint_scope *scope;
    struct rq_findings *findings;
    const struct rq_rule *rule;
    const struct rq_record *record;
    struct rq_regex_span match; /* of a rule with `find`: the match at hand, */
    struct cursor start;        /* and where it starts */
    bool keyed;                 /* of a rule with `each`: the elements are those of a map, told apart by their keys */
};

static rq_str keep(struct judge *judge, rq_str text)
{
    return rq_arena_copy(judge->findings->arena, text);
}

/* What the expression looked at, for people: the value of each variable and selection in it. */
static void add_evidence(struct judge *judge, const struct rq_cel_explanation *why, struct rq_finding *finding)
{
    struct rq_arena *arena = judge->findings->arena;
    size_t count = why->operand_count < MOST_EVIDENCE ? why->operand_count : MOST_EVIDENCE;
    struct rq_evidence *values = RQ_NEW_ARRAY(arena, struct rq_evidence, count);
    for (size_t i = 0; i < count; i++) {
        values[i].expression = why->operands[i].expression;
        values[i].value = rq_value_excerpt(arena, why->operands[i].value, RQ_LIMIT_SHOWN_PARTS);
    }
    finding->values = values;
    finding->value_count = count;
}

/* Values that stand in another file are shown where they stand. */
static void add_related(struct judge *judge, const struct rq_cel_explanation *why, struct rq_finding *finding)
{
    struct rq_arena *arena = judge->findings->arena;
    for (size_t i = 0; i < why->operand_count && finding->related_count < MOST_RELATED; i++) {
        const struct rq_cel_operand *operand = &why->operands[i];
        const struct rq_origin *origin = operand->value.origin;
        if (origin == NULL || origin->source == judge->record->source)
            continue;
        rq_str shown = rq_value_print(arena, operand->value, 60);
        bool scalar = operand->value.kind != RQ_MAP && operand->value.kind != RQ_LIST;
        rq_str message = scalar ? rq_arena_format(arena, "`%.*s` is %.*s", RQ_ARG(operand->expression), RQ_ARG(shown))
                                : rq_arena_format(arena, "`%.*s` is here", RQ_ARG(operand->expression));
        rq_finding_relate(
            arena, finding,
            (struct rq_related){origin->source, rq_source_path(origin->source), rq_place_pos(operand->value), message});
    }
}

static void report_fault(struct judge *judge, const char *what, const struct rq_cel_program *program, rq_value value);

/* False where the message cannot be made: that is reported instead, so that no error of a rule is swallowed. */
static bool message_of(struct judge *judge, rq_str *message)
{
    const struct rq_rule *rule = judge->rule;
    *message = rule->message.len > 0 ? rule->message : rule->title;
    if (rule->message_expression == NULL)
        return true;
    rq_value made = rq_lint_scope_eval(judge->scope, rule->message_expression);
    if (made.kind == RQ_STRING)
        *message = keep(judge, rq_value_text(made));
    else if (made.kind == RQ_FAULT)
        report_fault(judge, "the rule's `messageExpression`", rule->message_expression, made);
    return made.kind != RQ_FAULT;
}

/* The level in force; an expression may choose one, but nothing raises a rule that the configuration set lower.  False
 * where that expression fails: it is reported instead. */
static bool level_of(struct judge *judge, enum rq_level *level)
{
    const struct rq_rule *rule = judge->rule;
    *level = rule->level;
    if (rule->level_expression == NULL || rule->level != rule->written)
        return true;
    rq_value chosen = rq_lint_scope_eval(judge->scope, rule->level_expression);
    if (chosen.kind == RQ_FAULT)
        report_fault(judge, "the rule's `levelExpression`", rule->level_expression, chosen);
    else if (!rq_level_parse(rq_value_text(chosen), level))
        *level = RQ_LEVEL_ERROR;
    return chosen.kind != RQ_FAULT;
}

static struct rq_finding start_finding(struct judge *judge)
{
    rq_value nowhere = {0};
    struct rq_finding finding =
        rq_record_finding(judge->findings->arena, judge->record, judge->rule->id, nowhere, RQ_STR(""));
    finding.help = judge->rule->help;
    return finding;
}

/* True if the finding points at the element, or inside it: then place and value tell which element it is. */
static bool points_into_item(struct judge *judge, rq_str pointer)
{
    struct rq_trace item;
    const struct rq_origin *origin = judge->scope->slots[RQ_SLOT_ITEM].origin;
    return rq_value_trace(judge->scope->arena, judge->record->object, origin, &item) &&
           rq_path_is_below(pointer, item.pointer);
}

/* What is judged tells findings of one place apart: the match; and the element, with its key where it has one. */
static rq_str add_part(struct judge *judge, rq_str what, rq_value part)
{
    struct rq_arena *arena = judge->findings->arena;
    rq_str form = rq_value_normal(arena, part);
    return rq_arena_format(arena, "%.*s %.*s", RQ_ARG(what), RQ_ARG(form));
}

static void identify(struct judge *judge, struct rq_finding *finding, rq_value value)
{
    const rq_value *slots = judge->scope->slots;
    struct rq_identity identity = rq_record_identity(judge->findings->arena, judge->record, finding->pointer, value);
    if (slots[RQ_SLOT_FOUND].kind != RQ_ABSENT) {
        rq_str text = rq_source_text(judge->record->source);
        rq_value match = rq_string(rq_str_slice(text, judge->match.start, judge->match.end));
        identity.whose = rq_record_written_id(judge->record);
        identity.what = rq_value_normal(judge->findings->arena, match);
    }
    if (slots[RQ_SLOT_ITEM].kind != RQ_ABSENT && !points_into_item(judge, finding->pointer)) {
        identity.what = add_part(judge, identity.what, slots[RQ_SLOT_ITEM]);
        if (judge->keyed)
            identity.what = add_part(judge, identity.what, slots[RQ_SLOT_INDEX]);
    }
    finding->identity = identity;
}

static void put_at(struct judge *judge, struct rq_finding *finding, struct rq_place_found place)
{
    finding->pos = place.pos;
    finding->pointer = keep(judge, place.pointer);
    identify(judge, finding, place.value);
}

static void advance(struct cursor *cursor, rq_str text, size_t to)
{
    rq_str part = rq_str_slice(text, 0, to);
    while (cursor->at < to) {
        size_t newline = rq_str_find_byte(part, '\n', cursor->at);
        if (newline == RQ_NOT_FOUND) {
            cursor->column += (uint32_t)rq_utf8_count(rq_str_slice(part, cursor->at, to));
            cursor->at = to;
        } else {
            *cursor = (struct cursor){newline + 1, cursor->line + 1, 1};
        }
    }
}

/* The match that is judged, as a place in the record's text.  A line break at its end belongs to the line that it ends. */
static struct rq_place_found place_of_match(struct judge *judge)
{
    rq_str text = rq_source_text(judge->record->source);
    rq_str match = rq_str_slice(text, judge->match.start, judge->match.end);
    struct cursor end = judge->start;
    bool broken = rq_str_ends(match, RQ_STR("\n"));
    advance(&end, text, judge->match.end - broken);
    rq_pos pos = {judge->start.line, judge->start.column, end.line, end.column + broken};
    return (struct rq_place_found){pos, RQ_STR(""), rq_string(match)};
}

/* The part of the record that is judged: a match, an element, or all of it. */
static struct rq_place_found place_of_part(struct judge *judge)
{
    struct rq_place_found place;
    if (judge->scope->slots[RQ_SLOT_FOUND].kind != RQ_ABSENT)
        return place_of_match(judge);
    if (rq_place_of(judge->scope, judge->scope->slots[RQ_SLOT_ITEM].origin, RQ_STR(""), &place))
        return place;
    return rq_place_of_record(judge->record);
}

/* Where a finding points: where the rule says, else at the element, else at what made the expression false. */
static struct rq_place_found place_of(struct judge *judge, const struct rq_cel_explanation *why)
{
    struct rq_lint_scope *scope = judge->scope;
    struct rq_place_found place;
    if (judge->rule->at != NULL && rq_place_by_expression(scope, judge->rule->at, &place))
        return place;
    if (judge->rule->find == NULL && rq_place_of(scope, why->blame, why->missing, &place))
        return place;
    return place_of_part(judge);
}

/* `program` may be NULL: a `find` rule without expression, whose every match is a finding. */
static void report_false(struct judge *judge, const struct rq_cel_program *program)
{
    struct rq_cel_activation activation = rq_lint_activation(judge->scope);
    struct rq_cel_explanation why = {0};
    if (program != NULL)
        why = rq_cel_explain(program, &activation, judge->scope->arena);
    struct rq_finding finding = start_finding(judge);
    if (!level_of(judge, &finding.level) || finding.level == RQ_LEVEL_OFF || !message_of(judge, &finding.message))
        return;
    put_at(judge, &finding, place_of(judge, &why));
    add_evidence(judge, &why, &finding);
    add_related(judge, &why, &finding);
    rq_findings_add(judge->findings, finding);
}

/* The part of the program that a fault names; the whole where it names none. */
static rq_str faulty_part(const struct rq_cel_program *program, const struct rq_fault *fault)
{
    rq_str text = rq_cel_text(program);
    return fault->end > fault->start && fault->end <= text.len ? rq_str_slice(text, fault->start, fault->end) : text;
}

static void report_fault(struct judge *judge, const char *what, const struct rq_cel_program *program, rq_value value)
{
    struct rq_arena *arena = judge->findings->arena;
    struct rq_cel_activation activation = rq_lint_activation(judge->scope);
    struct rq_cel_explanation why = rq_cel_explain(program, &activation, judge->scope->arena);
    struct rq_finding finding = start_finding(judge);
    finding.level = RQ_LEVEL_ERROR;
    if (value.kind == RQ_FAULT) {
        const struct rq_fault *fault = value.as.fault;
        rq_str part = faulty_part(program, fault);
        finding.message =
            rq_arena_format(arena, "%s cannot be evaluated: `%.*s`: %.*s", what, RQ_ARG(part), RQ_ARG(fault->message));
        why.blame = fault->blame != NULL ? fault->blame : why.blame;
        why.missing = fault->blame != NULL ? fault->missing : why.missing;
    } else {
        rq_str type = rq_value_type_name(value);
        finding.message =
            rq_arena_format(arena, "%s must give true or false; it gives a value of type %.*s", what, RQ_ARG(type));
    }
    struct rq_place_found place;
    bool in_match = judge->scope->slots[RQ_SLOT_FOUND].kind != RQ_ABSENT;
    if (in_match || !rq_place_of(judge->scope, why.blame, why.missing, &place))
        place = place_of_part(judge);
    put_at(judge, &finding, place);
    /* What could not be judged is not what was judged and found bad, even at the same place. */
    finding.identity.what = rq_arena_format(arena, "fault %.*s", RQ_ARG(finding.identity.what));
    add_evidence(judge, &why, &finding);
    rq_findings_add(judge->findings, finding);
}

/* Of a rule with `find` and no expression every match, or every element, is a finding. */
static void judge_expression(struct judge *judge)
{
    if (judge->rule->expression == NULL) {
        report_false(judge, NULL);
        return;
    }
    rq_value good = rq_lint_scope_eval(judge->scope, judge->rule->expression);
    if (good.kind != RQ_BOOL)
        report_fault(judge, "the rule's expression", judge->rule->expression, good);
    else if (!good.as.boolean)
        report_false(judge, judge->rule->expression);
}

static uint32_t part_count(rq_value parts)
{
    if (parts.kind == RQ_LIST)
        return parts.as.list->count;
    return parts.kind == RQ_MAP ? parts.as.map->count : parts.kind != RQ_NULL;
}

/* `each` over a list judges its items, over a map its values; a single value stands for a list of one, and nothing (null,
 * an absent optional) for an empty list. */
static void judge_each(struct judge *judge)
{
    rq_value parts = rq_lint_scope_eval(judge->scope, judge->rule->each);
    if (parts.kind == RQ_OPTIONAL)
        parts = parts.as.inner == NULL ? rq_null() : *parts.as.inner;
    if (parts.kind == RQ_FAULT) {
        report_fault(judge, "the rule's `each`", judge->rule->each, parts);
        return;
    }
    uint32_t count = part_count(parts);
    rq_lint_scope_note(judge->scope, judge->rule->each, count > 0);
    judge->keyed = parts.kind == RQ_MAP;
    for (uint32_t i = 0; i < count; i++) {
        rq_value item = parts, index = rq_int(i);
        if (parts.kind == RQ_LIST)
            item = parts.as.list->items[i];
        if (parts.kind == RQ_MAP) {
            item = parts.as.map->entries[i].value;
            index = parts.as.map->entries[i].key;
        }
        rq_lint_scope_item(judge->scope, item, index);
        judge_expression(judge);
    }
}

/* All of what is at hand, the record or a match; or each of its elements. */
static void judge_part(struct judge *judge)
{
    if (judge->rule->each != NULL)
        judge_each(judge);
    else
        judge_expression(judge);
}

/* found: the text of the match, its named groups ("" for one that took no part), its line. */
static rq_value found_value(struct judge *judge, const struct rq_regex_match *match)
{
    struct rq_arena *arena = judge->scope->arena;
    const struct rq_regex *find = judge->rule->find;
    rq_str text = rq_source_text(judge->record->source);
    struct rq_map_build groups = {.arena = arena}, found = {.arena = arena};
    for (uint32_t i = 1; i < match->count; i++) {
        const struct rq_regex_span *span = &match->spans[i];
        rq_str name = rq_regex_group_name(find, i);
        rq_str part = span->start == RQ_NOT_FOUND ? RQ_STR("") : rq_str_slice(text, span->start, span->end);
        if (name.len > 0)
            rq_map_build_put(&groups, name, rq_string(part));
    }
    rq_str whole = rq_str_slice(text, match->spans[0].start, match->spans[0].end);
    rq_map_build_put(&found, RQ_STR("text"), rq_string(whole));
    rq_map_build_put(&found, RQ_STR("groups"), rq_map_build_done(&groups));
    rq_map_build_put(&found, RQ_STR("line"), rq_int(judge->start.line));
    return rq_map_build_done(&found);
}

static void judge_match(struct judge *judge, const struct rq_regex_match *match)
{
    judge->match = match->spans[0];
    advance(&judge->start, rq_source_text(judge->record->source), judge->match.start);
    rq_lint_scope_found(judge->scope, found_value(judge, match));
    judge_part(judge);
}

static void report_limit(struct judge *judge, const char *what)
{
    struct rq_finding finding = start_finding(judge);
    finding.level = RQ_LEVEL_ERROR;
    finding.message = rq_str_from(what);
    finding.identity.what = finding.message;
    rq_findings_add(judge->findings, finding);
}

/* Every match in the record's text.  A pattern that gives up is an error: what it did not look at may hold anything. */
static void judge_find(struct judge *judge)
{
    rq_str text = rq_source_text(judge->record->source);
    uint64_t steps = RQ_LIMIT_REGEX_STEPS;
    struct rq_regex_match match;
    size_t from = 0;
    if (!rq_utf8_valid(text, NULL)) {
        report_limit(judge, "the pattern of this rule cannot look at text that is not valid UTF-8: no verdict");
        return;
    }
    judge->start = (struct cursor){rq_str_starts(text, RQ_STR("\xEF\xBB\xBF")) ? 3 : 0, 1, 1};
    for (size_t count = 0; from <= text.len; count++) {
        enum rq_regex_result result =
            rq_regex_search(judge->rule->find, text, from, &steps, judge->scope->arena, &match);
        if (result != RQ_REGEX_LIMIT && count == 0)
            rq_lint_scope_note(judge->scope, judge->rule->find, result == RQ_REGEX_YES);
        if (result == RQ_REGEX_NO)
            return;
        if (result == RQ_REGEX_LIMIT || count == RQ_LIMIT_MATCHES) {
            report_limit(judge, result == RQ_REGEX_LIMIT
                                    ? "the pattern of this rule takes too many steps on this text: no verdict"
                                    : "the pattern of this rule matches this text too often: no verdict");
            return;
        }
        judge_match(judge, &match);
        from = match.spans[0].end;
        if (match.spans[0].end == match.spans[0].start && from < text.len)
            rq_utf8_next(text, &from);
        else if (match.spans[0].end == match.spans[0].start)
            return;
    }
}

static bool applies(struct judge *judge)
{
    if (judge->rule->when == NULL)
        return true;
    rq_value when = rq_lint_scope_eval(judge->scope, judge->rule->when);
    if (when.kind == RQ_BOOL)
        return when.as.boolean;
    report_fault(judge, "the rule's `when`", judge->rule->when, when);
    return false;
}

void rq_judge(struct rq_lint_scope *scope, struct rq_findings *findings)
{
    struct judge judge = {.scope = scope, .findings = findings, .rule = scope->rule, .record = scope->record};
    /* Of a rule on pairs only `when` is about one record: here its faults are told. */
    if (!applies(&judge) || judge.rule->near != NULL)
        return;
    if (judge.rule->find != NULL)
        judge_find(&judge);
    else
        judge_part(&judge);
}
