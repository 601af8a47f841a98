/* The embedded packs hold exactly the files below policies/, byte for byte and in order. */
#define _XOPEN_SOURCE 700 /* nftw */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "pack.h"

#include <ftw.h>
#include <stdio.h>
#include <string.h>

#define FOLDER REQLINT_SOURCE_DIR "/policies/"

static size_t files_on_disk; /* nftw has no argument for its callback */

static int count_yaml(const char *path, const struct stat *status, int type, struct FTW *place)
{
    const char *ending = strrchr(path, '.');

    (void)status;
    (void)place;
    if (type == FTW_F && ending && strcmp(ending, ".yaml") == 0)
        files_on_disk++;
    return 0;
}

static void test_every_file_is_embedded(void **state)
{
    (void)state;
    files_on_disk = 0;
    nftw(FOLDER, count_yaml, 8, FTW_PHYS);
    assert_int_equal(rq_pack_file_count, files_on_disk);
}

static void test_paths_are_sorted_and_relative(void **state)
{
    (void)state;
    for (size_t i = 0; i < rq_pack_file_count; i++) {
        rq_str path = rq_pack_files[i].path;
        assert_int_equal(path.len, strlen(path.ptr));
        assert_int_not_equal(path.ptr[0], '/');
        if (i > 0)
            assert_true(strcmp(rq_pack_files[i - 1].path.ptr, path.ptr) < 0);
    }
}

static void compare_with_disk(const struct rq_pack_file *embedded)
{
    char name[4096], bytes[4096];
    size_t offset = 0, got;

    snprintf(name, sizeof name, "%s%s", FOLDER, embedded->path.ptr);
    FILE *file = fopen(name, "rb");
    if (!file)
        fail_msg("%s is embedded but cannot be read", name);
    while ((got = fread(bytes, 1, sizeof bytes, file)) > 0) {
        if (offset + got > embedded->text.len || memcmp(embedded->text.ptr + offset, bytes, got) != 0)
            fail_msg("%s differs from what is embedded, near byte %zu", name, offset);
        offset += got;
    }
    fclose(file);
    if (offset != embedded->text.len)
        fail_msg("%s has %zu bytes, %zu are embedded", name, offset, embedded->text.len);
}

static void test_bytes_are_those_of_the_files(void **state)
{
    (void)state;
    for (size_t i = 0; i < rq_pack_file_count; i++)
        compare_with_disk(&rq_pack_files[i]);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_file_is_embedded),
        cmocka_unit_test(test_paths_are_sorted_and_relative),
        cmocka_unit_test(test_bytes_are_those_of_the_files),
    };

    if (argc > 1)
        cmocka_set_test_filter(argv[1]);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
