/*
 * One record, one file.  Between the look at the tree and the writing somebody else may take the id, or change the file:
 * then the library is asked once more, and sees the other's file.  If it still comes to the same file, that one is hidden
 * from it.
 */
#include "record.h"

#include "editor.h"
#include "options.h"
#include "output.h"
#include "progress.h"
#include "write.h"

enum { TRIES = 20 };

static int fail_taken(const struct rq_writing *file)
{
    complain("%.*s is there already", RQ_ARG(file->path));
    advise("it is ignored by git, excluded, or no such record: look at it");
    return STATUS_TROUBLE;
}

static int finish(struct arguments *arguments, const struct rq_options *options, const struct rq_writing *file)
{
    write_report(arguments, file, 1);
    return arguments->edit ? editor_open(arguments, options, file) : STATUS_CLEAN;
}

int record_write(struct arguments *arguments,
                 bool (*draft)(const struct arguments *arguments, const struct rq_options *options,
                               struct rq_writing *file, struct rq_err *err))
{
    struct rq_options options;
    struct rq_writing file = {0}, last = {0};
    const struct rq_writing *taken;
    struct progress progress = {0};
    if (!options_for_library(arguments, &options))
        return STATUS_TROUBLE;
    options.path_count = 0; /* the operands are no paths */
    for (unsigned try = 0; try < TRIES; try++, last = file) {
        struct rq_err err = {.arena = arguments->arena};
        options.progress = progress_start(&progress, arguments);
        bool good = draft(arguments, &options, &file, &err);
        progress_end(&progress);
        if (!good)
            return output_failure(arguments, &err);
        if (file.path.len == 0)
            return STATUS_CLEAN;
        if (file.before.ptr == NULL && rq_str_equal(last.path, file.path))
            return fail_taken(&file);
        switch (write_files(&file, 1, &taken)) {
        case WRITE_DONE:
            return finish(arguments, &options, &file);
        case WRITE_FAILED:
            return STATUS_TROUBLE;
        case WRITE_TAKEN:
            break;
        }
    }
    complain("somebody else takes every id: try again");
    return STATUS_TROUBLE;
}
