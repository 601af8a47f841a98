/* Ground: views, UTF-8, arenas, sources and positions, nearest names. */
#include "base/arena.h"
#include "base/shelf.h"
#include "base/source.h"
#include "base/text.h"
#include "base/threads.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void test_nearest_name(void **state)
{
    (void)state;
    static const rq_str known[] = {{"weekly", 6}, {"monthly", 7}, {"yearly", 6},
                                   {"owner", 5},  {"feature", 7}, {"no", 2}};
    static const struct {
        const char *typed, *nearest;
    } rows[] = {
        {"weekly", "weekly"},
        {"Weekly", "weekly"},
        {"weeky", "weekly"},
        {"wekely", "weekly"},
        {"onwer", "owner"},
        {"featrue", "feature"},
        {"daily", ""},
        {"configuration", ""},
        {"No", "no"},
        {"nn", ""},
        {"", ""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        rq_str found = rq_nearest(rq_str_from(rows[i].typed), known, sizeof known / sizeof *known);
        if (!rq_str_equal(found, rq_str_from(rows[i].nearest)))
            fail_msg("%s: \"%.*s\" instead of \"%s\"", rows[i].typed, RQ_ARG(found), rows[i].nearest);
    }
}

static void test_oid(void **state)
{
    (void)state;
    static const char digits[] = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0";
    for (size_t length = 0; length < sizeof digits; length++)
        assert_int_equal(rq_is_oid((rq_str){digits, length}), length == 40 || length == 64);
    assert_true(rq_is_oid(RQ_STR("0000000000000000000000000000000000000000")));
    assert_false(rq_is_oid(RQ_STR("0123456789ABCDEF0123456789abcdef01234567")));
    assert_false(rq_is_oid(RQ_STR("0123456789abcdefg123456789abcdef01234567")));
    assert_false(rq_is_oid(RQ_STR("0123456789abcdef0123456789abcdef0123456\0")));
}

static void test_join(void **state)
{
    (void)state;
    struct rq_arena *arena = rq_arena_new();
    rq_str joined = rq_str_join(arena, RQ_STR("a\0b"), RQ_STR("c"));
    assert_true(rq_str_equal(joined, RQ_STR("a\0bc")) && joined.ptr[joined.len] == '\0');
    assert_string_equal(rq_str_join(arena, (rq_str){NULL, 0}, RQ_STR("c")).ptr, "c");
    assert_string_equal(rq_str_join(arena, (rq_str){NULL, 0}, RQ_STR("")).ptr, "");
    rq_arena_free(arena);
}

/* Texts fall into as many buckets as there are: with a hash that is as good as chance none gets more than eight or nine, and
 * sixteen once in a thousand million runs. */
static void fill(uint8_t *buckets, const char *what, rq_str text)
{
    enum { BUCKETS = 1 << 16, MOST = 16 };
    if (++buckets[rq_str_hash(text) % BUCKETS] > MOST)
        fail_msg("%s: more than %d texts in a bucket", what, MOST);
}

static void test_hash_spreads_names(void **state)
{
    (void)state;
    static const char *const kinds[] = {"%d", "REQ-%05d", "%08d, and much that is the same behind it",
                                        "much that is the same before it: %08d"};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        static uint8_t buckets[1 << 16];
        memset(buckets, 0, sizeof buckets);
        struct rq_arena *arena = rq_arena_new();
        for (int n = 0; n < 1 << 16; n++)
            fill(buckets, kinds[i], rq_arena_format(arena, kinds[i], n)); /* NOLINT: the formats are above */
        rq_arena_free(arena);
    }
}

/* Texts of one length that differ in one bit or two: also the highest ones of words, which a product carries out. */
static void test_hash_spreads_bits(void **state)
{
    (void)state;
    for (size_t length = 1; length <= 40; length++) {
        static uint8_t buckets[1 << 16];
        memset(buckets, 0, sizeof buckets);
        for (size_t a = 0; a < length * 8; a++)
            for (size_t b = a; b < length * 8; b++) {
                char text[40] = {0};
                text[a / 8] = (char)(text[a / 8] | 1 << a % 8);
                text[b / 8] = (char)(text[b / 8] | 1 << b % 8);
                fill(buckets, "bits", (rq_str){text, length});
            }
    }
}

/* The same bytes are the same text, wherever they stand and whatever stands around them; NUL bytes count. */
static void test_hash_of_views(void **state)
{
    (void)state;
    static const char text[] = "0123456789abcdefghijklmnopqrstuvwxyz";
    for (size_t length = 0; length < sizeof text; length++)
        for (size_t at = 0; at < 8; at++) {
            char other[64];
            memset(other, (int)at, sizeof other);
            memcpy(other + at, text, length);
            assert_int_equal(rq_str_hash((rq_str){other + at, length}), rq_str_hash((rq_str){text, length}));
        }
    assert_int_equal(rq_str_hash((rq_str){NULL, 0}), rq_str_hash(RQ_STR("")));
    for (size_t length = 0; length < 20; length++) {
        static const char zeros[21];
        assert_int_not_equal(rq_str_hash((rq_str){zeros, length}), rq_str_hash((rq_str){zeros, length + 1}));
    }
}

static void test_utf16(void **state)
{
    (void)state;
    struct rq_arena *arena = rq_arena_new();
    const rq_str little = {"\xFF\xFE"
                           "a\0\xE9\0\x3D\xD8\x00\xDE\n",
                           11},
                 big = {"\xFE\xFF\0z\xD8\x3D\0a\xDE\x00", 10};
    assert_true(rq_utf16_is(little) && rq_utf16_is(big));
    assert_false(rq_utf16_is(RQ_STR("\xFF")) || rq_utf16_is(RQ_STR("")) || rq_utf16_is(RQ_STR("\xEF\xBB\xBF")));
    /* An odd byte at the end is no unit; halves of a pair without the other half are U+FFFD. */
    assert_string_equal(rq_utf16_decode(arena, little).ptr, "a\xC3\xA9\xF0\x9F\x98\x80");
    assert_string_equal(rq_utf16_decode(arena, big).ptr, "z\xEF\xBF\xBD"
                                                         "a\xEF\xBF\xBD");
    assert_int_equal(rq_utf16_decode(arena, RQ_STR("\xFF\xFE")).len, 0);
    rq_arena_free(arena);
}

static void test_utf8(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        size_t length;
        int bad; /* offset of the first bad byte, or -1 */
    } rows[] = {
        {"plain", 5, -1},
        {"\xC3\xA9", 2, -1},         /* U+00E9 */
        {"\xF4\x8F\xBF\xBF", 4, -1}, /* U+10FFFF */
        {"\xF4\x90\x80\x80", 4, 0},  /* beyond it */
        {"a\xC0\x80", 3, 1},         /* overlong NUL */
        {"\xED\xA0\x80", 3, 0},      /* a surrogate */
        {"ab\xE2\x82", 4, 2},        /* cut off */
        {"\x80", 1, 0},              /* a continuation alone */
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        size_t bad = 99;
        bool valid = rq_utf8_valid((rq_str){rows[i].bytes, rows[i].length}, &bad);
        if (valid != (rows[i].bad < 0) || (!valid && bad != (size_t)rows[i].bad))
            fail_msg("row %zu: valid %d, bad at %zu", i, valid, bad);
    }
    assert_int_equal(rq_utf8_count(RQ_STR("a\xC3\xA9\xF0\x9F\x98\x80z")), 4);
    assert_int_equal(rq_utf8_offset(RQ_STR("a\xC3\xA9z"), 2), 3);
    assert_int_equal(rq_utf8_width(0x4E2D), 2);
    assert_int_equal(rq_utf8_width(0x0301), 0);
    assert_int_equal(rq_utf8_width('x'), 1);
}

static void assert_pos(const struct rq_source *source, size_t start, size_t end, rq_pos expected)
{
    rq_pos pos = rq_source_pos(source, start, end);
    if (memcmp(&pos, &expected, sizeof pos) != 0)
        fail_msg("%zu..%zu: %u:%u-%u:%u instead of %u:%u-%u:%u", start, end, pos.line, pos.column, pos.end_line,
                 pos.end_column, expected.line, expected.column, expected.end_line, expected.end_column);
}

/* Lines and columns as they are defined, counted from the start of the text. */
static rq_pos counted(rq_str text, size_t start, size_t end)
{
    rq_pos pos = {1, 1, 1, 1};
    size_t bom = rq_str_starts(text, RQ_STR("\xEF\xBB\xBF")) ? 3 : 0, line = 0;
    for (size_t at = 0; at <= end; at++) {
        if (at > 0 && at < text.len && text.ptr[at - 1] == '\n') {
            if (at <= start)
                pos.line++;
            if (at < end || start == end)
                pos.end_line++;
            line = at < end || start == end ? at : line;
        }
        if (at == start) {
            size_t from = pos.line == 1 ? bom : line;
            pos.column = (uint32_t)rq_utf8_count(rq_str_slice(text, from, start)) + 1;
        }
    }
    pos.end_column = (uint32_t)rq_utf8_count(rq_str_slice(text, pos.end_line == 1 ? bom : line, end)) + 1;
    return pos;
}

/* Places in texts of all shapes: lines of one byte and of thousands, characters of one byte and of four. */
static void test_source_random(void **state)
{
    static const char *const parts[] = {"\n", "\n", "\r\n", "a", "\xC3\xA9", "\xF0\x9F\x98\x80", "x: y, "};
    (void)state;
    for (unsigned seed = 0; seed < 40; seed++) {
        struct rq_arena *arena = rq_arena_new();
        struct rq_buf buf = {.arena = arena};
        unsigned number = seed * 2654435761U + 1, most = seed % 4 == 0 ? 3 : seed % 4 == 1 ? 40 : 2000;
        if (seed % 3 == 0)
            rq_buf_add(&buf, RQ_STR("\xEF\xBB\xBF"));
        while (buf.len < 2600 + seed) {
            number = number * 1664525 + 1013904223;
            unsigned part = (number >> 16) % most < 3 ? (number >> 8) % 3 : 3 + (number >> 8) % 4;
            rq_buf_add(&buf, rq_str_from(parts[part]));
        }
        rq_str text = rq_buf_text(&buf);
        const struct rq_source *source = rq_source_new(arena, RQ_STR("x"), text);
        for (size_t at = 0; at <= text.len; at += 1 + seed % 7) {
            size_t end = at + (at * 7 + seed) % 90;
            assert_pos(source, at, end, counted(text, at, end < text.len ? end : text.len));
        }
        for (uint32_t line = 1; line <= rq_source_line_count(source); line++)
            assert_int_equal(rq_source_pos(source, rq_source_line_start(source, line), 0).line, line);
        rq_arena_free(arena);
    }
}

static void test_source_positions(void **state)
{
    (void)state;
    struct rq_arena *arena = rq_arena_new();
    /* A byte order mark, a two-byte letter, CRLF, an empty line, no line break at the end. */
    rq_str text = RQ_STR("\xEF\xBB\xBF"
                         "a\xC3\xA9: 1\r\n\nlast");
    const struct rq_source *source = rq_source_new(arena, RQ_STR("x.yaml"), text);
    assert_int_equal(rq_source_line_count(source), 3);
    assert_pos(source, 3, 6, (rq_pos){1, 1, 1, 3});
    assert_pos(source, 8, 9, (rq_pos){1, 5, 1, 6});
    assert_pos(source, 12, 16, (rq_pos){3, 1, 3, 5});
    assert_pos(source, 16, 16, (rq_pos){3, 5, 3, 5});
    assert_true(rq_str_equal(rq_source_line(source, 1), RQ_STR("a\xC3\xA9: 1")));
    assert_true(rq_str_equal(rq_source_line(source, 2), RQ_STR("")));
    assert_true(rq_str_equal(rq_source_line(source, 9), RQ_STR("")));
    const struct rq_source *empty = rq_source_new(arena, RQ_STR("e"), RQ_STR(""));
    assert_pos(empty, 0, 0, (rq_pos){1, 1, 1, 1});
    rq_arena_free(arena);
}

static void test_shelf(void **state)
{
    (void)state;
    struct rq_arena *arena = rq_arena_new();
    struct rq_shelf shelf = {.arena = arena, .size = sizeof(uint32_t)};
    const uint32_t *first = rq_shelf_add(&shelf);
    assert_int_equal(*first, 0);
    for (uint32_t i = 1; i < 3 * RQ_SHELF_BOARD; i++)
        *(uint32_t *)rq_shelf_add(&shelf) = i;
    assert_int_equal(shelf.count, 3 * RQ_SHELF_BOARD);
    assert_ptr_equal(rq_shelf_at(&shelf, 0), first);
    for (uint32_t i = 0; i < shelf.count; i++)
        assert_int_equal(*(const uint32_t *)rq_shelf_at(&shelf, i), i);
    rq_arena_free(arena);
}

static void test_arena(void **state)
{
    (void)state;
    struct rq_arena *arena = rq_arena_new();
    for (size_t size = 0; size < 100000; size = size * 3 + 1) {
        unsigned char *bytes = rq_arena_alloc(arena, size);
        for (size_t i = 0; i < size; i++)
            assert_int_equal(bytes[i], 0);
        if (size > 0)
            memset(bytes, 0xAA, size);
    }
    struct rq_arena_mark mark = rq_arena_mark(arena);
    size_t before = rq_arena_used(arena);
    rq_arena_alloc(arena, 5000000);
    rq_arena_release(arena, mark);
    assert_int_equal(rq_arena_used(arena), before);
    /* A large one from before the mark, and one that comes with another arena, outlive a release. */
    unsigned char *early = rq_arena_alloc(arena, 700000);
    struct rq_arena *other = rq_arena_new();
    unsigned char *moved = rq_arena_raw(other, 700000);
    memset(early, 1, 700000);
    memset(moved, 2, 700000);
    rq_arena_join(arena, other);
    mark = rq_arena_mark(arena);
    const unsigned char *late = rq_arena_alloc(arena, 700000);
    assert_int_equal(late[0] + late[699999], 0);
    rq_arena_release(arena, mark);
    assert_int_equal(early[699999], 1);
    assert_int_equal(moved[699999], 2);
    rq_arena_reset(arena);
    assert_int_equal(rq_arena_used(arena), 0);
    assert_string_equal(rq_arena_format(arena, "%d-%s", 7, "x").ptr, "7-x");
    rq_arena_free(arena);
}

/* The newest object grows where it stands, and what is added to an array is zeroed; under AddressSanitizer none does. */
static void test_extend(void **state)
{
    (void)state;
    struct rq_arena *arena = rq_arena_new();
    size_t cap = 0;
    int *items = rq_grow(arena, NULL, 0, &cap, sizeof *items);
    memset(items, 1, cap * sizeof *items);
    int *wider = rq_grow(arena, items, cap, &cap, sizeof *items);
    assert_int_equal(cap, 16);
    assert_int_equal(wider[7], 0x01010101);
    assert_int_equal(wider[8], 0);
    assert_int_equal(wider[15], 0);
    bool grows = wider == items;
    char *first = rq_arena_raw(arena, 10), *second = rq_arena_raw(arena, 10);
    assert_false(rq_arena_extend(arena, first, 10, 100));
    assert_int_equal(rq_arena_extend(arena, second, 10, 100), grows);
    assert_false(rq_arena_extend(arena, second, 10, 200));
    assert_false(rq_arena_extend(arena, second, grows ? 100 : 10, 1 << 20));
    assert_true((char *)rq_arena_raw(arena, 8) >= second + (grows ? 100 : 10) || !grows);
    rq_arena_free(arena);
}

struct two {
    pthread_t caller, work, beside;
    int done;
};

static void do_work(void *host)
{
    struct two *two = host;
    two->work = pthread_self();
}

static void do_beside(void *host)
{
    struct two *two = host;
    two->beside = pthread_self();
    two->done = 1;
}

/* Who tells how far the work is may count on the caller's own thread. */
static void test_beside(void **state)
{
    struct two two = {.caller = pthread_self()};
    (void)state;
    rq_threads_beside(do_work, do_beside, &two);
    assert_true(pthread_equal(two.work, two.caller));
    assert_int_equal(two.done, 1);
    assert_false(pthread_equal(two.beside, two.caller));
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_oid),
        cmocka_unit_test(test_hash_spreads_names),
        cmocka_unit_test(test_hash_spreads_bits),
        cmocka_unit_test(test_hash_of_views),
        cmocka_unit_test(test_join),
        cmocka_unit_test(test_nearest_name),
        cmocka_unit_test(test_utf8),
        cmocka_unit_test(test_utf16),
        cmocka_unit_test(test_source_positions),
        cmocka_unit_test(test_source_random),
        cmocka_unit_test(test_arena),
        cmocka_unit_test(test_shelf),
        cmocka_unit_test(test_extend),
        cmocka_unit_test(test_beside),
    };
    if (argc > 1)
        cmocka_set_test_filter(argv[1]);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
