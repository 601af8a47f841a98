/* What git makes of the file in which a message was written. */
#ifndef RQ_REQLINT_MESSAGE_H
#define RQ_REQLINT_MESSAGE_H

#include "base/text.h"

/* How a message was written, by git's settings; texts may be empty. */
struct rq_message_habits {
    rq_str cleanup; /* commit.cleanup */
    rq_str comment; /* core.commentString, or else core.commentChar */
    bool edited;    /* in an editor, so that git wrote comments below it */
};

/* The message without what git takes out of it (comments, and all below the scissors line), and without the subject of a
 * "fixup!", a "squash!" or an "amend!", which is that of another commit.  In `arena`. */
rq_str rq_message_clean(struct rq_arena *arena, rq_str text, const struct rq_message_habits *habits);

#endif
