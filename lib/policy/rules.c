/* Rules: each document of a rule file is one.  Keys by table, then kinds, then expressions. */
#include "base/ascii.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/source.h"
#include "policy/build.h"
#include "yaml/yaml.h"

/* The rule as it is written; expressions are compiled from it afterwards. */
struct rule_draft {
    struct rq_rule rule;
    rq_value match, find, near, also;
    rq_value id, when, each, expression, message_expression, level_expression, at, variables, tests;
};

struct variable_draft {
    rq_value name, expression;
};

const struct rq_shape_key rq_variable_keys[] = {
    {"name", RQ_SHAPE_CODE, offsetof(struct variable_draft, name), .about = "letters, digits and _"},
    {"expression", RQ_SHAPE_CODE, offsetof(struct variable_draft, expression), .about = "what it stands for"},
    {0},
};

struct find_draft {
    rq_value prose, mention;
};

static const struct rq_shape_key find_keys[] = {
    {"prose", RQ_SHAPE_CODE, offsetof(struct find_draft, prose),
     .about = "a pattern that is looked for in sentences as people read them"},
    {"mention", RQ_SHAPE_CODE, offsetof(struct find_draft, mention), .about = "a kind whose records sentences name"},
    {0},
};

struct near_draft {
    rq_str field;
    rq_value threshold;
};

static const struct rq_shape_key near_keys[] = {
    {"field", RQ_SHAPE_TEXT, offsetof(struct near_draft, field), .about = "the field that holds the text"},
    {"threshold", RQ_SHAPE_CODE, offsetof(struct near_draft, threshold),
     .about = "an expression: the least similarity, 0.0 to 1.0"},
    {0},
};

static const struct rq_shape_key removed_keys[] = {
    {"removed", RQ_SHAPE_TEXTS, 0, .about = "kinds of records that are not there any more"}, {0}};

/* What every form of a rule may say. */
#define FORM_KEYS                                                                                                      \
    {"level", RQ_SHAPE_LEVEL, offsetof(struct rule_draft, rule.written), .about = "how bad it is; error if left out"}, \
        {"levelExpression", RQ_SHAPE_CODE, offsetof(struct rule_draft, level_expression),                              \
         .about = "an expression that gives the level"},                                                               \
        {"match",                                                                                                      \
         RQ_SHAPE_VALUE,                                                                                               \
         offsetof(struct rule_draft, match),                                                                           \
         .about = "the kinds that it judges; {removed: KIND} for records that are not there any more",                 \
         .keys = removed_keys,                                                                                         \
         .or_texts = true},                                                                                            \
        {"when", RQ_SHAPE_CODE, offsetof(struct rule_draft, when),                                                     \
         .about = "an expression: the rule applies only where it is true"},                                            \
        {"variables", RQ_SHAPE_LIST, offsetof(struct rule_draft, variables),                                           \
         .about = "named expressions, evaluated when they are used; each may use those before it",                     \
         .each = rq_variable_keys},                                                                                    \
        {"each", RQ_SHAPE_CODE, offsetof(struct rule_draft, each),                                                     \
         .about = "an expression that gives a list or a mapping: each element is judged as item"},                     \
        {"find",                                                                                                       \
         RQ_SHAPE_VALUE,                                                                                               \
         offsetof(struct rule_draft, find),                                                                            \
         .about = "a PCRE2 pattern, each match of which is judged as found",                                           \
         .keys = find_keys,                                                                                            \
         .or_text = true},                                                                                             \
        {"near", RQ_SHAPE_MAP, offsetof(struct rule_draft, near),                                                      \
         .about = "judges pairs of records whose texts are nearly equal", .keys = near_keys},                          \
        {"expression", RQ_SHAPE_CODE, offsetof(struct rule_draft, expression),                                         \
         .about = "an expression: true is good"},                                                                      \
        {"message", RQ_SHAPE_TEXT, offsetof(struct rule_draft, rule.message), .about = "what is wrong"},               \
        {"messageExpression", RQ_SHAPE_CODE, offsetof(struct rule_draft, message_expression),                          \
         .about = "an expression that gives the message; it wins"},                                                    \
        {"at", RQ_SHAPE_CODE, offsetof(struct rule_draft, at),                                                         \
         .about = "an expression that gives the value to point at"},                                                   \
    {                                                                                                                  \
        "help", RQ_SHAPE_TEXT, offsetof(struct rule_draft, rule.help), .about = "what to do about it"                  \
    }

static const struct rq_shape_key form_keys[] = {FORM_KEYS, {0}};

const struct rq_shape_key rq_rule_keys[] = {
    {"id", RQ_SHAPE_CODE, offsetof(struct rule_draft, id),
     .about = "the problem by name: lower-case words with dashes"},
    {"title", RQ_SHAPE_TEXT, offsetof(struct rule_draft, rule.title), .about = "the problem in one line"},
    {"why", RQ_SHAPE_TEXT, offsetof(struct rule_draft, rule.why), .about = "why it matters"},
    {"waivable", RQ_SHAPE_FLAG, offsetof(struct rule_draft, rule.waivable), .about = "false: no waiver takes it back"},
    {"builtin", RQ_SHAPE_FLAG, offsetof(struct rule_draft, rule.builtin),
     .about = "true: the program judges, and the file describes; in built-in packs alone"},
    FORM_KEYS,
    {"also", RQ_SHAPE_LIST, offsetof(struct rule_draft, also), .about = "further forms of the rule, for other kinds",
     .each = form_keys},
    {"tests", RQ_SHAPE_LIST, offsetof(struct rule_draft, tests),
     .about = "examples: at least one that passes and one that fails", .known = RQ_KNOWN_TESTS},
    {0},
};

bool rq_build_is_kebab(rq_str text)
{
    bool dash = true; /* a dash may not come first, last or twice */
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if (!plain && (c != '-' || dash))
            return false;
        dash = c == '-';
    }
    return !dash;
}

static bool is_identifier(rq_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        bool letter = rq_ascii_is_letter(c) || c == '_';
        if (!letter && (i == 0 || !rq_ascii_is_digit(c)))
            return false;
    }
    return text.len > 0;
}

static bool take_id(struct rq_policy_build *build, struct rule_draft *draft)
{
    struct rq_rule *rule = &draft->rule;
    rule->id = rq_value_source_text(build->arena, draft->id);
    if (draft->id.kind == RQ_ABSENT)
        return rq_shape_fail(build->err, rule->root, "this rule has no `id`");
    if (!rq_build_is_kebab(rule->id))
        return rq_shape_fail(build->err, draft->id,
                             "a rule's id is lower-case words with dashes, such as `note-without-text`");
    for (size_t i = 0; i < build->rule_count; i++) {
        const struct rq_rule *other = build->rules[i];
        if (!rq_str_equal(other->id, rule->id))
            continue;
        rq_str path = rq_source_path(other->source);
        return rq_shape_fail(build->err, draft->id, "there is already a rule `%.*s`, in %.*s", RQ_ARG(rule->id),
                             RQ_ARG(path));
    }
    return true;
}

/* match = kinds | "{removed: " kinds "}" */
static bool read_match(struct rq_policy_build *build, struct rule_draft *draft, struct rq_texts *kinds)
{
    draft->rule.removed = draft->match.kind == RQ_MAP;
    if (draft->match.kind == RQ_ABSENT)
        return true;
    if (draft->rule.removed)
        return rq_shape_read(build->arena, draft->match, removed_keys, "`match`", kinds, build->err);
    return rq_shape_texts(build->arena, draft->match, "match", kinds, build->err);
}

static bool take_match(struct rq_policy_build *build, struct rule_draft *draft)
{
    struct rq_texts kinds = {0};
    if (!read_match(build, draft, &kinds))
        return false;
    const struct rq_record_kind **match = RQ_NEW_ARRAY(build->arena, const struct rq_record_kind *, kinds.count);
    for (size_t i = 0; i < kinds.count; i++) {
        rq_str name = rq_value_source_text(build->arena, kinds.items[i]);
        match[i] = rq_build_kind(build, name);
        if (match[i] == NULL)
            return rq_build_unknown_kind(build, kinds.items[i], name);
        if (draft->rule.removed && match[i]->is_virtual)
            return rq_shape_fail(build->err, kinds.items[i], "a %.*s is in no file, and cannot be removed",
                                 RQ_ARG(name));
    }
    draft->rule.match = match;
    draft->rule.match_count = kinds.count;
    return true;
}

static bool is_taken(const struct rq_variable *variables, uint32_t number)
{
    for (uint32_t i = 0; i < number; i++)
        if (rq_str_equal(variables[i].name, variables[number].name))
            return true;
    return false;
}

static bool is_of_item(const struct rq_variable *variables, uint32_t number)
{
    const struct rq_cel_program *program = variables[number].program;
    bool found = rq_cel_uses(program, RQ_SLOT_ITEM) || rq_cel_uses(program, RQ_SLOT_INDEX);
    for (uint32_t i = 0; i < number && !found; i++)
        found = variables[i].of_item && rq_cel_uses(program, RQ_SLOT_COUNT + i);
    return found;
}

static bool is_of_all(const struct rq_variable *variables, uint32_t number)
{
    const struct rq_cel_program *program = variables[number].program;
    bool found = true;
    for (uint32_t slot = 0; slot < RQ_SLOT_COUNT && found; slot++)
        found = slot == RQ_SLOT_RECORDS || slot == RQ_SLOT_WORDS || slot == RQ_SLOT_PARAMS || slot == RQ_SLOT_NOW ||
                !rq_cel_uses(program, slot);
    for (uint32_t i = 0; i < number && found; i++)
        found = variables[i].of_all || !rq_cel_uses(program, RQ_SLOT_COUNT + i);
    return found;
}

/* How deep evaluating a variable recurses: through its expression, and on through the deepest variable in it. */
static uint32_t depth_of(const struct rq_variable *variables, uint32_t number)
{
    uint32_t deepest = 0;
    for (uint32_t i = 0; i < number; i++)
        if (rq_cel_uses(variables[number].program, RQ_SLOT_COUNT + i) && variables[i].depth > deepest)
            deepest = variables[i].depth;
    return deepest + rq_cel_height(variables[number].program) + 1;
}

/* Each variable may use those before it, so each is compiled before its name is known. */
static bool take_variables(struct rq_policy_build *build, struct rq_scope *scope, struct rule_draft *draft)
{
    uint32_t count = draft->variables.kind == RQ_LIST ? draft->variables.as.list->count : 0;
    if (count > RQ_LIMIT_RULE_VARIABLES)
        return rq_shape_fail(build->err, draft->variables, "a rule has at most %d variables", RQ_LIMIT_RULE_VARIABLES);
    struct rq_variable *variables = RQ_NEW_ARRAY(build->arena, struct rq_variable, count);
    rq_scope_widen(scope, count);
    for (uint32_t i = 0; i < count; i++) {
        struct variable_draft variable = {0};
        rq_value map = draft->variables.as.list->items[i];
        if (!rq_shape_read(build->arena, map, rq_variable_keys, "a variable", &variable, build->err))
            return false;
        variables[i].name = rq_value_text(variable.name);
        if (!is_identifier(variables[i].name))
            return rq_shape_fail(build->err, map, "a variable needs a `name` of letters, digits and _");
        if (is_taken(variables, i))
            return rq_shape_fail(build->err, variable.name, "there is already a variable `%.*s`",
                                 RQ_ARG(variables[i].name));
        if (variable.expression.kind == RQ_ABSENT)
            return rq_shape_fail(build->err, map, "this variable has no `expression`");
        variables[i].program = rq_scope_compile(scope, variable.expression);
        if (variables[i].program == NULL)
            return false;
        variables[i].depth = depth_of(variables, i);
        if (variables[i].depth > RQ_LIMIT_RULE_DEPTH)
            return rq_shape_fail(build->err, variable.expression,
                                 "with the variables that it uses, this is nested more than %d deep",
                                 RQ_LIMIT_RULE_DEPTH);
        variables[i].of_item = is_of_item(variables, i);
        variables[i].of_all = is_of_all(variables, i);
        rq_scope_add(scope, variables[i].name);
    }
    draft->rule.variables = variables;
    draft->rule.variable_count = count;
    return true;
}

/* A pattern that does not compile is shown with the caret at the byte where it goes wrong. */
static bool compile_pattern(struct rq_policy_build *build, rq_value written, const struct rq_regex **pattern)
{
    size_t offset = 0;
    rq_str text = rq_value_source_text(build->arena, written);
    *pattern = rq_regex_compile(build->arena, text, RQ_REGEX_PCRE2, &offset, build->err);
    return *pattern != NULL || rq_shape_fail_inside(build->err, written, offset);
}

/* find = pattern | { prose: pattern } | { mention: kind } */
static bool take_find(struct rq_policy_build *build, struct rule_draft *draft)
{
    struct find_draft form = {0};
    if (draft->find.kind == RQ_ABSENT)
        return true;
    struct rq_find *find = RQ_NEW(build->arena, struct rq_find);
    draft->rule.find = find;
    if (draft->find.kind == RQ_LIST)
        return rq_shape_fail(build->err, draft->find,
                             "`find` must be a pattern, or a mapping with `prose` or `mention`");
    if (draft->find.kind != RQ_MAP)
        return compile_pattern(build, draft->find, &find->pattern);
    if (!rq_shape_read(build->arena, draft->find, find_keys, "`find`", &form, build->err))
        return false;
    if ((form.prose.kind == RQ_ABSENT) == (form.mention.kind == RQ_ABSENT))
        return rq_shape_fail(build->err, draft->find, "`find` has either `prose` or `mention`");
    find->in = form.prose.kind != RQ_ABSENT ? RQ_FIND_IN_PROSE : RQ_FIND_MENTIONS;
    if (find->in == RQ_FIND_IN_PROSE)
        return compile_pattern(build, form.prose, &find->pattern);
    rq_str kind = rq_value_source_text(build->arena, form.mention);
    find->kind = rq_build_kind(build, kind);
    return find->kind != NULL || rq_build_unknown_kind(build, form.mention, kind);
}

static bool take_near(struct rq_policy_build *build, struct rq_scope *scope, struct rule_draft *draft)
{
    struct near_draft near = {0};
    if (draft->near.kind == RQ_ABSENT)
        return true;
    if (!rq_shape_read(build->arena, draft->near, near_keys, "`near`", &near, build->err))
        return false;
    if (near.field.len == 0 || near.threshold.kind == RQ_ABSENT)
        return rq_shape_fail(build->err, draft->near, "`near` needs a `field` and a `threshold`");
    struct rq_near *made = RQ_NEW(build->arena, struct rq_near);
    made->field = near.field;
    made->threshold = rq_scope_compile(scope, near.threshold);
    draft->rule.near = made;
    return made->threshold != NULL;
}

/* In a test `at` is a pointer, here an expression. */
static const struct rq_cel_program *compile_place(struct rq_scope *scope, rq_value at)
{
    const struct rq_cel_program *program = rq_scope_compile(scope, at);
    if (scope->err->failed && rq_str_starts(rq_value_text(at), RQ_STR("/")))
        rq_fail_hint(scope->err, "in a rule `at` is an expression such as object.owner; pointers stand in tests");
    return program;
}

/* A rule that asks for what there never is would judge nothing, and pass. */
static bool check_asks(struct rq_policy_build *build, const struct rq_rule *form, rq_value match)
{
    for (size_t i = 0; form->asks.history && i < form->match_count; i++)
        if (form->match[i]->scan != NULL) {
            rq_str kind = form->match[i]->name;
            rq_shape_fail(build->err, match.kind == RQ_LIST ? match.as.list->items[i] : match,
                          "a %.*s has no `history`: it is made of what stands in the code now", RQ_ARG(kind));
            return rq_fail_hint(build->err, "`check --base` and `gate` report only what is new");
        }
    return true;
}

static bool take_expressions(struct rq_policy_build *build, struct rule_draft *draft)
{
    struct rq_scope scope = rq_build_scope(build);
    struct rq_rule *rule = &draft->rule;
    if (!take_variables(build, &scope, draft))
        return false;
    rule->when = rq_scope_compile(&scope, draft->when);
    rule->each = rq_scope_compile(&scope, draft->each);
    rule->expression = rq_scope_compile(&scope, draft->expression);
    rule->message_expression = rq_scope_compile(&scope, draft->message_expression);
    rule->level_expression = rq_scope_compile(&scope, draft->level_expression);
    rule->at = build->err->failed ? NULL : compile_place(&scope, draft->at);
    rule->asks = rq_build_asks(rule);
    return !build->err->failed && check_asks(build, rule, draft->match) && take_find(build, draft) &&
           take_near(build, &scope, draft);
}

bool rq_build_form(struct rq_policy_build *build, struct rq_scope *scope, const struct rq_form_draft *draft,
                   struct rq_rule *form)
{
    struct rule_draft own = {.rule = *form, .match = draft->match, .variables = draft->variables};
    if (!take_match(build, &own) || !take_variables(build, scope, &own))
        return false;
    *form = own.rule;
    form->when = rq_scope_compile(scope, draft->when);
    form->asks = rq_build_asks(form);
    return !build->err->failed && check_asks(build, form, draft->match);
}

static bool is_complete(struct rq_policy_build *build, const struct rule_draft *draft)
{
    const struct rq_rule *rule = &draft->rule;
    if (rule->title.len == 0)
        return rq_shape_fail(build->err, draft->id, "the rule `%.*s` has no `title`", RQ_ARG(rule->id));
    if (rule->builtin)
        return true;
    if (rule->match_count == 0)
        return rq_shape_fail(build->err, draft->id, "the rule `%.*s` has no `match`: which kind does it judge?",
                             RQ_ARG(rule->id));
    if (rule->expression == NULL && rule->find == NULL && rule->near == NULL)
        return rq_shape_fail(build->err, draft->id, "the rule `%.*s` has no `expression`, `find` or `near`",
                             RQ_ARG(rule->id));
    if (rule->near != NULL && rule->removed)
        return rq_shape_fail(build->err, draft->id, "`near` compares records of the tree, not removed ones");
    if (rule->near != NULL && (rule->find != NULL || rule->each != NULL || rule->expression != NULL))
        return rq_shape_fail(build->err, draft->id, "a rule with `near` has no `each`, no `find` and no `expression`");
    return true;
}

/* The forms under `also`: each is compiled like a rule and hangs on the one before it. */
static bool read_forms(struct rq_policy_build *build, const struct rule_draft *draft, struct rq_rule *rule)
{
    uint32_t count = draft->also.kind == RQ_LIST ? draft->also.as.list->count : 0;
    for (uint32_t i = 0; i < count; i++) {
        rq_value root = draft->also.as.list->items[i];
        struct rule_draft form = {.id = draft->id, .rule = {.root = rule->root, .form = root, .pack = rule->pack}};
        form.rule.id = rule->id;
        form.rule.title = rule->title;
        form.rule.help = rule->help;
        form.rule.why = rule->why;
        form.rule.waivable = rule->waivable;
        form.rule.source = rule->source;
        form.rule.written = rule->written;
        if (!rq_shape_read(build->arena, root, form_keys, "a form of a rule", &form, build->err) ||
            !take_match(build, &form) || !take_expressions(build, &form) || !is_complete(build, &form))
            return false;
        form.rule.level = form.rule.written;
        struct rq_rule *made = RQ_NEW(build->arena, struct rq_rule);
        *made = form.rule;
        rule->also = made;
        rule = made;
    }
    return true;
}

static bool read_rule(struct rq_policy_build *build, rq_value root, rq_str pack)
{
    struct rule_draft draft = {
        .rule = {.root = root, .form = root, .pack = pack, .written = RQ_LEVEL_ERROR, .waivable = true}};
    if (!rq_shape_read(build->arena, root, rq_rule_keys, "a rule", &draft, build->err) || !take_id(build, &draft) ||
        !take_match(build, &draft) || !take_expressions(build, &draft) || !is_complete(build, &draft))
        return false;
    if (draft.rule.builtin && pack.len == 0)
        return rq_shape_fail(build->err, root, "only built-in packs have `builtin` rules");
    draft.rule.level = draft.rule.written;
    draft.rule.source = root.source;
    struct rq_rule *rule = RQ_NEW(build->arena, struct rq_rule);
    *rule = draft.rule;
    build->rules = rq_grow(build->arena, build->rules, build->rule_count, &build->rule_cap, sizeof *build->rules);
    build->rules[build->rule_count++] = rule;
    return read_forms(build, &draft, rule);
}

/* An expression with quotes, a `!` or a `: ` in it that stands in YAML as it is. */
static bool fail_yaml(struct rq_policy_build *build, const struct rq_source *source, const struct rq_yaml_issue *issue)
{
    static const rq_str keys[] = {{"xpression:", 10}, {"when:", 5}, {"each:", 5}, {"at:", 3}, {"threshold:", 10}};
    rq_str line = rq_source_line(source, issue->pos.line);
    rq_fail_at(build->err, source, issue->pos, "%.*s", RQ_ARG(issue->message));
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (rq_str_find(line, keys[i], 0) != RQ_NOT_FOUND)
            return rq_fail_hint(build->err, "write `|` behind the key and the expression in the next line, indented");
    return false;
}

bool rq_build_rules(struct rq_policy_build *build, const struct rq_policy_file *file)
{
    const struct rq_yaml *yaml = &file->yaml;
    if (yaml->issue_count > 0)
        return fail_yaml(build, file->source, &yaml->issues[0]);
    size_t rules = 0;
    for (size_t i = 0; i < yaml->document_count; i++) {
        if (yaml->documents[i].kind == RQ_NULL)
            continue;
        if (!read_rule(build, yaml->documents[i], file->group->pack))
            return false;
        build->rules[build->rule_count - 1]->tests_unread = file->tests_unread;
        rules++;
    }
    return rules > 0 || rq_fail_at(build->err, file->source, (rq_pos){1, 1, 1, 1}, "this file holds no rule");
}
