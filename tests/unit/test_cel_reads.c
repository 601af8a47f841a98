/* What an expression reads of `records`: cel/reads.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/text.h"
#include "cel/reads.h"

/* "note: keys", "note.color", "note: all", one after the other; "anything" where no bound is known. */
static rq_str print(struct rq_arena *arena, const struct rq_cel_reads *reads)
{
    struct rq_buf buf = {.arena = arena};
    if (!reads->bounded)
        return RQ_STR("anything");
    for (size_t i = 0; i < reads->count; i++) {
        const struct rq_cel_read *read = &reads->items[i];
        rq_buf_format(&buf, "%s%.*s", i == 0 ? "" : ", ", RQ_ARG(read->group));
        if (read->what == RQ_CEL_READ_FIELD)
            rq_buf_format(&buf, ".%.*s", RQ_ARG(read->field));
        else
            rq_buf_format(&buf, "%s", read->what == RQ_CEL_READ_KEYS ? ": keys" : ": all");
    }
    if (reads->by_elements)
        rq_buf_add(&buf, RQ_STR(" (by elements)"));
    return rq_buf_text(&buf);
}

static const struct {
    const char *text, *reads;
} cases[] = {
    {"now", ""},
    {"records.note.transformMap(id, n, n.color)", "note: keys, note.color (by elements)"},
    {"records.note.transformMap(id, n, n.?color.orValue(''))", "note: keys, note.color (by elements)"},
    {"records.note.transformList(id, n, has(n.a.b), n[\"c\"])", "note: keys, note.a, note.c"},
    {"records.note.transformList(id, n, n[?'c'])", "note: keys, note.c"},
    {"records.note.filter(id, records.note[id].color == 'red')", "note: keys, note.color"},
    {"records.note.exists(id, n, n.a == 1 || records.tag.all(t, o, o.b == n.c))",
     "note: keys, note.a, tag: keys, tag.b, note.c"},
    {"size(records.note) + records.note.size()", "note: keys, note: keys"},
    {"now in records.note", "note: keys"},
    /* A variable that hides another, and one that is over. */
    {"records.note.all(id, n, [1].all(n, n == 1))", "note: keys"},
    {"records.note.all(id, n, true) || [[1]].all(id, n, n[0] == 1)", "note: keys"},
    /* An element of the map is made of more than one record, or is no element of a map. */
    {"records.note.transformMap(id, n, n.a > 1, n.b)", "note: keys, note.a, note.b (by elements)"},
    {"records.note.transformMap(id, n, n.l.map(x, x + n.b))", "note: keys, note.l, note.b (by elements)"},
    {"records.note.transformMap(id, n, n)", "note: keys, note: all (by elements)"},
    {"records.note.transformMap(id, n, records.note[id].a)", "note: keys, note.a"},
    {"records.note.transformMap(id, n, n.a + size(records.note))", "note: keys, note.a, note: keys"},
    {"records.note.transformMap(id, n, n.a in records.tag)", "note: keys, tag: keys, note.a"},
    {"records.note.transformMap(id, n, n.a).size()", "note: keys, note.a"},
    {"records.note.transformMapEntry(id, n, {n.a: id})", "note: keys, note.a"},
    /* What is no field of an element is all of it. */
    {"records.note.transformList(id, n, n)", "note: keys, note: all"},
    {"records.note.transformList(id, n, n[id])", "note: keys, note: all"},
    {"records.note.transformList(id, n, cel.bind(m, n, m.color))", "note: keys, note: all"},
    {"records.note['N-1']", "note: all"},
    {"records.note.first.color", "note: all"},
    {"records.note == records.tag", "note: all, tag: all"},
    {"cel.bind(all, records.note, all.map(id, all[id].color))", "note: all"},
    {"[records.note].map(n, n)", "note: all"},
    {"records", "anything"},
    {"records[now].size()", "anything"},
    {"cel.bind(r, records, r.note.size())", "anything"},
    {"has(records.note)", "anything"},
};

static void test_reads(void **state)
{
    (void)state;
    static const rq_str names[] = {{"now", 3}, {"records", 7}};
    static const struct rq_cel_env env = {.variables = names, .variable_count = 2};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct rq_arena *arena = rq_arena_new();
        struct rq_err err = {.arena = arena};
        const struct rq_cel_program *program =
            rq_cel_compile(arena, &env, rq_str_from(cases[i].text), NULL, NULL, &err);
        if (program == NULL)
            fail_msg("%s: %.*s", cases[i].text, RQ_ARG(err.message));
        const struct rq_cel_reads reads = rq_cel_reads(arena, program, 1);
        rq_str found = print(arena, &reads);
        if (!rq_str_equal(found, rq_str_from(cases[i].reads)))
            fail_msg("%s reads \"%.*s\", not \"%s\"", cases[i].text, RQ_ARG(found), cases[i].reads);
        rq_arena_free(arena);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_reads),
};

int main(int argc, char **argv)
{
    if (argc > 1)
        cmocka_set_test_filter(argv[1]);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
