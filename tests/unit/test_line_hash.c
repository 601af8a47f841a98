/* Line hashes against those that GitHub's own action expects of itself, and one text with characters of several units. */
#include "format/line_hash.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { MOST_LINES = 12 };

static void check(const char *text, size_t length, const char *const wanted[])
{
    struct rq_arena *arena = rq_arena_new();
    size_t count = 0, expected = 0;
    const struct rq_line_hash *lines = rq_line_hashes(arena, (rq_str){text, length}, &count);
    while (expected < MOST_LINES && wanted[expected] != NULL)
        expected++;
    if (count != expected)
        fail_msg("%s: %zu lines", text, count);
    for (size_t i = 0; i < count; i++) {
        rq_str got = rq_arena_format(arena, "%llx:%u", (unsigned long long)lines[i].hash, lines[i].ordinal);
        if (!rq_str_equal(got, rq_str_from(wanted[i])))
            fail_msg("%s: line %zu is %s, not %s", text, i + 1, got.ptr, wanted[i]);
    }
    rq_arena_free(arena);
}

/* github/codeql-action, src/fingerprints.test.ts */
static void test_as_the_action_has_them(void **state)
{
    static const char *const ended[MOST_LINES] = {"e9496ae3ebfced30:1", "fb7c023a8b9ccb3f:1", "ce8ba1a563dcdaca:1",
                                                  "e20e36e16fcb0cc8:1", "b3edc88f2938467e:1", "c8e28b0b4002a3a0:1",
                                                  "c129715d7a2bc9a3:1"};
    static const struct {
        const char *text;
        const char *wanted[MOST_LINES];
    } rows[] = {
        {"", {"c129715d7a2bc9a3:1"}},
        {" a\nb\n  \t\tc\n d", {"271789c17abda88f:1", "54703d4cd895b18:1", "180aee12dab6264:1", "a23a3dc5e078b07b:1"}},
        {" hello; \t\nworld!!!\n\n\n  \t\tGreetings\n End",
         {"8b7cf3e952e7aeb2:1", "b1ae1287ec4718d9:1", "bff680108adb0fcc:1", "c6805c5e1288b612:1", "b86d3392aea1be30:1",
          "e6ceba753e1a442:1"}},
    };
    static const char *const texts[] = {
        " hello; \t\nworld!!!\n\n\n  \t\tGreetings\n End\n",
        " hello; \t\nworld!!!\r\r\r  \t\tGreetings\r End\r",
        " hello; \t\r\nworld!!!\r\n\r\n\r\n  \t\tGreetings\r\n End\r\n",
        " hello; \t\nworld!!!\r\n\n\r  \t\tGreetings\r End\r\n",
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        check(rows[i].text, strlen(rows[i].text), rows[i].wanted);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        check(texts[i], strlen(texts[i]), ended);
}

/* What the action computes of a request. */
static void test_a_record(void **state)
{
    static const char text[] = "id: REQ-0142\naccount: acme\nstatus: promised\nbucket: feature\n";
    static const char *const wanted[MOST_LINES] = {"118297ae4330ed8:1", "2ffbd022d217d6cb:1", "49326b7a1ba64e8:1",
                                                   "53ea0a8d1e2d1799:1", "c129715d7a2bc9a3:1"};
    (void)state;
    check(text, sizeof text - 1, wanted);
}

static void test_equal_lines_are_numbered(void **state)
{
    static const char *const wanted[MOST_LINES] = {"a7f2ff13bc495cf2:1", "a7f2ff13bc495cf2:2", "a7f2ff13bc495cf2:3",
                                                   "a7f2ff13bc495cf2:4", "a7f2ff13bc495cf2:5", "a7f2ff13bc495cf2:6",
                                                   "a7f2ff1481e87703:1", "a9cf91f7bbf1862b:1", "55ec222b86bcae53:1",
                                                   "cc97dc7b1d7d8f7b:1", "c129715d7a2bc9a3:1"};
    struct rq_arena *arena = rq_arena_new();
    struct rq_buf buf = {.arena = arena};
    (void)state;
    for (unsigned i = 0; i < 10; i++)
        rq_buf_add(&buf, RQ_STR("Lorem ipsum dolor sit amet.\n"));
    check(buf.ptr, buf.len, wanted);
    rq_arena_free(arena);
}

/* The hashes are those of a model of the action in JavaScript, whose strings have the units that count. */
static void test_units_are_those_of_utf16(void **state)
{
    static const char text[] = "\xEF\xBB\xBFid: 😀\0x\n👍: é\r\n";
    static const char *const wanted[MOST_LINES] = {"22775e4292c539cf:1", "51fb067803949d92:1", "c129715d7a2bc9a3:1"};
    (void)state;
    check(text, sizeof text - 1, wanted);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_as_the_action_has_them),
        cmocka_unit_test(test_a_record),
        cmocka_unit_test(test_equal_lines_are_numbered),
        cmocka_unit_test(test_units_are_those_of_utf16),
    };
    if (argc > 1)
        cmocka_set_test_filter(argv[1]);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
