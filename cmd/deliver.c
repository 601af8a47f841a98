/*
 * A file is written beside its place and renamed, so that nobody ever reads half a report; a link stays, and the file that it
 * leads to is replaced; what is no regular file (a pipe, /dev/null) is written to directly, and the summary of a step of GitHub
 * Actions is added to.  All reports of a run are made before the first is written.
 *
 * A run without a verdict writes its reports too, each saying so, whatever was wrong: whoever reads one of an earlier run, or
 * finds none, might take it for a good one.
 *
 * Read deliver_all, then deliver_trouble.
 */
#define _XOPEN_SOURCE 700 /* realpath is in the XSI part of POSIX.1-2008 */

#include "deliver.h"

#include "hold.h"
#include "output.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- NAME[=FILE] ---- */

struct target {
    rq_str format;
    const char *file; /* NULL: standard output */
};

static struct target read_target(const char *word)
{
    static const char *const standard[] = {"-", "/dev/stdout"};
    size_t length = strcspn(word, "=");
    struct target target = {{word, length}, word[length] == '=' ? word + length + 1 : NULL};
    for (size_t i = 0; target.file != NULL && i < sizeof standard / sizeof *standard; i++)
        if (strcmp(target.file, standard[i]) == 0)
            target.file = NULL;
    return target;
}

static const struct rq_format_info *find_format(rq_str name)
{
    const struct rq_format_info *format = rq_formats;
    while (format->name.len > 0 && !rq_str_equal(format->name, name))
        format++;
    return format;
}

bool deliver_takes(const struct command *command, const struct rq_format_info *format)
{
    return command->reports && (format->traits & command->traits) == command->traits;
}

size_t deliver_names(const struct command *command, rq_str names[DELIVER_FORMATS])
{
    size_t count = 0;
    for (const rq_str *name = command->formats; name != NULL && name->len > 0 && count < DELIVER_FORMATS; name++)
        names[count++] = *name;
    for (const struct rq_format_info *format = rq_formats; format->name.len > 0 && count < DELIVER_FORMATS; format++)
        if (deliver_takes(command, format))
            names[count++] = format->name;
    return count;
}

static bool prints(const struct command *command, rq_str format)
{
    rq_str known[DELIVER_FORMATS];
    size_t count = deliver_names(command, known), i = 0;
    while (i < count && !rq_str_equal(known[i], format))
        i++;
    return i < count;
}

/* The folder that a file is in; false where there is none. */
static bool find_folder(const char *file, struct stat *folder)
{
    const char *slash = strrchr(file, '/');
    char *path = slash == NULL ? strdup(".") : strndup(file, (size_t)(slash - file) + 1);
    bool found = path != NULL && stat(path, folder) == 0;
    free(path);
    return found;
}

static const char *last_part(const char *file)
{
    const char *slash = strrchr(file, '/');
    return slash == NULL ? file : slash + 1;
}

/* True for two ways to say one file, whether it is there or not. */
static bool is_same_file(const char *a, const char *b)
{
    struct stat left, right;
    bool there = stat(a, &left) == 0, both = there == (stat(b, &right) == 0);
    if (both && !there)
        both = strcmp(last_part(a), last_part(b)) == 0 && find_folder(a, &left) && find_folder(b, &right);
    return strcmp(a, b) == 0 || (both && left.st_dev == right.st_dev && left.st_ino == right.st_ino);
}

/* True if a target before this one goes to the same place. */
static bool shares_place(const struct arguments *arguments, size_t at)
{
    struct target target = read_target(arguments->formats.items[at]);
    for (size_t i = 0; i < at; i++) {
        struct target other = read_target(arguments->formats.items[i]);
        if (target.file == NULL ? other.file == NULL : other.file != NULL && is_same_file(target.file, other.file))
            return true;
    }
    return false;
}

static bool complain_of_place(struct target target)
{
    if (target.file == NULL)
        return complain("two reports cannot share standard output; write `--format NAME=FILE`");
    return complain("two reports cannot share %s: name a file for each", target.file);
}

/* Several refs have a report each. */
static bool has_refs(const struct arguments *arguments)
{
    return arguments->pre_push || arguments->command == &command_receive;
}

/* True if the formats are fit for a report on each of several refs, one after the other; else complains. */
static bool check_each(const struct arguments *arguments)
{
    for (size_t i = 0; i < arguments->formats.count; i++) {
        const char *word = arguments->formats.items[i];
        struct target target = read_target(word);
        if (target.file != NULL) {
            complain("`--format %s`: there is a report for each ref, and the file would hold the last of them", word);
            return advise("leave out the file; what is printed goes to whoever pushes");
        }
        if ((find_format(target.format)->traits & RQ_FORMAT_JOINS) == 0) {
            complain(
                "`--format %s`: there is a report for each ref, and several of them are not one file of this format",
                word);
            return advise("take text, concise, json or csv; what is printed goes to whoever pushes");
        }
    }
    return true;
}

bool deliver_check(const struct arguments *arguments)
{
    rq_str known[DELIVER_FORMATS];
    size_t count = deliver_names(arguments->command, known);
    for (size_t i = 0; count > 0 && i < arguments->formats.count; i++) {
        const char *word = arguments->formats.items[i];
        struct target target = read_target(word);
        if (!output_check_word("--format", target.format, known, count))
            return false;
        if (target.file != NULL && target.file[0] == '\0')
            return complain("`--format %s` names no file after the `=`", word);
        if (shares_place(arguments, i))
            return complain_of_place(target);
    }
    return !has_refs(arguments) || check_each(arguments);
}

/* ---- files ---- */

static bool complain_about(const char *path)
{
    return complain("cannot write %s: %s", path, strerror(errno));
}

static bool write_and_close(FILE *file, rq_str text)
{
    output_text(file, text);
    bool good = !ferror(file);
    return fclose(file) == 0 && good;
}

static bool write_directly(const char *path, rq_str text)
{
    FILE *file = fopen(path, "w");
    return (file != NULL && write_and_close(file, text)) || complain_about(path);
}

/* Whatever the last line there is, it has ended. */
static bool write_behind(const char *path, rq_str text)
{
    FILE *file = fopen(path, "a");
    if (file != NULL && fseek(file, 0, SEEK_END) == 0 && ftell(file) > 0)
        fputc('\n', file);
    return (file != NULL && write_and_close(file, text)) || complain_about(path);
}

/* The permissions that a new file would get. */
static mode_t usual_mode(void)
{
    mode_t mask = umask(0);
    umask(mask);
    return 0666 & ~mask;
}

/* A new file beside the old one, which takes its place when it is written. */
static bool write_beside(const char *path, mode_t mode, rq_str text)
{
    size_t length = strlen(path) + sizeof ".XXXXXX";
    char *beside = malloc(length);
    if (beside == NULL)
        return complain_about(path);
    snprintf(beside, length, "%s.XXXXXX", path);
    int descriptor = mkstemp(beside);
    FILE *file = descriptor < 0 || fchmod(descriptor, mode) != 0 ? NULL : fdopen(descriptor, "w");
    bool good = file != NULL && write_and_close(file, text) && rename(beside, path) == 0;
    if (!good)
        complain_about(path);
    if (!good && descriptor >= 0)
        unlink(beside);
    if (file == NULL && descriptor >= 0)
        close(descriptor);
    free(beside);
    return good;
}

/* What a step of GitHub Actions adds to its summary stands behind what it has there already. */
static bool is_summary(const char *path)
{
    const char *summary = getenv("GITHUB_STEP_SUMMARY");
    return summary != NULL && strcmp(summary, path) == 0;
}

/* Where a link of somebody's leads, if that is a file: it is replaced there.  Those of /dev lead to what is open already. */
static char *follow_link(const char *path)
{
    struct stat target;
    bool own = strncmp(path, "/dev/", 5) != 0 && strncmp(path, "/proc/", 6) != 0;
    return own && stat(path, &target) == 0 && S_ISREG(target.st_mode) ? realpath(path, NULL) : NULL;
}

static bool write_through(const char *path, mode_t mode, rq_str text)
{
    char *target = follow_link(path);
    bool good = target != NULL ? write_beside(target, mode, text) : write_directly(path, text);
    free(target);
    return good;
}

/* True if nobody waits for the bytes while they are written: it cannot last. */
static bool is_plain(const char *path)
{
    struct stat old;
    return stat(path, &old) != 0 || S_ISREG(old.st_mode);
}

static bool write_file(const char *path, rq_str text)
{
    struct stat old;
    if (is_summary(path))
        return write_behind(path, text);
    if (lstat(path, &old) != 0)
        return write_beside(path, usual_mode(), text);
    if (S_ISREG(old.st_mode))
        return write_beside(path, old.st_mode & 0777, text);
    return write_through(path, stat(path, &old) == 0 ? old.st_mode & 0777 : usual_mode(), text);
}

/* ---- reports ---- */

/* A report on its way. */
struct report {
    struct target target;
    rq_str text;
    bool made;
};

static bool make(const struct arguments *arguments, const void *what, deliver_printer *printer, struct report *report)
{
    struct rq_err err = {.arena = arguments->arena};
    struct rq_style style = {.quiet = arguments->quiet};
    if (report->target.file == NULL)
        style = output_style(arguments, stdout);
    report->made = printer(arguments, what, report->target.format, &style, &report->text, &err);
    if (!report->made)
        output_failure(arguments, &err);
    return report->made;
}

static bool put(const struct report *report)
{
    if (report->target.file != NULL)
        return write_file(report->target.file, report->text);
    output_text(stdout, report->text);
    return true;
}

static bool put_some(const struct report *reports, size_t count, bool plain)
{
    bool good = true;
    for (size_t i = 0; i < count; i++) {
        const char *file = reports[i].target.file;
        if (reports[i].made && (file != NULL && is_plain(file)) == plain)
            good = put(&reports[i]) && good;
    }
    return good;
}

/* Files all at once: an interrupt comes before the first or after the last of them.  What somebody waits for may take long. */
static bool put_all(const struct report *reports, size_t count)
{
    sigset_t before;
    hold_begin(&before);
    bool good = put_some(reports, count, true);
    hold_end(&before);
    return put_some(reports, count, false) && good;
}

static bool print_to(const struct arguments *arguments, const void *what, deliver_printer *printer,
                     struct target target)
{
    struct report report = {.target = target};
    return make(arguments, what, printer, &report) && put_all(&report, 1);
}

bool deliver_all(const struct arguments *arguments, const void *what, deliver_printer *printer)
{
    size_t count = arguments->formats.count;
    bool good = true;
    *arguments->delivered = true;
    if (count == 0)
        return print_to(arguments, what, printer, read_target("text"));
    struct report *reports = calloc(count, sizeof *reports);
    if (reports == NULL)
        return complain("out of memory");
    for (size_t i = 0; i < count; i++) {
        reports[i].target = read_target(arguments->formats.items[i]);
        good = make(arguments, what, printer, &reports[i]) && good;
    }
    good = put_all(reports, count) && good;
    free(reports);
    return good;
}

static bool print_report(const struct arguments *arguments, const void *what, rq_str format,
                         const struct rq_style *style, rq_str *text, struct rq_err *err)
{
    return rq_format_print(arguments->arena, format, what, style, text, err);
}

bool deliver_report(const struct arguments *arguments, const struct rq_report *report)
{
    return deliver_all(arguments, report, print_report);
}

static bool print_failure(const struct arguments *arguments, const void *what, rq_str format,
                          const struct rq_style *style, rq_str *text, struct rq_err *err)
{
    (void)style;
    return arguments->command->reports ? rq_format_print_failure(arguments->arena, format, what, text, err)
                                       : rq_sheet_print_failure(arguments->arena, format, what, text, err);
}

void deliver_failure(const struct arguments *arguments, const struct rq_err *failure)
{
    *arguments->delivered = true;
    for (size_t i = 0; i < arguments->formats.count; i++) {
        struct target target = read_target(arguments->formats.items[i]);
        bool told = target.file == NULL && (find_format(target.format)->traits & RQ_FORMAT_IS_SPOKEN) != 0;
        if (!told && prints(arguments->command, target.format))
            print_to(arguments, failure, print_failure, target);
    }
}

/* True if this --format names a file, and could be obeyed. */
static bool is_file_report(const struct arguments *arguments, size_t at)
{
    struct target target = read_target(arguments->formats.items[at]);
    return prints(arguments->command, target.format) && target.file != NULL && target.file[0] != '\0' &&
           !shares_place(arguments, at);
}

void deliver_trouble(const struct arguments *arguments, bool understood)
{
    const struct rq_err failure = {
        .failed = true,
        .message = RQ_STR("the run came to no verdict; what it printed on standard error says why"),
        .arena = arguments->arena,
    };
    if (*arguments->delivered)
        return;
    if (understood) {
        deliver_failure(arguments, &failure);
        return;
    }
    for (size_t i = 0; i < arguments->formats.count; i++)
        if (is_file_report(arguments, i))
            print_to(arguments, &failure, print_failure, read_target(arguments->formats.items[i]));
}
