/*
 * CEL by cases that a person reads: the files of tests/cel, whose format is described in tests/cel/README.md.
 *
 * A case is three lines: an expression, what it may name, and what comes out.  The program's answer is printed in the same
 * form and the texts are compared, so that a failure shows what the case would have to say.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/source.h"
#include "base/text.h"
#include "cel/check.h"
#include "cel/machine.h"
#include "cel/probe.h"
#include "cel/signature.h"
#include "reqlint/cel.h"
#include "yaml/yaml.h"

#define FOLDER REQLINT_SOURCE_DIR "/tests/cel/"

struct world {
    struct rq_arena *arena;
    rq_value root; /* the environment's mapping */
    struct rq_cel_env env;
    rq_value *slots;
    bool typed; /* the mapping gives types: the expression is checked and not run */
};

static rq_str read_file(struct rq_arena *arena, const char *name)
{
    rq_str path = rq_arena_format(arena, "%s%s", FOLDER, name);
    FILE *file = fopen(path.ptr, "rb");
    assert_non_null(file);
    struct rq_buf buf = {.arena = arena};
    for (int c; (c = fgetc(file)) != EOF;)
        rq_buf_byte(&buf, (char)c);
    fclose(file);
    return rq_buf_text(&buf);
}

/* Takes a word and the blank after it off the front. */
static bool take_word(rq_str *text, rq_str word)
{
    if (!rq_str_starts(*text, word))
        return false;
    *text = rq_str_trim(rq_str_slice(*text, word.len, text->len));
    return true;
}

/* environment = [ "strict " | "typed " ] [ "in " container " " ] YAML mapping */
static struct world read_world(struct rq_arena *arena, rq_str line)
{
    struct world world = {.arena = arena};
    world.typed = take_word(&line, RQ_STR("typed "));
    world.env.strict = world.typed || take_word(&line, RQ_STR("strict "));
    if (take_word(&line, RQ_STR("in "))) {
        world.env.container = rq_str_slice(line, 0, rq_str_find_byte(line, ' ', 0));
        take_word(&line, world.env.container);
    }
    struct rq_yaml yaml = rq_yaml_read(arena, rq_source_new(arena, RQ_STR("case.yaml"), line));
    assert_int_equal(yaml.issue_count, 0);
    world.root = yaml.documents[0];
    const struct rq_map *map = world.root.as.map;
    rq_str *names = RQ_NEW_ARRAY(arena, rq_str, map->count);
    world.slots = RQ_NEW_ARRAY(arena, rq_value, map->count);
    for (uint32_t i = 0; i < map->count; i++) {
        names[i] = rq_value_text(map->entries[i].key);
        world.slots[i] = map->entries[i].value;
    }
    world.env.variables = names;
    world.env.variable_count = map->count;
    return world;
}

/* Carets under the bytes start..end of the expression, at least one. */
static void put_carets(struct rq_buf *out, rq_str expression, size_t start, size_t end)
{
    size_t width = rq_utf8_count(rq_str_slice(expression, start, end));
    rq_buf_repeat(out, ' ', rq_utf8_count(rq_str_slice(expression, 0, start)));
    rq_buf_repeat(out, '^', width > 0 ? width : 1);
    rq_buf_byte(out, '\n');
}

static void put_blame(struct rq_buf *out, const struct world *world, struct rq_origin blame, rq_str missing)
{
    if (!blame.source)
        return;
    rq_str pointer = rq_value_pointer(world->arena, world->root, blame);
    rq_buf_format(out, " @ %.*s", RQ_ARG(pointer));
    if (missing.len > 0)
        rq_buf_format(out, " lacks %.*s", RQ_ARG(missing));
}

static void put_explanation(struct rq_buf *out, const struct world *world, const struct rq_cel_program *program)
{
    struct rq_cel_activation activation = {.slots = world->slots};
    struct rq_cel_explanation why = rq_cel_explain(program, &activation, world->arena);
    put_carets(out, rq_cel_text(program), why.start, why.end);
    rq_buf_add(out, RQ_STR("why:"));
    for (size_t i = 0; i < why.operand_count; i++) {
        rq_str value = rq_value_print(world->arena, why.operands[i].value, 0);
        rq_buf_format(out, "%s %.*s is %.*s", i > 0 ? "," : "", RQ_ARG(why.operands[i].expression), RQ_ARG(value));
    }
    put_blame(out, world, why.blame, why.missing);
}

/* Which ways the parts of an expression went, by the probes in it; in the order in which they are evaluated. */
static void put_seen(struct rq_buf *out, const struct world *world, const struct rq_cel_program *program,
                     enum rq_cel_role role)
{
    static const char *const words[] = {" true", " false", " value", " fault"};
    struct rq_cel_probes probes;
    const struct rq_cel_program *probed = rq_cel_probed(world->arena, program, role, &probes);
    assert_non_null(probed);
    uint8_t *seen = RQ_NEW_ARRAY(world->arena, uint8_t, probes.count);
    struct rq_cel_activation activation = {.slots = world->slots, .seen = seen};
    rq_cel_eval(probed, &activation, world->arena);
    rq_buf_add(out, role == RQ_CEL_CONDITION ? RQ_STR("seen:") : RQ_STR("seen in a result:"));
    for (size_t i = 0; i < probes.count; i++) {
        const struct rq_cel_probe *probe = &probes.items[i];
        rq_str part = rq_str_slice(rq_cel_text(program), probe->start, probe->end);
        rq_buf_format(out, "%s %.*s%s", i > 0 ? "," : "", RQ_ARG(part), probe->condition ? "" : " any");
        for (int bit = 0; bit < 4; bit++)
            if (seen[i] >> bit & 1)
                rq_buf_add(out, rq_str_from(words[bit]));
    }
}

/* Probes change nothing: the program with them gives the same value or fault, at the same cost. */
static void assert_same_with_probes(const struct world *world, const struct rq_cel_program *program, rq_value value)
{
    struct rq_cel_probes probes;
    const struct rq_cel_program *probed = rq_cel_probed(world->arena, program, RQ_CEL_CONDITION, &probes);
    assert_non_null(probed);
    struct rq_cel_activation activation = {.slots = world->slots,
                                           .seen = RQ_NEW_ARRAY(world->arena, uint8_t, probes.count)};
    struct rq_cel_machine machine, plain;
    rq_cel_machine_start(&machine, probed, &activation, world->arena);
    rq_cel_machine_start(&plain, program, &activation, world->arena);
    rq_value found = rq_cel_run(&machine, probed->root);
    rq_cel_run(&plain, program->root);
    assert_int_equal(machine.budget, plain.budget);
    assert_int_equal(found.kind, value.kind);
    if (value.kind == RQ_FAULT)
        assert_true(rq_str_equal(found.as.fault->message, value.as.fault->message) &&
                    found.as.fault->start == value.as.fault->start && found.as.fault->end == value.as.fault->end);
    else
        assert_true(rq_str_equal(rq_value_print(world->arena, found, 0), rq_value_print(world->arena, value, 0)));
}

static void put_value(struct rq_buf *out, const struct world *world, rq_str expression, rq_value value)
{
    if (value.kind == RQ_FAULT) {
        const struct rq_fault *fault = value.as.fault;
        put_carets(out, expression, fault->start, fault->end);
        rq_buf_format(out, "%s: %.*s", fault->fatal ? "fatal" : "fault", RQ_ARG(fault->message));
        put_blame(out, world, fault->blame, fault->missing);
        return;
    }
    rq_str printed = rq_value_print(world->arena, value, 0);
    rq_buf_format(out, "= %.*s", RQ_ARG(printed));
}

/* type = signature letter | [type] | {field: type …}, the kinds of a text being joined; null is anything. */
static const struct rq_cel_type *type_of(struct rq_arena *arena, rq_str owner, rq_value written)
{
    if (written.kind == RQ_LIST)
        return rq_cel_type_around(arena, RQ_LIST, type_of(arena, owner, written.as.list->items[0]));
    if (written.kind == RQ_MAP) {
        struct rq_cel_fields *fields = RQ_NEW(arena, struct rq_cel_fields);
        struct rq_cel_field *items = RQ_NEW_ARRAY(arena, struct rq_cel_field, written.as.map->count);
        *fields = (struct rq_cel_fields){.owner = owner, .noun = "field", .items = items};
        for (; fields->count < written.as.map->count; fields->count++) {
            const struct rq_entry *entry = &written.as.map->entries[fields->count];
            items[fields->count] =
                (struct rq_cel_field){rq_value_text(entry->key), type_of(arena, owner, entry->value)};
        }
        rq_cel_fields_sort(items, fields->count);
        return rq_cel_type_map(arena, fields);
    }
    rq_str letters = rq_value_text(written);
    uint32_t kinds = 0;
    for (size_t i = 0; i < letters.len; i++)
        kinds |= rq_cel_letter_kinds(letters.ptr[i]);
    return letters.len == 0 ? NULL : rq_cel_type_of_kinds(arena, kinds);
}

/* "list of string" */
static void put_type(struct rq_buf *out, const struct rq_cel_type *type)
{
    rq_buf_add(out, rq_cel_type_name(out->arena, type));
    const uint32_t around = RQ_CEL_BIT(RQ_LIST) | RQ_CEL_BIT(RQ_OPTIONAL);
    if (type == NULL || (type->kinds & around) == 0)
        return;
    rq_buf_add(out, RQ_STR(" of "));
    put_type(out, rq_cel_type_inner(type));
}

static void put_refusal(struct rq_buf *out, rq_str expression, size_t start, size_t end, const struct rq_err *err)
{
    put_carets(out, expression, start, end);
    rq_buf_format(out, "refused: %.*s", RQ_ARG(err->message));
    if (err->hint.len > 0)
        rq_buf_format(out, " | %.*s", RQ_ARG(err->hint));
}

static void put_check(struct rq_buf *out, const struct world *world, rq_str expression)
{
    const struct rq_map *map = world->root.as.map;
    const struct rq_cel_type **slots = RQ_NEW_ARRAY(world->arena, const struct rq_cel_type *, map->count);
    for (uint32_t i = 0; i < map->count; i++)
        slots[i] = type_of(world->arena, world->env.variables[i], map->entries[i].value);
    struct rq_err err = {.arena = world->arena};
    struct rq_cel_asked asked = {0};
    struct rq_cel_drafts drafts = {.arena = world->arena};
    const struct rq_cel_program *draft = rq_cel_draft(&drafts, &world->env, expression, NULL, NULL, &err);
    rq_cel_draft_asked(world->arena, draft, &asked);
    rq_cel_asked_sort(&asked);
    struct rq_cel_facts facts = {.slots = slots, .asked = asked};
    size_t start, end;
    const struct rq_cel_type *type = rq_cel_check(world->arena, draft, &facts, &start, &end, &err);
    if (err.failed) {
        put_refusal(out, expression, start, end, &err);
        return;
    }
    rq_buf_add(out, RQ_STR("type: "));
    put_type(out, type);
}

/* What the program answers, in the form of a case: an optional line of carets and the result. */
static rq_str answer(const struct world *world, rq_str expression, rq_str expected)
{
    struct rq_buf out = {.arena = world->arena};
    struct rq_err err = {.arena = world->arena};
    size_t start, end;
    const struct rq_cel_program *program = rq_cel_compile(world->arena, &world->env, expression, &start, &end, &err);
    if (!program) {
        put_refusal(&out, expression, start, end, &err);
    } else if (world->typed) {
        put_check(&out, world, expression);
    } else if (rq_str_starts(expected, RQ_STR("why:"))) {
        put_explanation(&out, world, program);
    } else if (rq_str_starts(expected, RQ_STR("seen"))) {
        put_seen(&out, world, program, rq_str_starts(expected, RQ_STR("seen:")) ? RQ_CEL_CONDITION : RQ_CEL_RESULT);
    } else {
        struct rq_cel_activation activation = {.slots = world->slots};
        rq_value value = rq_cel_eval(program, &activation, world->arena);
        assert_same_with_probes(world, program, value);
        put_value(&out, world, expression, value);
    }
    return rq_buf_text(&out);
}

struct reader {
    rq_str text;
    size_t offset, line;
};

static bool next_line(struct reader *reader, rq_str *line)
{
    if (reader->offset >= reader->text.len)
        return false;
    size_t end = rq_str_find_byte(reader->text, '\n', reader->offset);
    if (end == RQ_NOT_FOUND)
        end = reader->text.len;
    *line = rq_str_slice(reader->text, reader->offset, end);
    reader->offset = end + 1;
    reader->line++;
    return true;
}

static bool is_carets(rq_str line)
{
    for (size_t i = 0; i < line.len; i++)
        if (line.ptr[i] != ' ' && line.ptr[i] != '^')
            return false;
    return line.len > 0;
}

/* Runs the case that starts with this expression; the reader stands behind it. */
static bool run_case(const char *name, struct reader *reader, rq_str expression)
{
    struct rq_arena *arena = rq_arena_new();
    size_t number = reader->line;
    rq_str line = {NULL, 0}, carets = {NULL, 0};
    assert_true(next_line(reader, &line));
    if (is_carets(line)) {
        carets = line;
        assert_true(next_line(reader, &line));
    }
    struct world world = read_world(arena, line);
    assert_true(next_line(reader, &line));
    rq_str expected = rq_arena_format(arena, "%.*s%s%.*s", RQ_ARG(carets), carets.len > 0 ? "\n" : "", RQ_ARG(line));
    rq_str found = answer(&world, expression, line);
    bool good = rq_str_equal(expected, found);
    if (!good)
        print_error("tests/cel/%s:%zu\n%.*s\nexpected\n%.*s\nfound\n%.*s\n\n", name, number, RQ_ARG(expression),
                    RQ_ARG(expected), RQ_ARG(found));
    rq_arena_free(arena);
    return good;
}

static void run_file(const char *name)
{
    struct rq_arena *arena = rq_arena_new();
    struct reader reader = {.text = read_file(arena, name)};
    size_t cases = 0, failed = 0;
    for (rq_str line; next_line(&reader, &line);) {
        if (line.len == 0 || line.ptr[0] == '#')
            continue;
        cases++;
        failed += !run_case(name, &reader, line);
    }
    rq_arena_free(arena);
    assert_true(cases > 0);
    assert_int_equal(failed, 0);
}

static void test_operators(void **state)
{
    (void)state;
    run_file("operators.txt");
}

static void test_absorption(void **state)
{
    (void)state;
    run_file("absorption.txt");
}

static void test_macros(void **state)
{
    (void)state;
    run_file("macros.txt");
}

static void test_optionals(void **state)
{
    (void)state;
    run_file("optionals.txt");
}

static void test_names(void **state)
{
    (void)state;
    run_file("names.txt");
}

static void test_syntax(void **state)
{
    (void)state;
    run_file("syntax.txt");
}

static void test_refused(void **state)
{
    (void)state;
    run_file("refused.txt");
}

static void test_checked(void **state)
{
    (void)state;
    run_file("checked.txt");
}

static void test_faults(void **state)
{
    (void)state;
    run_file("faults.txt");
}

static void test_explain(void **state)
{
    (void)state;
    run_file("explain.txt");
}

static void test_probes(void **state)
{
    (void)state;
    run_file("probes.txt");
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_operators), cmocka_unit_test(test_absorption), cmocka_unit_test(test_macros),
    cmocka_unit_test(test_optionals), cmocka_unit_test(test_names),      cmocka_unit_test(test_syntax),
    cmocka_unit_test(test_refused),   cmocka_unit_test(test_faults),     cmocka_unit_test(test_explain),
    cmocka_unit_test(test_probes),    cmocka_unit_test(test_checked),
};

int main(int argc, char **argv)
{
    if (argc > 1)
        cmocka_set_test_filter(argv[1]);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
