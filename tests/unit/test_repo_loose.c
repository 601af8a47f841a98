/* Objects in files of their own: whole ones of any length, cut off at any byte, and odd ones. */
#include "repo_fixture.h"

/* Opens the repository at hand and reads the only file of HEAD. */
static enum rq_read_result read_file(struct rq_arena *arena, struct rq_read *read, struct rq_err *err)
{
    *err = (struct rq_err){.arena = arena};
    *read = (struct rq_read){0};
    struct rq_repo *repo = rq_repo_open(".", err);
    assert_non_null(repo);
    const struct rq_snapshot *snapshot = rq_snapshot_commit(repo, "HEAD", arena, err);
    enum rq_read_result result = RQ_READ_FAILED;
    if (snapshot != NULL)
        result = rq_snapshot_read(snapshot, &snapshot->entries[0], arena, read, err);
    rq_repo_close(repo);
    return result;
}

/* Makes a file of so many bytes: all the same, or such as zlib cannot make shorter. */
static void write_file(const char *path, size_t length, bool noise)
{
    FILE *file = fopen(path, "w");
    uint32_t next = 1;
    assert_non_null(file);
    for (size_t i = 0; i < length; i++) {
        next = next * 1664525 + 1013904223;
        putc(noise ? (int)(next >> 24) : 'x', file);
    }
    assert_int_equal(fclose(file), 0);
}

static void test_lengths(void **state)
{
    (void)state;
    static const size_t lengths[] = {0, 1, 22, 23, 24, 25, 26, 27, 1000, 16383, 16384, 16385, 32768, 100000, 1000000};
    char *folder = enter_folder();
    for (size_t i = 0; i < 2 * sizeof lengths / sizeof *lengths; i++) {
        size_t length = lengths[i / 2];
        struct rq_arena *arena = rq_arena_new();
        struct rq_err err;
        struct rq_read read;
        write_file("f", length, i % 2 == 1);
        script(
            "git add f; git commit -q --amend --no-edit --allow-empty 2>/dev/null || git commit -qm 1 --allow-empty");
        assert_int_equal(read_file(arena, &read, &err), RQ_READ_OK);
        assert_int_equal(read.text.len, length);
        FILE *file = fopen("f", "r");
        for (size_t at = 0; at < length; at++)
            if (getc(file) != (unsigned char)read.text.ptr[at])
                fail_msg("%zu bytes: byte %zu differs", length, at);
        fclose(file);
        rq_arena_free(arena);
    }
    leave_folder(folder);
}

/* Copies the beginning of a file. */
static void cut(const char *from, const char *to, long length)
{
    FILE *in = fopen(from, "r"), *out = fopen(to, "w");
    assert_true(in != NULL && out != NULL);
    for (; length > 0; length--)
        putc(getc(in), out);
    fclose(in);
    assert_int_equal(fclose(out), 0);
}

/* What is left may be enough for all of the text, with only zlib's check sum missing, or not even for the header. */
static void test_cut_off(void **state)
{
    (void)state;
    char *folder = enter_folder();
    struct stat status;
    script("seq 300 > f; git add f; git commit -qm 1; o=$(git rev-parse HEAD:f); "
           "f=.git/objects/$(echo $o | cut -c 1-2)/$(echo $o | cut -c 3-); chmod u+w $f; cp $f ../whole; ln -s r/$f "
           "../object");
    assert_int_equal(stat("../whole", &status), 0);
    for (long length = 0; length <= status.st_size; length++) {
        struct rq_arena *arena = rq_arena_new();
        struct rq_err err;
        struct rq_read read;
        cut("../whole", "../object", length);
        enum rq_read_result result = read_file(arena, &read, &err);
        if (result != (length == status.st_size ? RQ_READ_OK : RQ_READ_FAILED))
            fail_msg("cut off after %ld bytes", length);
        rq_arena_free(arena);
    }
    leave_folder(folder);
}

#define PUT(content)                                                                                                   \
    "echo 1 > f; git add f; git commit -qm 1; o=$(git rev-parse HEAD:f); "                                             \
    "f=.git/objects/$(echo $o | cut -c 1-2)/$(echo $o | cut -c 3-); rm -f $f; "                                        \
    "deflate() { python3 -c 'import sys, zlib; "                                                                       \
    "sys.stdout.buffer.write(zlib.compress(sys.stdin.buffer.read()))'; }; { " content "; } > $f"

static void test_odd(void **state)
{
    (void)state;
    static const struct {
        const char *name, *script;
    } rows[] = {
        {"something behind it", PUT("printf 'blob 2\\0001\\n' | deflate; echo more")},
        {"shorter than it says", PUT("printf 'blob 9\\0001\\n' | deflate")},
        {"longer than it says", PUT("printf 'blob 1\\0001\\n' | deflate")},
        {"far longer than it says", PUT("printf 'blob 0\\0001%020000d\\n' 1 | deflate")},
        {"longer than there is memory", PUT("printf 'blob 99999999\\0001\\n' | deflate")},
        {"a length that is none", PUT("printf 'blob x\\0001\\n' | deflate")},
        {"a length beyond all numbers", PUT("printf 'blob 99999999999999999999999\\0001\\n' | deflate")},
        {"another type", PUT("printf 'blub 2\\0001\\n' | deflate")},
        {"no end of the header", PUT("printf 'blob 2' | deflate")},
        {"a folder in its place", PUT(":") "; rm $f; mkdir $f"},
        {"nothing of it", PUT("printf '' | deflate")},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char *folder = enter_folder();
        struct rq_arena *arena = rq_arena_new();
        struct rq_err err;
        struct rq_read read;
        script(rows[i].script);
        enum rq_read_result result = read_file(arena, &read, &err);
        if (result != RQ_READ_FAILED && result != RQ_READ_TOO_LARGE)
            fail_msg("%s", rows[i].name);
        rq_arena_free(arena);
        leave_folder(folder);
    }
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lengths),
        cmocka_unit_test(test_cut_off),
        cmocka_unit_test(test_odd),
    };
    if (argc > 1)
        cmocka_set_test_filter(argv[1]);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
