/*
 * Variables of a rule, lazily.  A slot starts absent; the evaluator asks for it by number when an expression first needs
 * it, and the answer is kept.  So a rule that looks at one field never pays for the map of all records.
 */
#include "lint/scope.h"

#include "lint/coverage.h"

void rq_lint_scope_init(struct rq_lint_scope *scope, const struct rq_lint_input *input, const struct rq_rule *rule,
                        const struct rq_record *record, struct rq_arena *arena)
{
    size_t slots = RQ_SLOT_COUNT + (rule == NULL ? 0 : rule->variable_count);
    scope->input = input;
    scope->arena = arena;
    scope->rule = rule;
    scope->record = record;
    if (scope->clock != NULL)
        rq_cel_clock_forget(scope->clock);
    for (size_t i = 0; i < slots; i++)
        scope->slots[i] = (rq_value){0};
    scope->slots[RQ_SLOT_PARAMS] = input->params.kind == RQ_ABSENT ? input->policy->params : input->params;
    if (record == NULL)
        return;
    scope->slots[RQ_SLOT_OBJECT] = record->removed ? rq_null() : record->object;
    if (record->removed)
        scope->slots[RQ_SLOT_OLD_OBJECT] = record->object;
}

static rq_value target_object(const struct rq_record *target)
{
    return target == NULL ? rq_null() : target->object;
}

static rq_value link_value(struct rq_arena *arena, const struct rq_link_end *end)
{
    if (!end->list)
        return end->count == 0 ? rq_null() : target_object(end->targets[0]);
    rq_value *objects = RQ_NEW_ARRAY(arena, rq_value, end->count);
    for (size_t i = 0; i < end->count; i++)
        objects[i] = target_object(end->targets[i]);
    return rq_list_over(arena, objects, end->count);
}

rq_value rq_lint_refs(struct rq_arena *arena, const struct rq_record *record)
{
    struct rq_map_build map = {.arena = arena};
    for (size_t i = 0; i < record->kind->link_count; i++)
        rq_map_build_put(&map, record->kind->links[i].name, link_value(arena, &record->links[i]));
    return rq_map_build_done(&map);
}

static rq_value old_object(struct rq_lint_scope *scope)
{
    rq_lint_scope_look(scope, RQ_LOOK_BASE);
    if (scope->input->base == NULL || scope->record == NULL)
        return rq_null();
    const struct rq_record_kind *kind = rq_policy_kind(scope->input->base->policy, scope->record->kind->name);
    const struct rq_record *old = kind == NULL ? NULL : rq_graph_find(scope->input->base, kind, scope->record->id);
    return target_object(old);
}

/* Notes that the rule rests on a constant: by its bit, or, if it has none, on what that rests. */
static void rest_on(struct rq_lint_scope *scope, size_t number)
{
    const struct rq_lint_constant *constant = &scope->constants->items[number];
    if (number < RQ_LINT_KNOWN_CONSTANTS) {
        scope->rests |= UINT64_C(1) << number;
        return;
    }
    scope->looks |= constant->looks;
    scope->rests |= constant->rests;
}

/* What all rules see alike.  A constant asks for it anew, so that what it looks at is known, whoever asked before. */
static const uint8_t common_slots[] = {RQ_SLOT_WORDS, RQ_SLOT_RECORDS, RQ_SLOT_NOW};
enum { COMMON_SLOTS = sizeof common_slots };

struct apart {
    uint16_t looks;
    uint64_t rests;
    bool stale;
};

/* Evaluates as if nothing had been looked at before; what was is left in `before`. */
static rq_value measure_apart(struct rq_lint_scope *scope, const struct rq_cel_program *program, struct rq_cel_use *use,
                              struct apart *before)
{
    *before = (struct apart){scope->looks, scope->rests, scope->stale};
    rq_value common[COMMON_SLOTS];
    bool timed = scope->timed;
    for (size_t i = 0; i < COMMON_SLOTS; i++) {
        common[i] = scope->slots[common_slots[i]];
        scope->slots[common_slots[i]] = (rq_value){0};
    }
    scope->looks = 0;
    scope->rests = 0;
    scope->stale = scope->timed = false;
    rq_value value = rq_lint_scope_measure(scope, program, use);
    scope->timed = timed;
    for (size_t i = 0; i < COMMON_SLOTS; i++)
        scope->slots[common_slots[i]] = common[i];
    return value;
}

/* What is asked for one by one is noted with the record that is judged; so it must be asked for with each of them.  A value
 * that is alike what is known (NULL: nothing) is not kept beside it. */
static rq_value make_constant(struct rq_lint_scope *scope, const struct rq_cel_program *program, size_t number,
                              const struct rq_lint_constant *known)
{
    struct rq_lint_constants *constants = scope->constants;
    struct apart before;
    size_t asks = scope->asks;
    struct rq_cel_use use = {0};
    rq_value value = measure_apart(scope, program, &use, &before);
    bool kept = scope->asks == asks;
    if (kept) {
        bool alike = known != NULL && rq_value_alike(value, known->value);
        value = alike ? known->value : rq_value_copy(constants->arena, value);
        constants->items[number] =
            (struct rq_lint_constant){true, alike || scope->stale, scope->looks, scope->rests, value, use};
        scope->looks = 0;
        scope->rests = 0;
        rest_on(scope, number);
    }
    scope->looks |= before.looks;
    scope->rests |= before.rests;
    scope->stale = scope->stale || before.stale;
    return value;
}

static rq_value constant(struct rq_lint_scope *scope, const struct rq_variable *variable)
{
    size_t number = variable->constant - 1;
    const struct rq_lint_constant *made = &scope->constants->items[number];
    if (!made->made)
        return make_constant(scope, variable->program, number, NULL);
    rest_on(scope, number);
    scope->stale = scope->stale || made->stale;
    return made->value;
}

void rq_lint_scope_constant(struct rq_lint_scope *scope, const struct rq_lint_input *input, size_t number,
                            const struct rq_lint_constant *known, struct rq_arena *scratch)
{
    const struct rq_constant *wanted = &input->policy->constants[number];
    if (input->graph->record_count == 0)
        return;
    rq_lint_scope_init(scope, input, wanted->rule, input->graph->records, scratch);
    make_constant(scope, wanted->variable->program, number, known);
}

void rq_lint_scope_freshen(struct rq_lint_scope *scope)
{
    for (size_t i = 0; i < scope->input->policy->constant_count; i++)
        if (scope->constants->items[i].stale)
            scope->constants->items[i] = (struct rq_lint_constant){0};
    scope->stale = false;
}

/* Notes what was made of the very time, for what that was. */
static void note_time(struct rq_lint_scope *scope)
{
    if (!scope->timed || !scope->clock->exact)
        return;
    rq_lint_scope_look(scope, scope->shows ? RQ_LOOK_SHOWN : RQ_LOOK_NOW);
    scope->clock->exact = false;
}

/* A variable may decide something too, whoever asks for it first. */
static rq_value decide(struct rq_lint_scope *scope, const struct rq_cel_program *program)
{
    bool shows = scope->shows;
    scope->shows = false;
    rq_value value = rq_lint_scope_measure(scope, program, NULL);
    scope->shows = shows;
    return value;
}

/* Coverage wants to see each evaluation. */
static rq_value variable(struct rq_lint_scope *scope, uint32_t slot)
{
    if (scope->rule == NULL || slot - RQ_SLOT_COUNT >= scope->rule->variable_count)
        return (rq_value){0};
    const struct rq_variable *variable = &scope->rule->variables[slot - RQ_SLOT_COUNT];
    bool kept = variable->constant > 0 && scope->constants != NULL && scope->input->coverage == NULL;
    bool wordless = scope->wordless;
    note_time(scope);
    scope->wordless = false; /* others will ask for it too */
    rq_value value = kept ? constant(scope, variable) : decide(scope, variable->program);
    scope->wordless = wordless;
    return value;
}

static rq_value words(struct rq_lint_scope *scope)
{
    rq_lint_scope_look(scope, RQ_LOOK_WORDS);
    return scope->input->graph == NULL ? rq_map_over(scope->arena, NULL, 0) : scope->input->graph->words;
}

static rq_value make_fact(const struct rq_lint_scope *scope, struct rq_arena *arena, uint32_t slot)
{
    if (slot == RQ_SLOT_RECORD)
        return rq_record_value(arena, scope->record);
    if (slot == RQ_SLOT_REFS)
        return rq_lint_refs(arena, scope->record);
    if (slot == RQ_SLOT_HISTORY)
        return rq_lint_history(scope->input, arena, scope->record);
    return rq_graph_backrefs(arena, scope->input->policy, scope->record);
}

rq_value rq_lint_history(const struct rq_lint_input *input, struct rq_arena *arena, const struct rq_record *record)
{
    return input->past == NULL ? (rq_value){0} : input->past->history(input->past->host, arena, record);
}

static rq_value fact(struct rq_lint_scope *scope, uint32_t slot, rq_value *kept)
{
    if (scope->facts.arena == NULL)
        return make_fact(scope, scope->arena, slot);
    if (kept->kind == RQ_ABSENT)
        *kept = make_fact(scope, scope->facts.arena, slot);
    return *kept;
}

const struct rq_prose *rq_lint_scope_prose(struct rq_lint_scope *scope)
{
    const struct rq_record *record = scope->record;
    enum rq_prose_format format = record->place->format == RQ_FORMAT_MARKDOWN ? RQ_PROSE_MARKDOWN : RQ_PROSE_TEXT;
    struct rq_arena *arena = scope->facts.arena != NULL ? scope->facts.arena : scope->arena;
    if (scope->facts.prose == NULL || scope->facts.arena == NULL)
        scope->facts.prose = rq_prose_read(arena, rq_source_text(record->source), format);
    return scope->facts.prose;
}

const struct rq_names *rq_lint_scope_names(struct rq_lint_scope *scope, const struct rq_record_kind *kind)
{
    rq_lint_scope_look(scope, RQ_LOOK_NAMES);
    if (scope->names == NULL)
        return rq_names_new(scope->arena, scope->input->graph, kind);
    return rq_names_get(scope->names, scope->input->graph, kind);
}

static rq_value make(struct rq_lint_scope *scope, uint32_t slot)
{
    if (slot >= RQ_SLOT_COUNT)
        return variable(scope, slot);
    if (slot == RQ_SLOT_WORDS)
        return words(scope);
    if (slot == RQ_SLOT_NOW) {
        rq_lint_scope_look(scope, scope->timed ? RQ_LOOK_TIME : RQ_LOOK_NOW);
        return scope->timed ? rq_cel_clock_now(scope->clock) : scope->input->now;
    }
    if (scope->record == NULL)
        return (rq_value){0};
    switch ((enum rq_slot)slot) {
    case RQ_SLOT_RECORD:
        return fact(scope, slot, &scope->facts.record);
    case RQ_SLOT_REFS:
        return fact(scope, slot, &scope->facts.refs);
    case RQ_SLOT_BACKREFS:
        return fact(scope, slot, &scope->facts.backrefs);
    case RQ_SLOT_HISTORY:
        rq_lint_scope_look(scope, RQ_LOOK_HISTORY);
        return fact(scope, slot, &scope->facts.history);
    case RQ_SLOT_OLD_OBJECT:
        return old_object(scope);
    case RQ_SLOT_RECORDS:
        rq_lint_scope_look(scope, RQ_LOOK_RECORDS);
        return scope->input->graph->objects;
    default:
        return (rq_value){0};
    }
}

static rq_value lookup(void *host, uint32_t slot)
{
    struct rq_lint_scope *scope = host;
    if (scope->slots[slot].kind == RQ_ABSENT)
        scope->slots[slot] = make(scope, slot);
    return scope->slots[slot];
}

static struct rq_cel_activation activation_of(struct rq_lint_scope *scope)
{
    return (struct rq_cel_activation){.slots = scope->slots,
                                      .lookup = lookup,
                                      .host = scope,
                                      .patterns = scope->patterns,
                                      .lacks_quietly = scope->wordless,
                                      .clock = scope->timed ? scope->clock : NULL};
}

rq_value rq_lint_scope_eval(struct rq_lint_scope *scope, const struct rq_cel_program *program)
{
    rq_value value = rq_lint_scope_measure(scope, program, NULL);
    if (rq_cel_moves(&value))
        rq_lint_scope_look(scope, scope->shows ? RQ_LOOK_SHOWN : RQ_LOOK_NOW);
    return rq_cel_still(value);
}

rq_value rq_lint_scope_eval_shown(struct rq_lint_scope *scope, const struct rq_cel_program *program)
{
    scope->shows = true;
    rq_value value = rq_lint_scope_eval(scope, program);
    scope->shows = false;
    return value;
}

struct rq_cel_explanation rq_lint_scope_explain(struct rq_lint_scope *scope, const struct rq_cel_program *program)
{
    struct rq_cel_activation activation = activation_of(scope);
    struct rq_cel_explanation why = rq_cel_explain(program, &activation, scope->arena);
    note_time(scope);
    return why;
}

rq_value rq_lint_scope_measure(struct rq_lint_scope *scope, const struct rq_cel_program *program,
                               struct rq_cel_use *use)
{
    struct rq_cel_activation activation = activation_of(scope);
    activation.use = use;
    if (scope->input->coverage != NULL)
        rq_coverage_watch(scope->input->coverage, program, &activation, scope->arena);
    rq_value value = rq_cel_eval(program, &activation, scope->arena);
    note_time(scope);
    return value;
}

void rq_lint_scope_note(const struct rq_lint_scope *scope, const void *judged, bool something)
{
    if (scope->input->coverage != NULL)
        rq_coverage_note(scope->input->coverage, judged, something);
}

void rq_lint_scope_item(struct rq_lint_scope *scope, rq_value item, rq_value index)
{
    for (size_t i = 0; i < scope->rule->variable_count; i++)
        if (scope->rule->variables[i].of_item)
            scope->slots[RQ_SLOT_COUNT + i] = (rq_value){0};
    scope->slots[RQ_SLOT_ITEM] = item;
    scope->slots[RQ_SLOT_INDEX] = index;
}

void rq_lint_scope_found(struct rq_lint_scope *scope, rq_value found)
{
    for (size_t i = 0; i < scope->rule->variable_count; i++)
        scope->slots[RQ_SLOT_COUNT + i] = (rq_value){0};
    scope->slots[RQ_SLOT_ITEM] = scope->slots[RQ_SLOT_INDEX] = (rq_value){0};
    scope->slots[RQ_SLOT_FOUND] = found;
}

void rq_lint_scope_look(struct rq_lint_scope *scope, enum rq_lint_look look)
{
    scope->looks |= (uint16_t)look;
}

static bool was_asked(const struct rq_lint_scope *scope, const struct rq_record_kind *kind, rq_str id)
{
    for (uint32_t i = 0; i < scope->asked_count; i++)
        if (scope->asked[i].kind == kind && rq_str_equal(scope->asked[i].id, id))
            return true;
    return false;
}

void rq_lint_scope_ask(struct rq_lint_scope *scope, const struct rq_record_kind *kind, rq_str id)
{
    scope->asks++;
    rq_lint_scope_look(scope, RQ_LOOK_ASKED);
    if (was_asked(scope, kind, id))
        return;
    if (scope->facts.arena == NULL || scope->asked_count == RQ_LINT_MOST_ASKED)
        rq_lint_scope_look(scope, RQ_LOOK_FURTHER);
    else
        scope->asked[scope->asked_count++] = (struct rq_lint_asked){kind, rq_arena_copy(scope->facts.arena, id)};
}
