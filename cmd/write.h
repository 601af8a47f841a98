/* Writing files into the user's repository. */
#ifndef WRITE_H
#define WRITE_H

#include "command.h"

enum write_result {
    WRITE_DONE,
    WRITE_TAKEN, /* a file that must not be there is there, or one that is replaced has changed: nothing was written */
    WRITE_FAILED /* after complaining: nothing was written */
};

/* Writes all of the files or none.  Nobody ever sees half a file, nothing is overwritten but what the library has read, no
 * symbolic link below a root is followed, and nothing is left behind where it fails or is interrupted.  `taken` is the file
 * that is in the way, or NULL. */
enum write_result write_files(const struct rq_writing *files, size_t count, const struct rq_writing **taken);

/* Takes a file away that was written so, whose bytes are file->before, and brings back what lies under the name file->aside, if
 * anything does.  With `folders`, those on the way from its root that are empty then go too.  WRITE_TAKEN: it has changed, and
 * nothing was done. */
enum write_result write_undo(const struct rq_writing *file, bool folders);

/* Prints which files were written, unless -q is given. */
void write_report(const struct arguments *arguments, const struct rq_writing *files, size_t count);

#endif
