/*
 * The check of a policy's expressions before anything runs.
 *
 * Kinds come first: their ids and links see little, and what a link's expression gives decides whether refs.NAME is a
 * record or a list.  Then each form of each rule: first its variables in their order, as if `item` could be anything; then
 * the rest, and where `each` has told what an item is, the variables once more.
 *
 * What an expression must give is the table `purposes`.
 */
#include "base/err.h"
#include "cel/advice.h"
#include "policy/types.h"

#include <string.h>

enum purpose {
    FOR_ID,
    FOR_LINK,
    FOR_SUPERSEDES,
    FOR_NAMES,
    FOR_SCANNED,
    FOR_WAIVED,
    FOR_VALID,
    FOR_DAYS,
    FOR_INITIAL,
    FOR_VARIABLE,
    FOR_WHEN,
    FOR_EACH,
    FOR_EXPRESSION,
    FOR_MESSAGE,
    FOR_LEVEL,
    FOR_AT,
    FOR_THRESHOLD,
    FOR_LANDED,
    FOR_PERIOD,
    FOR_COLUMN
};

#define SCALAR                                                                                                         \
    (RQ_CEL_BIT(RQ_STRING) | RQ_CEL_BIT(RQ_INT) | RQ_CEL_BIT(RQ_UINT) | RQ_CEL_BIT(RQ_DOUBLE) | RQ_CEL_BIT(RQ_BOOL))

static const struct {
    uint32_t kinds;
    const char *who, *needs;
} purposes[] = {
    [FOR_ID] = {SCALAR, "`id`", "text or a number"},
    [FOR_LINK] = {SCALAR | RQ_CEL_BIT(RQ_LIST) | RQ_CEL_BIT(RQ_NULL) | RQ_CEL_BIT(RQ_OPTIONAL), "a link",
                  "an id or a list of ids"},
    [FOR_SUPERSEDES] = {SCALAR, "`supersedes`", "text or a number"},
    [FOR_NAMES] = {RQ_CEL_BIT(RQ_STRING) | RQ_CEL_BIT(RQ_LIST) | RQ_CEL_BIT(RQ_NULL) | RQ_CEL_BIT(RQ_OPTIONAL),
                   "`names`", "a text or a list of texts"},
    [FOR_SCANNED] = {RQ_CEL_BIT(RQ_LIST), "this", "a list of texts"},
    [FOR_WAIVED] = {SCALAR | RQ_CEL_BIT(RQ_OPTIONAL), "this", "text"},
    [FOR_VALID] = {RQ_CEL_BIT(RQ_BOOL), "`valid`", "true or false"},
    [FOR_DAYS] = {RQ_CEL_BIT(RQ_INT), "`longest`", "a whole number of days"},
    [FOR_INITIAL] = {RQ_CEL_ANY_KIND & ~RQ_CEL_BIT(RQ_TIMESTAMP), "`initial`", "what a file can hold"},
    [FOR_VARIABLE] = {RQ_CEL_ANY_KIND, "", ""},
    [FOR_WHEN] = {RQ_CEL_BIT(RQ_BOOL), "`when`", "true or false"},
    [FOR_EACH] = {RQ_CEL_BIT(RQ_LIST) | RQ_CEL_BIT(RQ_MAP) | RQ_CEL_BIT(RQ_OPTIONAL), "`each`", "a list or a map"},
    [FOR_EXPRESSION] = {RQ_CEL_BIT(RQ_BOOL), "`expression`", "true or false"},
    [FOR_MESSAGE] = {RQ_CEL_BIT(RQ_STRING), "`messageExpression`", "text"},
    [FOR_LEVEL] = {RQ_CEL_BIT(RQ_STRING), "`levelExpression`", "info, warning or error as text"},
    [FOR_AT] = {RQ_CEL_ANY_KIND, "", ""},
    [FOR_THRESHOLD] = {RQ_CEL_BIT(RQ_INT) | RQ_CEL_BIT(RQ_DOUBLE), "`threshold`", "a number"},
    [FOR_LANDED] = {RQ_CEL_BIT(RQ_TIMESTAMP) | RQ_CEL_BIT(RQ_NULL) | RQ_CEL_BIT(RQ_OPTIONAL), "`landed`", "a time"},
    [FOR_PERIOD] = {RQ_CEL_BIT(RQ_INT) | RQ_CEL_BIT(RQ_DOUBLE), "`days`", "a number"},
    [FOR_COLUMN] = {RQ_CEL_ANY_KIND, "", ""},
};

struct code {
    enum purpose purpose;
    rq_value written;
    const struct rq_cel_program *draft; /* NULL: there is none */
};

/* The expressions that see the same names: those of one kind, or of one form of a rule. */
struct sheet {
    struct rq_types *types;
    struct rq_err *err;
    const struct rq_cel_type **slots;
    size_t slot_count;
    struct rq_cel_asked asked;
};

static struct sheet sheet_new(struct rq_types *types, const struct rq_rule *rule)
{
    size_t count = RQ_SLOT_COUNT + (rule == NULL ? 0 : rule->variable_count);
    struct sheet sheet = {.types = types, .err = types->build->err, .slot_count = count};
    sheet.slots = RQ_NEW_ARRAY(types->arena, const struct rq_cel_type *, count);
    sheet.slots[RQ_SLOT_RECORD] = types->record;
    sheet.slots[RQ_SLOT_WORDS] = types->words;
    sheet.slots[RQ_SLOT_BACKREFS] = types->backrefs;
    sheet.slots[RQ_SLOT_RECORDS] = types->records;
    sheet.slots[RQ_SLOT_PARAMS] = types->params;
    sheet.slots[RQ_SLOT_HISTORY] = types->history;
    sheet.slots[RQ_SLOT_NOW] = rq_cel_type_of(RQ_TIMESTAMP);
    sheet.slots[RQ_SLOT_ITEM] = rq_types_without(types, "`item` is what `each` or `near` have found");
    sheet.slots[RQ_SLOT_INDEX] = rq_types_without(types, "`index` is where `each` or `near` have found `item`");
    sheet.slots[RQ_SLOT_FOUND] = rq_types_without(types, "`found` is a match of `find`");
    sheet.slots[RQ_SLOT_AUTHOR] = rq_types_without(types, "`author` is who writes a new record");
    return sheet;
}

/* The expression that is written there; `program` is NULL if there is none. */
static struct code code_of(struct sheet *sheet, enum purpose purpose, rq_value written,
                           const struct rq_cel_program *program)
{
    struct code code = {.purpose = purpose, .written = written};
    if (written.kind == RQ_ABSENT || program == NULL)
        return code;
    code.draft = program;
    rq_cel_draft_asked(sheet->types->arena, program, &sheet->asked);
    return code;
}

static void refuse_purpose(const struct sheet *sheet, const struct code *code, const struct rq_cel_type *type)
{
    struct rq_err *err = sheet->err;
    rq_str text = rq_cel_text(code->draft);
    struct rq_cel_piece piece = {rq_str_trim(text), type->kinds};
    rq_str name = rq_cel_type_name(sheet->types->arena, type);
    uint32_t wanted = purposes[code->purpose].kinds, string = RQ_CEL_BIT(RQ_STRING);
    rq_str advice = rq_cel_piece_advice(sheet->types->arena, piece, wanted & string ? string : wanted);
    rq_fail(err, "%s must give %s, not %.*s", purposes[code->purpose].who, purposes[code->purpose].needs, RQ_ARG(name));
    if (advice.len > 0)
        rq_fail_hint(err, "%.*s", RQ_ARG(advice));
    rq_scope_place(err, code->written, 0, rq_str_chomp(text).len);
}

/* The type of an expression; anything, for one that is not there. */
static const struct rq_cel_type *check(const struct sheet *sheet, const struct code *code)
{
    struct rq_err *err = sheet->err;
    struct rq_cel_facts facts = {.slots = sheet->slots,
                                 .asked = sheet->asked,
                                 .choices = sheet->types->choices,
                                 .choice_count = RQ_TYPES_CHOICES,
                                 .results = code->purpose == FOR_LEVEL ? sheet->types->levels : NULL};
    size_t start, end;
    if (code->draft == NULL || err->failed)
        return NULL;
    const struct rq_cel_type *type = rq_cel_check(sheet->types->arena, code->draft, &facts, &start, &end, err);
    if (err->failed)
        rq_scope_place(err, code->written, start, end);
    else if ((rq_cel_type_kinds(type) & purposes[code->purpose].kinds) == 0)
        refuse_purpose(sheet, code, type);
    return type;
}

static rq_value field_of(rq_value map, rq_str key)
{
    const rq_value *found = map.kind == RQ_MAP ? rq_value_field(map, key) : NULL;
    return found == NULL ? (rq_value){0} : *found;
}

/* An expression that stands alone. */
static const struct rq_cel_type *check_one(struct sheet *sheet, enum purpose purpose, rq_value written,
                                           const struct rq_cel_program *program)
{
    struct code code = code_of(sheet, purpose, written, program);
    rq_cel_asked_sort(&sheet->asked);
    return check(sheet, &code);
}

static rq_value link_code(const struct rq_kind_draft *draft, rq_str name)
{
    rq_value written = field_of(draft->links_over, name);
    if (written.kind == RQ_ABSENT)
        written = field_of(draft->links, name);
    return written.kind == RQ_MAP ? field_of(written, RQ_STR("id")) : written;
}

static rq_value place_code(const struct rq_kind_draft *draft, size_t place)
{
    return place == 0 ? draft->id : field_of(draft->also.as.list->items[place - 1], RQ_STR("id"));
}

/* What the expressions of a kind see before there is a graph. */
static struct sheet sheet_of_kind(struct rq_types *types, const struct rq_record_kind *kind)
{
    static const enum rq_slot later[] = {RQ_SLOT_OLD_OBJECT, RQ_SLOT_WORDS,   RQ_SLOT_REFS, RQ_SLOT_BACKREFS,
                                         RQ_SLOT_RECORDS,    RQ_SLOT_HISTORY, RQ_SLOT_NOW};
    struct sheet sheet = sheet_new(types, NULL);
    const struct rq_cel_type *nothing =
        rq_types_without(types, "ids, links, names and `supersedes` know `object`, `record` and `params`");
    sheet.slots[RQ_SLOT_OBJECT] = types->kinds[kind->number].object;
    for (size_t i = 0; i < sizeof later / sizeof *later; i++)
        sheet.slots[later[i]] = nothing;
    return sheet;
}

static void check_kind(struct rq_types *types, const struct rq_record_kind *kind)
{
    const struct rq_kind_draft *draft = &types->build->kinds[kind->number];
    const struct rq_cel_type **ids = RQ_NEW_ARRAY(types->arena, const struct rq_cel_type *, kind->link_count);
    struct sheet sheet = sheet_of_kind(types, kind);
    for (size_t i = 0; i < kind->place_count; i++)
        check_one(&sheet, FOR_ID, place_code(draft, i), kind->places[i].id);
    for (size_t i = 0; i < kind->link_count; i++)
        ids[i] = check_one(&sheet, FOR_LINK, link_code(draft, kind->links[i].name), kind->links[i].id);
    check_one(&sheet, FOR_SUPERSEDES, draft->supersedes, kind->supersedes);
    check_one(&sheet, FOR_NAMES, draft->names, kind->names);
    rq_types_of_links(types, kind, ids);
}

/* Names are those of records of another kind; the words are the same for all of them. */
static void check_scan(struct rq_types *types, const struct rq_record_kind *kind)
{
    rq_value written = types->build->kinds[kind->number].scan, names = field_of(written, RQ_STR("names"));
    if (kind->scan == NULL)
        return;
    struct sheet words = sheet_new(types, NULL);
    words.slots[RQ_SLOT_OBJECT] = rq_types_without(types, "the words are the same for all records");
    check_one(&words, FOR_SCANNED, field_of(written, RQ_STR("subjects")), kind->scan->subjects);
    check_one(&words, FOR_SCANNED, field_of(written, RQ_STR("calls")), kind->scan->calls);
    for (size_t i = 0; i < kind->scan->name_count; i++) {
        struct sheet sheet = sheet_of_kind(types, kind->scan->names[i].kind);
        check_one(&sheet, FOR_SCANNED, field_of(names.as.list->items[i], RQ_STR("names")), kind->scan->names[i].names);
    }
}

/* Whether a waiver is valid is asked with the graph at hand. */
static void check_waives(struct rq_types *types, const struct rq_record_kind *kind)
{
    rq_value written = types->build->kinds[kind->number].waives;
    struct sheet sheet = sheet_new(types, NULL);
    if (kind->waives == NULL)
        return;
    sheet.slots[RQ_SLOT_OBJECT] = types->kinds[kind->number].object;
    sheet.slots[RQ_SLOT_REFS] = types->kinds[kind->number].refs;
    check_one(&sheet, FOR_WAIVED, field_of(written, RQ_STR("rule")), kind->waives->rule);
    check_one(&sheet, FOR_WAIVED, field_of(written, RQ_STR("record")), kind->waives->record);
    check_one(&sheet, FOR_VALID, field_of(written, RQ_STR("valid")), kind->waives->valid);
    check_one(&sheet, FOR_WAIVED, field_of(written, RQ_STR("until")), kind->waives->until);
    check_one(&sheet, FOR_WAIVED, field_of(written, RQ_STR("reason")), kind->waives->reason);
    check_one(&sheet, FOR_WAIVED, field_of(written, RQ_STR("approver")), kind->waives->approver);
    check_one(&sheet, FOR_DAYS, field_of(written, RQ_STR("longest")), kind->waives->longest);
}

static void check_starts(struct sheet *sheet, const struct rq_field *fields, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        check_one(sheet, FOR_INITIAL, field_of(fields[i].written, RQ_STR("initial")), fields[i].initial);
        check_one(sheet, FOR_WHEN, field_of(fields[i].written, RQ_STR("when")), fields[i].when);
        check_starts(sheet, fields[i].fields, fields[i].field_count);
        check_starts(sheet, fields[i].items, fields[i].items != NULL);
    }
}

/* A new record stands in no tree yet: nothing points at it, and it has no past. */
static void check_new(struct rq_types *types, const struct rq_record_kind *kind)
{
    static const enum rq_slot later[] = {RQ_SLOT_OLD_OBJECT, RQ_SLOT_REFS, RQ_SLOT_BACKREFS, RQ_SLOT_HISTORY};
    struct sheet sheet = sheet_new(types, NULL);
    const struct rq_cel_type *nothing = rq_types_without(types, "a new record stands in no tree yet: ask link()");
    for (size_t i = 0; i < sizeof later / sizeof *later; i++)
        sheet.slots[later[i]] = nothing;
    sheet.slots[RQ_SLOT_OBJECT] = types->kinds[kind->number].object;
    sheet.slots[RQ_SLOT_AUTHOR] = types->author;
    check_starts(&sheet, kind->fields, kind->field_count);
}

/* A rule sees records of any of the kinds that it matches. */
static void see_kinds(struct sheet *sheet, const struct rq_rule *rule)
{
    struct rq_types *types = sheet->types;
    const struct rq_cel_type *object = rq_cel_type_nothing(), *refs = rq_cel_type_nothing();
    for (size_t i = 0; i < rule->match_count; i++) {
        object = rq_cel_type_either(types->arena, object, types->kinds[rule->match[i]->number].object);
        refs = rq_cel_type_either(types->arena, refs, types->kinds[rule->match[i]->number].refs);
    }
    sheet->slots[RQ_SLOT_OBJECT] = rule->removed ? rq_cel_type_of(RQ_NULL) : object;
    sheet->slots[RQ_SLOT_OLD_OBJECT] = rule->removed ? object : rq_types_nullable(types, object);
    sheet->slots[RQ_SLOT_REFS] = refs;
}

/* The expressions of one form of a rule. */
struct codes {
    struct code *variables, when, each, expression, message, level, at, threshold;
};

static struct code code_in(struct sheet *sheet, enum purpose purpose, const struct rq_rule *rule,
                           const struct rq_cel_program *program)
{
    return code_of(sheet, purpose, rq_rule_written(rule, program), program);
}

static struct codes codes_of(struct sheet *sheet, const struct rq_rule *rule)
{
    struct codes codes = {.variables = RQ_NEW_ARRAY(sheet->types->arena, struct code, rule->variable_count)};
    for (size_t i = 0; i < rule->variable_count; i++)
        codes.variables[i] = code_in(sheet, FOR_VARIABLE, rule, rule->variables[i].program);
    codes.when = code_in(sheet, FOR_WHEN, rule, rule->when);
    codes.each = code_in(sheet, FOR_EACH, rule, rule->each);
    codes.expression = code_in(sheet, FOR_EXPRESSION, rule, rule->expression);
    codes.message = code_in(sheet, FOR_MESSAGE, rule, rule->message_expression);
    codes.level = code_in(sheet, FOR_LEVEL, rule, rule->level_expression);
    codes.at = code_in(sheet, FOR_AT, rule, rule->at);
    codes.threshold = code_in(sheet, FOR_THRESHOLD, rule, rule->near == NULL ? NULL : rule->near->threshold);
    rq_cel_asked_sort(&sheet->asked);
    return codes;
}

static void check_variables(struct sheet *sheet, const struct codes *codes, const struct rq_rule *rule)
{
    for (size_t i = 0; i < rule->variable_count; i++)
        sheet->slots[RQ_SLOT_COUNT + i] = check(sheet, &codes->variables[i]);
}

/* The same names with slots of their own. */
static struct sheet sheet_copy(const struct sheet *sheet)
{
    struct sheet copy = *sheet;
    copy.slots = RQ_NEW_ARRAY(sheet->types->arena, const struct rq_cel_type *, sheet->slot_count);
    memcpy(copy.slots, sheet->slots, sheet->slot_count * sizeof *copy.slots);
    return copy;
}

/* The variables, as those parts see them that have no item yet. */
static void see_variables(struct sheet *whole, const struct sheet *part, const struct rq_rule *rule)
{
    const struct rq_cel_type *nothing = rq_types_without(whole->types, "this variable looks at `item` or `index`");
    for (size_t i = 0; i < rule->variable_count; i++)
        whole->slots[RQ_SLOT_COUNT + i] = rule->variables[i].of_item ? nothing : part->slots[RQ_SLOT_COUNT + i];
}

/* What the parts are that the rule judges. */
static void see_parts(struct sheet *sheet, const struct rq_rule *rule, const struct rq_cel_type *each)
{
    const uint32_t list = RQ_CEL_BIT(RQ_LIST) | RQ_CEL_BIT(RQ_NULL);
    if (rule->each != NULL) {
        bool positions = (rq_cel_type_kinds(each) & ~list) == 0;
        sheet->slots[RQ_SLOT_ITEM] = rq_types_of_item(sheet->types, each);
        sheet->slots[RQ_SLOT_INDEX] = positions ? rq_cel_type_of(RQ_INT) : NULL;
    } else if (rule->near != NULL) {
        sheet->slots[RQ_SLOT_ITEM] = sheet->slots[RQ_SLOT_OBJECT];
        sheet->slots[RQ_SLOT_INDEX] = rq_cel_type_of(RQ_STRING);
    }
    if (rule->find != NULL)
        sheet->slots[RQ_SLOT_FOUND] = rq_types_of_found(sheet->types, rule->find);
}

/* `near` compares texts: the field must be one, in at least one of the kinds. */
static void check_near_field(const struct sheet *sheet, const struct rq_rule *rule)
{
    rq_value written = field_of(field_of(rule->form, RQ_STR("near")), RQ_STR("field"));
    rq_str *names = NULL;
    size_t count = 0, cap = 0;
    for (size_t k = 0; k < rule->match_count; k++) {
        const struct rq_record_kind *kind = rule->match[k];
        if (kind->field_count == 0)
            return;
        for (size_t i = 0; i < kind->field_count; i++) {
            if (rq_str_equal(kind->fields[i].name, rule->near->field))
                return;
            names = rq_grow(sheet->types->arena, names, count, &cap, sizeof *names);
            names[count++] = kind->fields[i].name;
        }
    }
    rq_shape_fail(sheet->err, written, "no record that this rule judges has a field `%.*s`", RQ_ARG(rule->near->field));
    rq_shape_suggest(sheet->err, rule->near->field, names, count);
}

/* What is for all records sees none of them. */
static void hide_records(struct sheet *sheet, const char *instead)
{
    static const enum rq_slot hidden[] = {RQ_SLOT_OBJECT,   RQ_SLOT_OLD_OBJECT, RQ_SLOT_RECORD, RQ_SLOT_REFS,
                                          RQ_SLOT_BACKREFS, RQ_SLOT_RECORDS,    RQ_SLOT_HISTORY};
    const struct rq_cel_type *nothing = rq_types_without(sheet->types, instead);
    for (size_t i = 0; i < sizeof hidden / sizeof *hidden; i++)
        sheet->slots[hidden[i]] = nothing;
}

static void check_threshold(const struct sheet *sheet, const struct codes *codes)
{
    struct sheet own = sheet_copy(sheet);
    hide_records(&own, "one threshold is for all records: it knows `params`, `words` and `now`");
    check(&own, &codes->threshold);
}

static void check_form(struct rq_types *types, const struct rq_rule *rule)
{
    struct sheet whole = sheet_new(types, rule);
    struct codes codes = codes_of(&whole, rule);
    see_kinds(&whole, rule);
    struct sheet part = sheet_copy(&whole);
    see_parts(&part, rule, NULL);
    check_variables(&part, &codes, rule);
    see_variables(&whole, &part, rule);
    check(&whole, &codes.when);
    whole.slots[RQ_SLOT_FOUND] = part.slots[RQ_SLOT_FOUND];
    see_parts(&part, rule, check(&whole, &codes.each));
    if (rule->each != NULL)
        check_variables(&part, &codes, rule);
    check(&part, &codes.expression);
    check(&part, &codes.message);
    check(&part, &codes.level);
    check(&part, &codes.at);
    check_threshold(&whole, &codes);
    if (rule->near != NULL)
        check_near_field(&whole, rule);
}

/* A view sees what a rule on the same records sees. */
static void check_view(struct rq_types *types, const struct rq_view *view)
{
    struct sheet sheet = sheet_new(types, &view->form);
    struct codes codes = codes_of(&sheet, &view->form);
    struct code *columns = RQ_NEW_ARRAY(types->arena, struct code, view->column_count);
    struct code landed = code_of(&sheet, FOR_LANDED, rq_view_written(view, view->landed), view->landed);
    struct code sort = code_of(&sheet, FOR_COLUMN, rq_view_written(view, view->sort), view->sort);
    for (size_t i = 0; i < view->column_count; i++)
        columns[i] =
            code_of(&sheet, FOR_COLUMN, rq_view_written(view, view->columns[i].program), view->columns[i].program);
    rq_cel_asked_sort(&sheet.asked);
    see_kinds(&sheet, &view->form);
    sheet.slots[RQ_SLOT_OLD_OBJECT] = rq_types_without(types, "a view has no base to compare with");
    check_variables(&sheet, &codes, &view->form);
    check(&sheet, &codes.when);
    check(&sheet, &landed);
    check(&sheet, &sort);
    for (size_t i = 0; i < view->column_count; i++)
        check(&sheet, &columns[i]);
}

static void check_role(struct rq_types *types, const struct rq_role *role)
{
    struct sheet sheet = sheet_new(types, NULL);
    hide_records(&sheet, "`days` is for all records: it knows `params`, `words` and `now`");
    check_one(&sheet, FOR_PERIOD, field_of(role->root, RQ_STR("days")), role->days);
    for (size_t i = 0; i < role->view_count && !types->build->err->failed; i++)
        check_view(types, &role->views[i]);
}

/* True if the rule is known to be sound: the packs are proven, and it is of one of them. */
static bool is_proven(const struct rq_policy_build *build, const struct rq_rule *rule)
{
    return build->proven && rule->pack.len > 0;
}

static bool are_all_proven(const struct rq_policy_build *build)
{
    for (size_t i = 0; i < build->rule_count; i++)
        if (!is_proven(build, build->rules[i]))
            return false;
    return build->proven;
}

static bool check_all(struct rq_types *types)
{
    const struct rq_policy_build *build = types->build;
    for (size_t i = 0; i < build->kind_count; i++)
        check_kind(types, build->finished[i]);
    rq_types_finish(types);
    for (size_t i = 0; i < build->kind_count; i++) {
        check_waives(types, build->finished[i]);
        check_scan(types, build->finished[i]);
        check_new(types, build->finished[i]);
    }
    for (size_t i = 0; i < build->rule_count && !build->err->failed; i++)
        for (const struct rq_rule *form = is_proven(build, build->rules[i]) ? NULL : build->rules[i];
             form != NULL && form->level != RQ_LEVEL_OFF; form = form->also)
            check_form(types, form);
    for (size_t i = 0; i < build->role_count && !build->err->failed; i++)
        check_role(types, &build->roles[i]);
    return !build->err->failed;
}

bool rq_build_check(struct rq_policy_build *build)
{
    if (are_all_proven(build))
        return true;
    struct rq_arena *arena = rq_arena_new();
    struct rq_types types = rq_types_new(arena, build);
    bool good = check_all(&types);
    rq_arena_free(arena);
    return good;
}
