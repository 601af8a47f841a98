/*
 * Constants that no run of a function takes: a pattern that does not compile, a day that no calendar has, a format that
 * wants more values than there are.
 *
 * The function itself is asked, with a stand-in for what is not known before the run.  Only functions are asked whose
 * fault does not depend on the stand-in.
 */
#include "base/text.h"
#include "cel/checker.h"
#include "cel/format.h"
#include "cel/literal.h"
#include "cel/machine.h"
#include "cel/signature.h"
#include "regex/regex.h"

/* What stands for the first argument. */
enum stand_in { NO_STAND_IN, EMPTY_TEXT, FIRST_SECOND_OF_1970 };

struct question {
    const char *name;
    uint8_t stand_in;
    uint8_t blame; /* the argument that is shown */
};

static const struct question questions[] = {
    {"timestamp", NO_STAND_IN, 0},
    {"duration", NO_STAND_IN, 0},
    {"date", NO_STAND_IN, 0},
    {"bool", NO_STAND_IN, 0},
    {"int", NO_STAND_IN, 0},
    {"uint", NO_STAND_IN, 0},
    {"double", NO_STAND_IN, 0},
    {"matches", EMPTY_TEXT, 1},
    {"find", EMPTY_TEXT, 1},
    {"findAll", EMPTY_TEXT, 1},
    {"regex.extract", EMPTY_TEXT, 1},
    {"regex.extractAll", EMPTY_TEXT, 1},
    {"regex.replace", EMPTY_TEXT, 2},
    {"getFullYear", FIRST_SECOND_OF_1970, 1},
    {"getMonth", FIRST_SECOND_OF_1970, 1},
    {"getDate", FIRST_SECOND_OF_1970, 1},
    {"getDayOfMonth", FIRST_SECOND_OF_1970, 1},
    {"getDayOfWeek", FIRST_SECOND_OF_1970, 1},
    {"getDayOfYear", FIRST_SECOND_OF_1970, 1},
    {"getHours", FIRST_SECOND_OF_1970, 1},
    {"getMinutes", FIRST_SECOND_OF_1970, 1},
    {"getSeconds", FIRST_SECOND_OF_1970, 1},
    {"getMilliseconds", FIRST_SECOND_OF_1970, 1},
};

static const struct question *question_of(rq_str name)
{
    for (size_t i = 0; i < sizeof questions / sizeof *questions; i++)
        if (rq_str_equal(name, rq_str_from(questions[i].name)))
            return &questions[i];
    return NULL;
}

static bool is_constant(const struct rq_cel_node *node, enum rq_kind kind)
{
    return node->kind == RQ_NODE_CONSTANT && node->as.constant.kind == kind;
}

/* The caret goes to the byte of the pattern that is wrong, through the quotes and escapes around it. */
static void check_pattern(struct rq_cel_checker *checker, const struct rq_cel_node *literal)
{
    struct rq_err err = {.arena = checker->arena};
    size_t offset = 0;
    if (rq_regex_compile(checker->arena, rq_value_text(literal->as.constant), RQ_REGEX_RE2, &offset, &err) != NULL)
        return;
    rq_str text = rq_cel_checker_text(checker, literal);
    uint32_t place = literal->start + rq_cel_quoted_place(checker->arena, text, offset);
    rq_cel_refuse(checker, place, place + 1, err.hint, "%.*s", RQ_ARG(err.message));
}

/* The arguments as they are written, with the stand-in for the first; false if one of them is no constant. */
static bool constant_arguments(const struct question *question, const struct rq_cel_node *call, rq_value *args)
{
    for (uint32_t i = 0; i < call->count; i++) {
        if (i == 0 && question->stand_in != NO_STAND_IN)
            args[i] = question->stand_in == EMPTY_TEXT ? rq_string(RQ_STR("")) : rq_timestamp(0, 0);
        else if (call->kid[i]->kind == RQ_NODE_CONSTANT)
            args[i] = call->kid[i]->as.constant;
        else
            return false;
    }
    return call->count > question->blame;
}

/* Asks the function `asked.function`, or for NULL what a format wants of a list of `count` elements. */
static void ask(struct rq_cel_checker *checker, const struct rq_cel_node *call, struct rq_cel_call asked,
                const struct rq_cel_node *blame, uint32_t count)
{
    struct rq_cel_program program = {.text = checker->compiler->text, .root = call};
    struct rq_cel_activation activation = {0};
    struct rq_cel_machine machine;
    rq_cel_machine_start(&machine, &program, &activation, checker->arena);
    asked.arena = checker->arena;
    asked.machine = &machine;
    rq_value value = asked.function != NULL ? asked.function->body(&asked) : rq_cel_format_check(&asked, count);
    if (value.kind == RQ_FAULT)
        rq_cel_refuse(checker, blame->start, blame->end, (rq_str){0}, "%.*s", RQ_ARG(value.as.fault->message));
}

static void check_format(struct rq_cel_checker *checker, const struct rq_cel_node *call)
{
    const struct rq_cel_node *list = call->kid[1];
    uint32_t count = UINT32_MAX;
    if (list->kind == RQ_NODE_LIST && (list->flags & RQ_FLAG_OPTIONAL) == 0)
        count = list->count;
    else if (is_constant(list, RQ_LIST))
        count = list->as.constant.as.list->count;
    struct rq_cel_call asked = {.args = &call->kid[0]->as.constant, .count = 1};
    ask(checker, call, asked, call->kid[0], count);
}

void rq_cel_check_constants(struct rq_cel_checker *checker, const struct rq_cel_node *call)
{
    enum { MOST_ARGUMENTS = 4 };
    const struct question *question = question_of(call->as.call.name);
    rq_value args[MOST_ARGUMENTS];
    if (rq_str_equal(call->as.call.name, RQ_STR("format")) && call->count == 2 && is_constant(call->kid[0], RQ_STRING))
        check_format(checker, call);
    if (question == NULL || call->count > MOST_ARGUMENTS || call->as.call.row_count > 1)
        return;
    const char *signature = call->as.call.rows[0]->types;
    if (rq_cel_signature_is_pattern(signature, 1) && is_constant(call->kid[1], RQ_STRING))
        check_pattern(checker, call->kid[1]);
    if (!constant_arguments(question, call, args) || !rq_cel_signature_takes(signature, args, call->count))
        return;
    struct rq_cel_call asked = {.args = args, .count = call->count, .function = call->as.call.rows[0]};
    ask(checker, call, asked, call->kid[question->blame], 0);
}
